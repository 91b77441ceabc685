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

    __setitem__ = __delitem__ = __ior__ = _frozen  # type: ignore[assignment]
    clear = pop = popitem = setdefault = update = _frozen  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type[FrozenDict], tuple[dict[str, Any]]]:
        return FrozenDict, (dict(self),)


class Document:
    """A document, or a part of one."""

    __slots__ = ()
    _kinds: ClassVar[Mapping[str, Kind]] = {}

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
            if field.default is MISSING or value != field.default:
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


def _write(value: Any) -> Any:
    if isinstance(value, Document):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if isinstance(value, FrozenDict):
        return {key: _write(item) for key, item in value.items()}
    return value
