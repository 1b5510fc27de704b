"""Writing entries, closing blocks, and checking that nothing was altered since."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from unionhall.kernel.audit.models import Block, Entry

MASK = "＊"


@dataclass(frozen=True)
class Change:
    """One field, as people read it. A sensitive one is logged as changed, never in clear."""

    field: str
    old: str
    new: str
    sensitive: bool = False


@dataclass(frozen=True)
class Finding:
    """Something that does not hold."""

    where: str
    what: str


def write(entry: Entry, changes: Iterable[Change]) -> Entry:
    """Seal an entry's content with its digest and save it."""
    entry.changes = [_salted(change) for change in changes]
    entry.digest = digest(entry)
    entry.save()
    return entry


def digest(entry: Entry) -> str:
    """Over the entry and the salted digests of its values: erasing value and salt later leaves it whole."""
    values = [(c["field"], c["old_digest"], c["new_digest"]) for c in entry.changes]
    who = (entry.actor_id, entry.org_id, entry.reason, entry.channel, entry.batch)
    return _hash([_moment(entry.at), entry.action, entry.model, entry.record_id, *who, values])


def close_block(now: datetime) -> Block | None:
    """Close what has come since the last block; ``None`` where nothing has. To be called at a closed position."""
    last = Block.objects.order_by("-pk").first()
    start = last.last_entry + 1 if last else 1
    digests = list(Entry.objects.filter(pk__gte=start).order_by("pk").values_list("pk", "digest"))
    if not digests:
        return None
    block = Block(closed_at=now, first_entry=start, last_entry=digests[-1][0], count=len(digests))
    block.previous = last.digest if last else ""
    block.digest = _block_digest(block, [d for _, d in digests])
    block.save()
    return block


def verify() -> list[Finding]:
    """Everything that was altered, removed or added behind the log's back; empty where it is whole."""
    return [*_altered_entries(), *_broken_blocks()]


def younger() -> int:
    """How many entries no block has closed yet."""
    last = Block.objects.aggregate(last=Max("last_entry"))["last"] or 0
    return Entry.objects.filter(pk__gt=last).count()


def _altered_entries() -> Iterator[Finding]:
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=2000):
        if entry.digest != digest(entry) or any(_tampered(change) for change in entry.changes):
            yield Finding(f"日志第 {entry.pk} 条", "内容与散列不符")


def _broken_blocks() -> Iterator[Finding]:
    previous, entries = "", Entry.objects.order_by("pk")
    for block in Block.objects.order_by("pk"):
        digests = list(entries.filter(pk__lte=block.last_entry).values_list("digest", flat=True))
        if len(digests) != block.count:
            yield Finding(f"日志封块 {block.pk}", f"应有 {block.count} 条，现有 {len(digests)} 条")
        elif block.previous != previous or block.digest != _block_digest(block, digests):
            yield Finding(f"日志封块 {block.pk}", "与上一块或所含日志不符")
        previous, entries = block.digest, entries.filter(pk__gt=block.last_entry)


def _salted(change: Change) -> dict[str, Any]:
    salt = secrets.token_hex(8)
    hide = change.sensitive
    return {
        "field": change.field,
        "old": MASK if hide and change.old else change.old,
        "new": MASK if hide and change.new else change.new,
        "salt": "" if hide else salt,
        "old_digest": _hash([salt, change.old]),
        "new_digest": _hash([salt, change.new]),
    }


def _tampered(change: dict[str, Any]) -> bool:
    """A value that still stands must be the one that was hashed; one that was erased leaves nothing, or the mask."""
    values = [(change["old"], change["old_digest"]), (change["new"], change["new_digest"])]
    if not change["salt"]:
        return any(value not in ("", MASK) for value, _ in values)
    return any(_hash([change["salt"], value]) != kept for value, kept in values)


def _block_digest(block: Block, digests: list[str]) -> str:
    return _hash([_moment(block.closed_at), block.first_entry, block.last_entry, block.count, block.previous, digests])


def _moment(at: datetime) -> str:
    return str(int(at.timestamp() * 1_000_000))


def _hash(parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode()).hexdigest()
