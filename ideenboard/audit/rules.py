"""How entries hang together: each link carries the hash of its entry and of all links before it."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

# What the first link hangs on.
START = "0" * 64
# Entries that tell which others were emptied, by law or because they never counted.
ERASED, FORGOTTEN = "audit.erased", "audit.forgotten"


class Entry(Protocol):
    """What a row of the log must show to be hashed."""

    id: Any
    at: Any
    actor: Any
    action: Any
    subject: Any
    process_id: Any
    workshop_id: Any
    data: Any
    salt: Any


@dataclass
class Written:
    """An entry as it was written just now."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    process_id: int | None
    workshop_id: int | None
    data: dict[str, Any]
    salt: str


class Link(Protocol):
    """What a row of the chain must show to be checked."""

    number: Any
    entry_id: Any
    data_hash: Any
    content_hash: Any
    head: Any


@dataclass(frozen=True)
class Break:
    """A place where the log is not what was written, and why."""

    entry_id: int
    why: str


def canonical(content: Any) -> str:
    """The one way to write a value as JSON: sorted keys, no spaces, letters as they are."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(text: str) -> str:
    # Lone surrogates come through no form; a row that holds one all the same is hashed, not refused.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def data_hash(salt: str, data: dict[str, Any]) -> str:
    """The hash of what people wrote; the salt keeps short words from being found by trying once both are erased."""
    return _hash(salt + canonical(data))


def content_hash(entry: Entry, data: str) -> str:
    """The hash of an entry, which holds the hash of its data and not the data."""
    at: datetime = entry.at
    place = [entry.process_id, entry.workshop_id]
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _hash(canonical([entry.id, moment, entry.actor, entry.action, entry.subject, *place, data]))


def next_head(head: str, content: str) -> str:
    """The head of a chain to which one more entry is linked."""
    return _hash(head + content)


def breaks(rows: Iterable[tuple[Link, Entry | None]], emptied: Collection[int]) -> Iterator[Break]:
    """Every place where a chain with its entries, in the order of the links, is not what was written."""
    head = START
    for number, (link, entry) in enumerate(rows, start=1):
        if link.number != number:
            yield Break(link.entry_id, f"the links before it are gone: {link.number} stands where {number} belongs")
            return
        head = next_head(head, link.content_hash)
        if why := _broken(link, entry, head, emptied):
            yield Break(link.entry_id, why)
        # One altered link shall not make all that follow look altered.
        head = link.head


def _broken(link: Link, entry: Entry | None, head: str, emptied: Collection[int]) -> str:
    if link.head != head:
        return "its link does not hang on the one before"
    if entry is None:
        return "the entry is gone"
    if entry.salt == "" and entry.id not in emptied:
        return "its content is gone, and no entry says who erased it"
    if entry.subject == "":
        return ""
    if entry.salt and data_hash(entry.salt, entry.data) != link.data_hash:
        return "its content was changed"
    return "" if content_hash(entry, link.data_hash) == link.content_hash else "it was changed"
