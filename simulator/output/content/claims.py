"""The scenarios' claims: what is said, what comes out, with the mechanism and without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from simulator import __version__
from simulator.analysis.claims import ClaimResult, Grounds, GuardResult, Held, grounds_of
from simulator.analysis.claims.bill import Bill
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext, pgettext, translatable
from simulator.output.document import (
    ANSWERS,
    CODE,
    TEXT,
    Cell,
    Column,
    Document,
    Format,
    Formatted,
    Record,
    Section,
    Table,
    Texts,
    Tone,
)
from simulator.output.numbers import HUNDREDTHS, NEVER, SIGNED, in_one, significant
from simulator.output.wording import (
    change_format,
    clauses,
    estimate,
    labelled,
    level_format,
    listed,
    words,
)
from simulator.scenario.schema.analysis import Wanted

GROWTH = Format("growth", "%")
DIGITS_OF_BOUND = 6  # of a bound: as many as somebody may have given it
GUARDS: dict[Held, str] = {
    "holds": translatable("kept", "guard"),
    "does not hold": translatable("broken", "guard"),
    "we cannot tell": translatable("cannot tell", "guard"),
}
TONES: dict[str, Tone] = {
    "holds": "good",
    "does not hold": "bad",
    "holds for another reason": "bad",
    "we cannot tell": "unsure",
    "holds, cause untested": "unsure",
}
# How many claims have a verdict.
COUNTED = {
    "holds": translatable("{count} held"),
    "does not hold": translatable("{count} not held"),
    "holds for another reason": translatable("{count} held for another reason"),
    "we cannot tell": translatable("{count} that we cannot tell"),
    "holds, cause untested": translatable("{count} held with the cause untested"),
}
# What takes from a claim that holds.
LESSENED: tuple[Grounds, ...] = ("fitted", "by construction", "a guard is broken")
# What the verdicts mean: analysis.claims.judgement in the words of a planner.
RULES = (
    translatable(
        "A claim is held against two scenarios, today's and the what-if, with the same luck for"
        " both. It meets what is expected only if the whole 95% interval of the outcome does."
    ),
    translatable(
        "The placebo is the same pair with the mechanism that the claim names switched off in"
        " both. A claim holds if it meets what is expected and its effect vanishes with the"
        " placebo: of a value, if the placebo's interval does not meet what is expected; of a"
        " change or a growth, if more than half of the effect is gone, the paired interval of"
        " effect less placebo's effect leaves out 0, and the placebo's does not meet what is"
        " expected, either, unless no effect at all would. Growth is over today's value with the"
        " mechanism, on both sides."
    ),
    translatable(
        "A claim holds for another reason if its outcome meets what is expected, but does so"
        " without its mechanism, too, or keeps half of its effect. Where luck alone may have made"
        " the difference, we cannot tell. A claim without a placebo holds at best with its cause"
        " untested."
    ),
    translatable(
        "Guards are what the change was not to make worse; a broken one lies wholly outside its"
        " bounds. Fitted: bounds or values of the scenario were chosen to meet the claim, which is"
        " therefore no evidence. By construction: with the mechanism switched off no replication"
        " differs at all: no other way leads to the effect, so that it could not but vanish."
    ),
)


class Claims(NamedTuple):
    """The claims of some systems, and how they were run."""

    results: Sequence[ClaimResult]
    replications: int
    seed: int


def document(claims: Claims) -> Document:
    """All claims as one table, with what its verdicts mean."""
    blocks = (
        Texts(tuple(map(gettext, RULES))),
        table(claims.results),
        Texts((made_by(claims),), "note"),
    )
    return Document(
        gettext("The scenarios, and what becomes of their claims"),
        "",
        (counted(claims.results),),
        (Section(ANSWERS, "", blocks),),
        record=partial(record, claims),
    )


def made_by(claims: Claims) -> str:
    """What made a page of claims."""
    return gettext(
        "Made by {command}: simulator {version}, seed {seed}, {replications} replications of each"
        " scenario.",
        command="`simulator systems --write`",
        version=__version__,
        seed=claims.seed,
        replications=claims.replications,
    )


def counted(results: Sequence[ClaimResult]) -> str:
    """How many claims there are of each verdict."""
    verdicts = [each.verdict for each in results]
    parts = [
        gettext(text, count=verdicts.count(each))
        for each, text in COUNTED.items()
        if each in verdicts
    ]
    holding = [grounds_of(each) for each in results if each.verdict == "holds"]
    less = [f"{holding.count(each)} {gettext(each)}" for each in LESSENED if each in holding]
    if less:
        parts[0] = gettext("{holding} (of which {less})", holding=parts[0], less=listed(less))
    return gettext("{count} claims: {parts}", count=len(verdicts), parts=clauses(parts))


class _Told(NamedTuple):
    """What a table says of each claim."""

    head: str
    cell: Callable[[ClaimResult], Cell]
    form: Format = TEXT


def _placebo_words(result: ClaimResult) -> str:
    return outcome(result, result.placebo) if result.placebo else NEVER


_TOLD = {
    "system": _Told(translatable("System"), lambda each: each.claim.system),
    "today": _Told(translatable("Compared with"), lambda each: each.today, CODE),
    "scenario": _Told(translatable("What if"), lambda each: each.scenario, CODE),
    "claim": _Told(translatable("Claim"), lambda each: each.claim.says),
    "level": _Told(translatable("Value there"), lambda each: level_words(each)),
    "measure": _Told(
        translatable("Measure"),
        lambda each: f"{each.claim.measure} ({gettext(each.claim.counts)})",
    ),
    "counted": _Told(translatable("Measure"), lambda each: counted_words(each)),
    "wanted": _Told(translatable("Expected"), lambda each: wanted(each)),
    "outcome": _Told(translatable("Outcome [95%]"), lambda each: outcome(each, each.interval)),
    "placebo": _Told(translatable("Without its mechanism [95%]"), _placebo_words),
    "guards": _Told(
        translatable("Guards"),
        lambda each: clauses(map(partial(guard_words, each), each.guards)) or NEVER,
    ),
    "verdict": _Told(translatable("Verdict"), lambda each: verdict_words(each)),
    "source": _Told(translatable("Source"), lambda each: each.claim.source or NEVER),
}
_EVERYTHING = tuple(key for key in _TOLD if key not in ("level", "counted"))
OF_A_SYSTEM = ("claim", "today", "level", "counted", "wanted", "outcome", "placebo", "verdict")


def table(results: Sequence[ClaimResult], keys: Sequence[str] = _EVERYTHING) -> Table:
    """One row for each claim, with what is told of it; where all is, in colours."""
    chosen = {key: _TOLD[key] for key in keys}
    columns = tuple(Column(key, gettext(each.head), each.form) for key, each in chosen.items())
    rows = tuple(tuple(each.cell(result) for each in chosen.values()) for result in results)
    tones = tuple(TONES[each.verdict] for each in results) if keys == _EVERYTHING else ()
    return Table("claims", gettext("Claims"), columns, rows, tones=tones, layout="texts")


def told(result: ClaimResult) -> str:
    """A claim and what came out, in a few lines."""
    claim = result.claim
    lines = [
        f"{claim.system}  {result.today} -> {result.scenario}",
        claim.says,
        gettext(
            "{measure} ({counts}): {outcome}, expected {wanted}: {verdict}",
            measure=claim.measure,
            counts=gettext(claim.counts),
            outcome=outcome(result, result.interval),
            wanted=wanted(result),
            verdict=verdict_words(result),
        ),
    ]
    if result.placebo:
        lines.append(labelled(gettext("placebo"), outcome(result, result.placebo)))
    if result.guards:
        words = clauses(map(partial(guard_words, result), result.guards))
        lines.append(labelled(gettext("guards"), words))
    return "\n    ".join(lines)


def verdict_words(result: ClaimResult) -> str:
    """The verdict; that it was fitted, and that it costs what it was not to cost, is said, too."""
    parts = [gettext(result.verdict)]
    if result.claim.fitted:
        parts.append(gettext("fitted"))
    if result.by_construction and result.verdict == "holds":
        parts.append(gettext("by construction"))
    if result.broken:
        parts.append(gettext("a guard is broken"))
    return clauses(parts)


def guard_words(result: ClaimResult, guard: GuardResult) -> str:
    """What became of something that was to stay as it was."""
    form = format_of(guard.bounds, guard.measure, result.labels[1].currency)
    return gettext(
        "{measure} {outcome}, to be {wanted}: {kept}",
        measure=words(guard.measure),
        outcome=in_one(Formatted(estimate(guard.interval), form)),
        wanted=wanted_words(guard.bounds, form),
        kept=pgettext("guard", GUARDS[guard.held]),
    )


def outcome(result: ClaimResult, interval: Interval) -> str:
    """An interval in words, as the claim counts."""
    return in_one(Formatted(estimate(interval), claim_format(result)))


def level_words(result: ClaimResult) -> str:
    """The measure in the scenario compared with."""
    if result.level is None:
        return NEVER
    form = level_format(result.claim.measure, result.labels[0].currency)
    return in_one(Formatted(estimate(result.level), form._replace(with_unit=True)))


def counted_words(result: ClaimResult) -> str:
    """What is measured, and what of it is counted."""
    return listed([words(result.claim.measure), gettext(result.claim.counts)])


def wanted(result: ClaimResult) -> str:
    """From where to where the claim holds."""
    return wanted_words(result.claim, claim_format(result))


def claim_format(result: ClaimResult) -> Format:
    """How the numbers of a claim look."""
    return format_of(result.claim, result.claim.measure, result.labels[1].currency)


def format_of(bounds: Wanted, measure: str, currency: str) -> Format:
    """How numbers look: a level, a difference or a growth."""
    if bounds.counts == "growth":
        return GROWTH._replace(with_unit=True)
    how = change_format if bounds.counts == "change" else level_format
    return how(measure, currency)._replace(with_unit=True)


def wanted_words(bounds: Wanted, form: Format) -> str:
    """From where to where something shall lie."""
    low, high = (None if end is None else _bound(end, form) for end in (bounds.low, bounds.high))
    if low is None:
        return gettext("at most {bound}", bound=high)
    if high is None:
        return gettext("at least {bound}", bound=low)
    return gettext("{low} to {high}", low=low, high=high)


def _bound(end: float, form: Format) -> str:
    """A bound with the digits that somebody gave it."""
    value = 100 * end if form.kind in HUNDREDTHS else end
    sign = "+" if form.kind in SIGNED and value > 0 else ""
    unit = form.unit if form.unit in ("", "%") else f" {form.unit}"
    return f"{sign}{significant(value, DIGITS_OF_BOUND)}{unit}"


# -- for programs ----------------------------------------------------------------------------------


def record(claims: Claims) -> Record:
    """Every claim with its bounds, its outcome with and without the mechanism, and its guards."""
    return {"claims": [as_record(each) for each in claims.results]}


def as_record(result: ClaimResult) -> Record:
    """A claim and what came out."""
    claim = result.claim
    return {
        "system": claim.system,
        "today": result.today,
        "scenario": result.scenario,
        "name": result.name,
        "claim": claim.says,
        "measure": claim.measure,
        "counts": claim.counts,
        "wanted": [claim.low, claim.high],
        **estimate(result.interval)._asdict(),
        "placebo": result.placebo and estimate(result.placebo)._asdict(),
        "due_to_mechanism": result.due_to and estimate(result.due_to)._asdict(),
        "guards": [_guard_record(each) for each in result.guards],
        "verdict": result.verdict,
        "fitted": claim.fitted,
        "by_construction": result.by_construction,
        "mechanism": claim.mechanism,
        "source": claim.source,
        "trust": claim.trust,
        "who_pays": result.bill and _bill_record(result.bill),
    }


def _bill_record(bill: Bill) -> Record:
    return {
        "people": dict(bill.people),
        "cost_per_week_growth": estimate(bill.cost)._asdict(),
        "profit_change": bill.profit and estimate(bill.profit)._asdict(),
    }


def _guard_record(guard: GuardResult) -> Record:
    return {
        "measure": guard.measure,
        "counts": guard.bounds.counts,
        "wanted": [guard.bounds.low, guard.bounds.high],
        **estimate(guard.interval)._asdict(),
        "kept": {"holds": True, "does not hold": False, "we cannot tell": None}[guard.held],
    }
