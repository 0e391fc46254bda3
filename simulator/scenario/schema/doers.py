"""Who does an activity: a role; several, the first who is free; or several with a share each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, StrictBool, ValidatorFunctionWrapHandler
from pydantic_core import CoreSchema, core_schema

from simulator.errors import InvalidValue
from simulator.scenario.schema.base import FrozenMap, Map, Name, Names, SchemaModel, shorthand
from simulator.scenario.units import Share

SEVERAL = Annotated[Names, Field(min_length=1)]
PARTS = Annotated[Map[Share], Field(min_length=1)]


class Doers(str):
    """The role that does an activity; of several, the first, which is asked where one is meant."""

    roles: tuple[str, ...]  # in order
    shares: Mapping[str, float]  # of the tasks; empty where whoever is free takes them

    def __new__(cls, role: str, *others: str, shares: Mapping[str, float] | None = None) -> Doers:
        """A role, and others who do the same."""
        doers = super().__new__(cls, role)
        doers.roles = (role, *others)
        doers.shares = FrozenMap(shares or {})
        return doers

    def __eq__(self, other: object) -> bool:
        """Others who do the same count, except beside a plain name."""
        if isinstance(other, Doers):
            return (self.roles, self.shares) == (other.roles, other.shares)
        return str.__eq__(self, other) if isinstance(other, str) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (self.roles, dict(self.shares))

    @property
    def in_order(self) -> bool:
        """Does the first of several roles take it who is free?"""
        return len(self.roles) > 1 and not self.shares

    def part(self, role: str) -> float:
        """Share of the tasks that go to a role, or are offered to it before others."""
        return self.shares.get(role, 0.0) if self.shares else float(role == self.roles[0])

    @property
    def written(self) -> str | list[str] | dict[str, float]:
        """As a planner writes it."""
        if self.shares:
            return dict(self.shares)
        return list(self.roles) if self.in_order else self.roles[0]

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read from a name, a list of names or a map of shares; written in the same way."""
        forms: dict[str, Any] = {"role": Name, "roles": SEVERAL, "shares": PARTS}
        return core_schema.no_info_wrap_validator_function(
            _read,
            core_schema.tagged_union_schema(
                {word: handler(form) for word, form in forms.items()}, _form_of
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda doers: doers.written
            ),
        )


def _form_of(value: object) -> str:
    """In which of its forms it is written."""
    if isinstance(value, dict):
        return "shares"
    return "roles" if isinstance(value, list | tuple) else "role"


def _read(value: object, handler: ValidatorFunctionWrapHandler) -> Doers:
    return value if isinstance(value, Doers) else _doers(handler(value))


def _doers(value: str | tuple[str, ...] | Mapping[str, float]) -> Doers:
    if isinstance(value, str):
        return Doers(value)
    if not isinstance(value, Mapping):
        return Doers(*value)
    if not math.isclose(whole := sum(value.values()), 1, abs_tol=1e-6):
        raise InvalidValue("the shares add up to {whole:g}, expected 1", whole=whole)
    return Doers(*value, shares=value) if len(value) > 1 else Doers(*value)


def _remade(roles: tuple[str, ...], shares: Mapping[str, float]) -> Doers:
    return Doers(*roles, shares=shares)


class Skill(SchemaModel):
    """What somebody has to know to do an activity."""

    name: Name = Field(description="One of the skills that 'members' of roles have.")
    required: StrictBool = Field(
        True,
        description="Only those do it who have it. Else they are asked first, and others if none of"
        " them has nothing to do.",
    )


SkillField = Annotated[Skill, shorthand("name")]
