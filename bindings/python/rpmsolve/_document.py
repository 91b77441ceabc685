"""What all documents have in common: they are made of JSON and can be written as it again, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from keyword import iskeyword
from typing import Any, ClassVar, NoReturn, TypeVar, Union

Kind = Union[None, Callable[[], "type[Document]"], "list[Kind]", "dict[str, Kind]"]
"""How a field is made of JSON: as it is, a document, a list or an object of such."""

Self = TypeVar("Self", bound="Document")


class FrozenDict(dict[str, Any]):
    """An object whose keys are no fields. It cannot be changed, and can be hashed."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def _frozen(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("documents do not change")

    __setitem__ = __delitem__ = __ior__ = _frozen
    clear = pop = popitem = setdefault = update = _frozen

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, Any]]]:
        return FrozenDict, (dict(self),)


class _Absent(tuple[Any, ...]):
    """No list at all: equal to one that is empty, but not written."""

    __slots__ = ()

    def __reduce__(self) -> str:
        return "ABSENT"


ABSENT: tuple[Any, ...] = _Absent()
"""A list that a document does not have."""


class Document:
    """A document, or a part of one. Of one kind they are ordered by their fields; what says nothing comes first.

    >>> asked = rpmsolve.Request(["git"], weak=False)
    >>> asked.to_dict()
    {'specs': ['git'], 'weak': False}
    >>> rpmsolve.Request.from_json(asked.to_json()) == asked
    True
    >>> rpmsolve.Request(["git"]) < asked
    True
    """

    __slots__ = ()
    _kinds: ClassVar[Mapping[str, Kind]] = {}

    def __lt__(self: Self, other: Self) -> bool:
        return _ordered(self) < _ordered(other) if type(self) is type(other) else NotImplemented

    def __le__(self: Self, other: Self) -> bool:
        return _ordered(self) <= _ordered(other) if type(self) is type(other) else NotImplemented

    def __gt__(self: Self, other: Self) -> bool:
        return _ordered(self) > _ordered(other) if type(self) is type(other) else NotImplemented

    def __ge__(self: Self, other: Self) -> bool:
        return _ordered(self) >= _ordered(other) if type(self) is type(other) else NotImplemented

    @classmethod
    def from_dict(cls: type[Self], data: Mapping[str, Any]) -> Self:
        """The document that JSON says, as `json.loads` reads it. What this version does not know is left out."""
        kinds = cls._kinds
        return cls(**{_field(key): _read(value, kinds[key]) for key, value in data.items() if key in kinds})

    @classmethod
    def from_json(cls: type[Self], text: str | bytes) -> Self:
        """The document that a text of JSON says."""
        return cls.from_dict(json.loads(text))

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON would say it: what `rpmsolve --json` prints."""
        names = {_field(key): key for key in self._kinds}
        said = {}
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if field.default is MISSING or value is not field.default:
                said[names[field.name]] = _write(value)
        return said

    def to_json(self) -> str:
        """The same as a text of JSON."""
        return json.dumps(self.to_dict(), separators=(",", ":"), ensure_ascii=False)


class Options(Document):
    """A document that people make: lists of theirs are taken as they are at that time."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if isinstance(value, list):
                object.__setattr__(self, field.name, tuple(value))


def _field(key: str) -> str:
    return key + "_" if iskeyword(key) else key


def _read(value: Any, kind: Kind) -> Any:
    if isinstance(value, list):
        inner = kind[0] if isinstance(kind, list) else None
        return tuple(_read(item, inner) for item in value)
    if isinstance(value, dict):
        if callable(kind):
            return kind().from_dict(value)
        inner = kind[""] if isinstance(kind, dict) else None
        return FrozenDict({key: _read(item, inner) for key, item in value.items()})
    return value


def _ordered(value: Any) -> Any:
    """What a value is ordered by: anything can be compared with nothing, and objects can be compared."""
    if value is None:
        return (0,)
    if isinstance(value, tuple):
        return 2, tuple(_ordered(item) for item in value)
    if isinstance(value, FrozenDict):
        return 3, tuple(sorted((key, _ordered(item)) for key, item in value.items()))
    if isinstance(value, Document):
        return 4, tuple(_ordered(getattr(value, field.name)) for field in fields(value))  # type: ignore[arg-type]
    return 1, value


def _write(value: Any) -> Any:
    if isinstance(value, Document):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if isinstance(value, FrozenDict):
        return {key: _write(item) for key, item in value.items()}
    return value
