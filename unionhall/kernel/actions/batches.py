"""Writing a confirmed sheet as one batch, and taking it back as one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.serializers import deserialize, serialize
from django.db import models, transaction

from unionhall.kernel.access.models import User
from unionhall.kernel.access.permissions import OFFICER, Permission
from unionhall.kernel.actions.declare import Action, Call, Invalid, Problem
from unionhall.kernel.actions.models import Batch, Origin
from unionhall.kernel.actions.run import Doing, run_many
from unionhall.kernel.files.models import File
from unionhall.kernel.ledger.models import Record, model_named
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people.identity import LostKey, seal, unseal
from unionhall.kernel.people.models import Card

UNDO_WITHIN = timedelta(days=7)
IMPORT = Permission("sheets:import", "导入表格", (OFFICER,))


@dataclass(frozen=True)
class RowCall:
    """One row of a sheet. What it asks for is made when its turn comes, so that it finds what earlier rows have written."""

    sheet: str
    row: int
    make: Callable[[], tuple[Action, Call]]
    done: Callable[[Doing], object] = lambda doing: None


def confirm(batch: Batch, rows: Sequence[RowCall]) -> list[Doing]:
    """Write all rows and their origins in one transaction; what fails leaves nothing behind."""
    with transaction.atomic():
        batch.save()
        done = run_many(((row.make, row.done) for row in rows), batch=str(batch.pk))
        origins = [_origin(batch, row, part) for row, doing in zip(rows, done, strict=True) for part in doing.whole()]
        Origin.objects.bulk_create(origins, batch_size=500)
        heads = [doing.was is None for doing in done if isinstance(doing.record, Record)]
        batch.created, batch.updated = sum(heads), len(heads) - sum(heads)
        batch.save()
    return done


def new_batch(org: Org, actor: Any, file_name: str, file: File | None, at: Any) -> Batch:
    return Batch(org=org, actor=actor if isinstance(actor, User) else None, file_name=file_name, file=file, at=at)


def _origin(batch: Batch, row: RowCall, part: Doing) -> Origin:
    """What stood before is sealed, for it holds what the log never shows; ``str`` keeps what Django's JSON cuts off a time."""
    record, sealed = part.record, seal(serialize("json", [part.was], default=str)) if part.was else b""
    place: dict[str, Any] = {"sheet": row.sheet, "row": row.row, "model": record._meta.label_lower, "record_id": record.pk}
    return Origin(batch=batch, **place, created=part.was is None, version=getattr(record, "version", 1), sealed=sealed)


def _can_be_undone(doing: Doing) -> Iterable[Problem]:
    batch: Batch = doing.record
    if batch.undone_at:
        yield Problem("invalid", "这次导入已经撤销过")
    elif doing.at - batch.at > UNDO_WITHIN:
        yield Problem("invalid", "导入超过 7 天，不能整批撤销；请逐条作废或更正")
    else:
        yield from _touched_since(batch)


def _touched_since(batch: Batch) -> Iterable[Problem]:
    last: dict[tuple[str, int], Origin] = {(o.model, o.record_id): o for o in batch.origins.order_by("pk")}
    for origin in last.values():
        record = _of(origin)
        if record is None or getattr(record, "version", origin.version) != origin.version:
            yield Problem("invalid", f"“{origin.sheet}”第 {origin.row} 行写入的记录后来改动过，不能整批撤销；请逐条作废或更正")
            return


def _of(origin: Origin) -> Any:
    return model_named(origin.model)._default_manager.filter(pk=origin.record_id).first()


def _undo(doing: Doing) -> None:
    """Newest first: what was made is removed, what was changed gets its earlier values, people and groups included."""
    batch: Batch = doing.record
    for origin in batch.origins.order_by("-pk"):
        record = _of(origin)
        if record is not None and origin.created:
            _remove(doing, record)
        elif record is not None:
            _restore(doing, record, origin)
    batch.undone_at = doing.at


def _remove(doing: Doing, record: models.Model) -> None:
    ref = (record._meta.label_lower, record.pk)
    try:
        with transaction.atomic():
            record.delete()
            if isinstance(record, Card):
                _remove(doing, record.person)
    except models.ProtectedError as error:
        if isinstance(record, Record):
            raise Invalid([Problem("invalid", f"“{record}”已被其他记录引用，不能整批撤销；请逐条作废或更正")]) from error
        return  # a group or person that others name by now stays
    if isinstance(record, Record):
        doing.touched[ref] = None


def _restore(doing: Doing, record: Any, origin: Origin) -> None:
    """What was sealed is saved again, under a version of its own."""
    try:
        (kept,) = deserialize("json", unseal(origin), ignorenonexistent=True)
    except LostKey as error:  # a house that was restored without the key of its recovery sheet
        raise Invalid([Problem("invalid", "导入前的原值是用另一把证件密钥封存的，不能整批撤销；请逐条作废或更正")]) from error
    earlier: Any = kept.object
    if hasattr(record, "version"):
        earlier.version = record.version + 1
    kept.save()
    if isinstance(record, Record):
        doing.touched[record.ref] = earlier
    elif hasattr(record, "person_id"):
        doing.touch_person(record.person_id, record.org_id)


UNDO_BATCH = Action("actions.batch.undo", "撤销本次导入", Batch, IMPORT, checks=(_can_be_undone,), effect=_undo)
