"""Numba types for the state's columns and lists: reads and writes at addresses in one table."""

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin, lower_cast, lower_getattr_generic
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    bound_function,
    infer_getattr,
    infer_global,
    signature,
)
from numba.extending import intrinsic, models, register_model

from simulator.engine.compiled.layout import (
    ADDRESS,
    CAPACITY,
    LENGTH,
    LIST_WORDS,
    LOST,
    WORD_BYTES,
    ColumnField,
    GroupField,
    ListField,
    ListsField,
    MachineState,
    NumberField,
    layout,
)

WORD = ir.IntType(64)
BYTES = ir.IntType(8).as_pointer()
FIRST_CAPACITY = 16  # numbers in a list


class GroupType(types.Type):
    """A group of columns; its value is the address of the table."""

    def __init__(self, kind: type) -> None:
        self.kind = kind
        super().__init__(name=f"Group({kind.__name__})")


class ColumnType(types.Type):
    """A column of numbers; its value is an address and a length."""

    def __init__(self, stride: int, width: int) -> None:
        self.stride, self.width = stride, width
        super().__init__(name=f"Column({stride}, {width})")


class IntListType(types.Type):
    """A list of numbers; its value is the address of its words."""

    def __init__(self) -> None:
        super().__init__(name="IntList")


class IntListsType(types.Type):
    """Lists side by side; its value is the address of the first one's words."""

    def __init__(self) -> None:
        super().__init__(name="IntLists")


class Address(models.PrimitiveModel):  # type: ignore[misc]
    """An address."""

    def __init__(self, manager: Any, kind: types.Type) -> None:
        super().__init__(manager, kind, BYTES)


register_model(GroupType)(Address)
register_model(IntListType)(Address)
register_model(IntListsType)(Address)


@register_model(ColumnType)
class _ColumnModel(models.StructModel):  # type: ignore[misc]
    """An address and a length."""

    def __init__(self, manager: Any, kind: types.Type) -> None:
        members = [("address", types.voidptr), ("size", types.int64)]
        super().__init__(manager, kind, members)


INT_LIST, INT_LISTS = IntListType(), IntListsType()


def _word(builder: Any, table: Any, number: int) -> Any:
    """Address of a word of a table or a list."""
    at = builder.gep(table, [WORD(WORD_BYTES * number)])
    return builder.bitcast(at, WORD.as_pointer())


def _invariant_load(builder: Any, at: Any) -> Any:
    """Reads a word that nothing changes while compiled code runs, so that LLVM may keep it."""
    number = builder.load(at)
    number.set_metadata("invariant.load", builder.module.add_metadata([]))
    return number


# -- groups: attributes --


@infer_getattr
class _GroupAttributes(AttributeTemplate):  # type: ignore[misc]
    key = GroupType

    def generic_resolve(self, group: GroupType, name: str) -> types.Type | None:
        field = layout().fields[group.kind].get(name)
        if isinstance(field, GroupField):
            return GroupType(field.kind)
        if isinstance(field, ColumnField):
            return ColumnType(field.stride, field.width)
        if isinstance(field, NumberField):
            return types.int64
        if isinstance(field, ListField):
            return INT_LIST
        return INT_LISTS if isinstance(field, ListsField) else None


@lower_getattr_generic(GroupType)
def _group_attribute(context: Any, builder: Any, group: GroupType, table: Any, name: str) -> Any:
    field = layout().fields[group.kind][name]
    if isinstance(field, GroupField):
        return table
    if isinstance(field, ListField):
        return builder.gep(table, [WORD(WORD_BYTES * field.word)])
    number = _invariant_load(builder, _word(builder, table, field.word))
    if isinstance(field, NumberField):
        return number
    address = builder.inttoptr(number, BYTES)
    if isinstance(field, ListsField):
        return address
    column = cgutils.create_struct_proxy(ColumnType(field.stride, field.width))(context, builder)
    column.address = builder.gep(address, [WORD(field.offset)])
    column.size = _invariant_load(builder, _word(builder, table, field.word + LENGTH))
    return column._getvalue()


# -- reading, writing, counting --


@infer_global(operator.getitem)
class _GetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 2 and not kws and isinstance(args[1], types.Integer):
            if isinstance(args[0], ColumnType | IntListType):
                return signature(types.int64, args[0], types.int64)
            if isinstance(args[0], IntListsType):
                return signature(INT_LIST, args[0], types.int64)
        return None


@infer_global(operator.setitem)
class _SetItem(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        known = len(args) == 3 and not kws and isinstance(args[0], ColumnType | IntListType)
        if known and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.int64, types.int64)
        return None


@infer_global(len)
class _Len(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 1 and not kws and isinstance(args[0], ColumnType | IntListType):
            return signature(types.int64, args[0])
        return None


class _Truth(AbstractTemplate):  # type: ignore[misc]
    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 1 and not kws and isinstance(args[0], IntListType):
            return signature(types.boolean, args[0])
        return None


infer_global(bool)(_Truth)
infer_global(operator.truth)(_Truth)
infer_global(operator.not_)(_Truth)


def _cell(context: Any, builder: Any, kind: ColumnType, column: Any, index: Any) -> Any:
    """Address of a number in a column."""
    address = cgutils.create_struct_proxy(kind)(context, builder, value=column).address
    at = builder.gep(address, [builder.mul(index, WORD(kind.stride))])
    return builder.bitcast(at, ir.IntType(8 * kind.width).as_pointer())


@lower_builtin(operator.getitem, ColumnType, types.int64)
def _read(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind = sig.args[0]
    number = builder.load(_cell(context, builder, kind, *args), align=kind.width)
    return number if kind.width == WORD_BYTES else builder.sext(number, WORD)


@lower_builtin(operator.setitem, ColumnType, types.int64, types.int64)
def _write(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, (column, index, number) = sig.args[0], args
    if kind.width < WORD_BYTES:
        number = builder.trunc(number, ir.IntType(8 * kind.width))
    builder.store(number, _cell(context, builder, kind, column, index), align=kind.width)
    return context.get_dummy_value()


@lower_builtin(len, ColumnType)
def _size(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).size


def _list_cell(builder: Any, items: Any, index: Any) -> Any:
    """Address of a number in a list."""
    first = builder.inttoptr(builder.load(_word(builder, items, ADDRESS)), WORD.as_pointer())
    return builder.gep(first, [index])


@lower_builtin(operator.getitem, IntListType, types.int64)
def _list_read(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(_list_cell(builder, *args))


@lower_builtin(operator.setitem, IntListType, types.int64, types.int64)
def _list_write(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    items, index, number = args
    builder.store(number, _list_cell(builder, items, index))
    return context.get_dummy_value()


@lower_builtin(len, IntListType)
def _list_size(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.load(_word(builder, args[0], LENGTH))


@lower_builtin(bool, IntListType)
@lower_builtin(operator.truth, IntListType)
def _list_truth(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.icmp_signed(">", builder.load(_word(builder, args[0], LENGTH)), WORD(0))


@lower_builtin(operator.not_, IntListType)
def _list_not(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.icmp_signed("<=", builder.load(_word(builder, args[0], LENGTH)), WORD(0))


@lower_builtin(operator.getitem, IntListsType, types.int64)
def _lists_read(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    lists, index = args
    return builder.gep(lists, [builder.mul(index, WORD(WORD_BYTES * LIST_WORDS))])


@lower_cast(types.boolean, types.int64)
def _bool_to_int(context: Any, builder: Any, fromty: Any, toty: Any, val: Any) -> Any:
    return builder.zext(val, WORD) if val.type.width < 64 else val


# -- lists that grow and shrink --


@infer_getattr
class _IntListMethods(AttributeTemplate):  # type: ignore[misc]
    key = IntListType

    @bound_function("items.append")
    def resolve_append(self, items: Any, args: Any, kws: Any) -> Any:
        return signature(types.none, types.int64, recvr=items)

    @bound_function("items.pop")
    def resolve_pop(self, items: Any, args: Any, kws: Any) -> Any:
        return signature(types.int64, recvr=items)

    @bound_function("items.clear")
    def resolve_clear(self, items: Any, args: Any, kws: Any) -> Any:
        return signature(types.none, recvr=items)


@lower_builtin("items.clear", IntListType)
def _list_clear(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    builder.store(WORD(0), _word(builder, args[0], LENGTH))
    return context.get_dummy_value()


@lower_builtin("items.pop", IntListType)
def _list_pop(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    at = _word(builder, args[0], LENGTH)
    last = builder.sub(builder.load(at), WORD(1))
    builder.store(last, at)
    return builder.load(_list_cell(builder, args[0], last))


@lower_builtin("items.append", IntListType, types.int64)
def _list_append(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Doubles the capacity where none is left; a number for which there is no memory is lost."""
    items, number = args
    size = builder.load(_word(builder, items, LENGTH))
    capacity = builder.load(_word(builder, items, CAPACITY))
    with builder.if_then(builder.icmp_signed(">=", size, capacity), likely=False):
        _grow(builder, items, capacity)
    capacity = builder.load(_word(builder, items, CAPACITY))
    with builder.if_else(builder.icmp_signed("<", size, capacity), likely=True) as (fits, lost):
        with fits:
            builder.store(number, _list_cell(builder, items, size))
            builder.store(builder.add(size, WORD(1)), _word(builder, items, LENGTH))
        with lost:
            at = _word(builder, items, LOST)
            builder.store(builder.add(builder.load(at), WORD(1)), at)
    return context.get_dummy_value()


def _grow(builder: Any, items: Any, capacity: Any) -> None:
    """Takes twice the memory, if the system has it."""
    realloc_type = ir.FunctionType(BYTES, [BYTES, WORD])
    realloc = cgutils.get_or_insert_function(builder.module, realloc_type, "reallocate")
    twice = builder.mul(capacity, WORD(2))
    few = builder.icmp_signed("<", twice, WORD(FIRST_CAPACITY))
    more = builder.select(few, WORD(FIRST_CAPACITY), twice)
    before = builder.inttoptr(builder.load(_word(builder, items, ADDRESS)), BYTES)
    after = builder.call(realloc, [before, builder.mul(more, WORD(WORD_BYTES))])
    with builder.if_then(builder.icmp_unsigned("!=", after, BYTES(None)), likely=True):
        builder.store(builder.ptrtoint(after, WORD), _word(builder, items, ADDRESS))
        builder.store(more, _word(builder, items, CAPACITY))


@intrinsic
def prefetch(_context: Any, column: Any, _index: Any) -> Any:
    """The processor's prefetch instruction; see heap_ops."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        cell = builder.bitcast(_cell(context, builder, sig.args[0], *args), BYTES)
        flag = ir.IntType(32)
        prefetch_type = ir.FunctionType(ir.VoidType(), [BYTES, flag, flag, flag])
        prefetch = cgutils.get_or_insert_function(builder.module, prefetch_type, "llvm.prefetch.p0")
        builder.call(prefetch, [cell, flag(0), flag(3), flag(1)])
        return context.get_dummy_value()

    return types.none(column, types.int64), emit


@intrinsic
def shift(_context: Any, items: Any, _row: Any, _goal: Any, _count: Any) -> Any:
    """Moves numbers within a list; see heap_ops."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        items, row, goal, count = args
        before = builder.bitcast(_list_cell(builder, items, row), BYTES)
        after = builder.bitcast(_list_cell(builder, items, goal), BYTES)
        flag = ir.IntType(1)
        move_type = ir.FunctionType(ir.VoidType(), [BYTES, BYTES, WORD, flag])
        move = cgutils.get_or_insert_function(builder.module, move_type, "llvm.memmove.p0.p0.i64")
        builder.call(move, [after, before, builder.mul(count, WORD(WORD_BYTES)), flag(0)])
        return context.get_dummy_value()

    return types.none(items, types.int64, types.int64, types.int64), emit


@intrinsic
def machine_at(_context: Any, _address: Any) -> Any:
    """The machine whose table lies at an address."""

    def emit(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], BYTES)

    return GroupType(MachineState)(types.int64), emit
