"""What activities say in the annual report and the monthly return."""

from collections.abc import Iterable

from unionhall.kernel.papers.content import Run
from unionhall.kernel.papers.declare import Finding, Part, Section
from unionhall.kernel.papers.draft import Draft
from unionhall.modules.activities.models import Activity

MOST_NAMED = 8  # events named one by one; more than that would be a list, not a report


def _each(draft: Draft) -> Iterable[Run] | None:
    """Every event with day, name, head count and rank; each head count opens onto its record."""
    rows = draft.records("activities.held")
    if not rows or len(rows) > MOST_NAMED:
        return None
    runs: list[Run] = []
    events = {event.pk: event for event in Activity.objects.filter(pk__in=[row.record_id for row in rows])}
    for row in rows:
        event = events.get(row.record_id)
        if event is None:
            continue
        count = draft.of_record("activities.attendance", event.ref)
        runs.append(f"{'；' if runs else ''}{event.held_on.month}月{event.held_on.day}日{event.name}")
        runs += ["，", count, "人参加"] if count else []
        runs += [f"，获{event.rank}"] if event.rank else []
    return [*runs, "。"] if runs else None


def _half(draft: Draft) -> str:
    """上 or 下 where a year's events, at least two, all lie in that half."""
    months = [row.on.month for row in draft.records("activities.held")]
    if draft.period.length != 12 or len(months) < 2:
        return ""
    return "上" if max(months) <= 6 else "下" if min(months) > 6 else ""


def _unbalanced(draft: Draft) -> Iterable[Run]:
    half = _half(draft)
    return [*(draft.quote("activities.held") or []), f"场文体活动都在{half}半年，{'下' if half == '上' else '上'}半年没有活动记录。"]


Section(
    "activities",
    chapter="劳动竞赛和文体活动",
    order=420,
    overview="开展文体活动{activities.held}场[，{activities.attendance}人次参加]",
    parts=(
        Part(
            (
                "全年有文体活动{activities.held}场[，{activities.held:差}][，{activities.attendance}人次参加]。",
                _each,
            )
        ),
    ),
    annex=("activities.held", "activities.sport", "activities.culture", "activities.attendance", "activities.cost"),
    block="文体活动",
    lines=("activities.held", "activities.attendance"),
)
Finding(
    "activities.half",
    rank=500,
    title="活动时间不均衡。",
    seen=lambda draft: bool(_half(draft)),
    problem=_unbalanced,
    measure_title="均衡安排活动",
    measure="文体活动不少于{activities.held:目标}场，每季度不少于1场，{下年}2月底前排出全年计划。由工会委员会负责。",
)
