"""What competitions say in the annual report and the monthly return."""

from collections.abc import Iterable

from unionhall.kernel.papers.content import Run
from unionhall.kernel.papers.declare import Part, Section
from unionhall.kernel.papers.draft import Draft
from unionhall.modules.competitions.models import Competition

MOST_NAMED = 6


def _each(draft: Draft) -> Iterable[Run] | None:
    """The contests by month and name, where they are few enough to name; ends the sentence before it."""
    if not draft.figure("competitions.held"):
        return None
    numbers = [row.record_id for row in draft.records("competitions.held")]
    contests = list(Competition.objects.filter(pk__in=numbers).order_by("held_on")) if len(numbers) <= MOST_NAMED else []
    named = "、".join(f"{c.held_on.month}月的{c.name}{f'（获{c.rank}）' if c.rank else ''}" for c in contests)
    return [f"，{'分别' if len(contests) > 1 else ''}是{named}。" if named else "。"]


Section(
    "competitions",
    chapter="劳动竞赛和文体活动",
    order=400,
    overview="开展劳动竞赛{competitions.held}项",
    parts=(
        Part(
            (
                "全年开展劳动竞赛{competitions.held}项[，{competitions.held:差}][，{competitions.attendance}人次参加]",
                _each,
            )
        ),
    ),
    annex=("competitions.held", "competitions.attendance"),
    block="劳动竞赛",
    lines=("competitions.held", "competitions.attendance"),
)
