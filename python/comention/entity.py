"""Entities, and what is said of them: aliases, offices, titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from comention.typing import Kind

__all__ = ["Alias", "Entity", "Role", "Title"]


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling by which an entity is named.

    Attributes:
        text: The spelling.
        lang: Its language, as a BCP 47 tag.
        case: `"fold"` or `"exact"`; none: as the matcher's `case` says.
        kind: `"name"`, `"acronym"`, `"demonym"`, `"role"` or `"short"`.
        alone: Whether it counts by itself; none: all kinds do but `"short"` (see `docs/gazetteer.md`).
        nested: Whether names inside it count too.
        valid_from: First day it applies.
        valid_to: Last day it applies.
    """

    text: str
    lang: str | None = None
    case: str | None = None
    kind: Kind = "name"
    alone: bool | None = None
    nested: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """A title of an office in one language.

    Attributes:
        text: The title.
        lang: Its language, as a BCP 47 tag.
        alone: Whether it counts without the name of its holder beside it; none: it does.
    """

    text: str
    lang: str | None = None
    alone: bool | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """An office held for a time, under its titles.

    Attributes:
        titles: What its holder is called.
        from_: First day in office (`from` in records).
        to: Last day in office.
    """

    titles: tuple[Title, ...]
    from_: date | None = None
    to: date | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organization, place, event or product.

    Attributes:
        id: Unique in its gazetteer.
        name: What a reader calls it. It is matched like an alias.
        type: `"person"`, `"organization"`, … or any other word.
        aliases: Its other names.
        roles: Its offices.
        priority: Decides between entities of one name: the higher wins.
        attributes: Whatever else is known of it; read only.
    """

    id: str
    name: str
    type: str | None = None
    aliases: tuple[Alias, ...] = ()
    roles: tuple[Role, ...] = ()
    priority: int | None = None
    attributes: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def __reduce__(self) -> tuple[Any, ...]:
        # A mapping proxy cannot be pickled.
        fields = (self.id, self.name, self.type, self.aliases, self.roles, self.priority)
        return (_entity, (*fields, dict(self.attributes)))


def entity_of(record: dict[str, Any]) -> Entity:
    """The entity of a record as the core writes it."""
    known = [record.pop(name, None) for name in ("id", "name", "type", "aliases", "roles", "priority")]
    entity_id, name, kind, aliases, roles, priority = known
    aliases = tuple(_alias(alias) for alias in aliases or ())
    roles = tuple(_role(role) for role in roles or ())
    return _entity(entity_id, name, kind, aliases, roles, priority, record)


def _alias(record: Any) -> Alias:
    if isinstance(record, str):
        return Alias(record)
    days = (_day(record.get("valid_from")), _day(record.get("valid_to")))
    return Alias(
        record["text"],
        record.get("lang"),
        record.get("case"),
        record.get("kind", "name"),
        record.get("alone"),
        record.get("nested", False),
        *days,
    )


def _role(record: Any) -> Role:
    titles = (Title(title) if isinstance(title, str) else Title(**title) for title in record["titles"])
    return Role(tuple(titles), _day(record.get("from")), _day(record.get("to")))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _entity(  # noqa: PLR0917
    id: str,
    name: str,
    type: str | None,
    aliases: tuple[Alias, ...],
    roles: tuple[Role, ...],
    priority: int | None,
    attributes: dict[str, object],
) -> Entity:
    return Entity(id, name, type, aliases, roles, priority, MappingProxyType(attributes))
