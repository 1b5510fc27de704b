"""What suggestions say in the annual report and the monthly return."""

from collections.abc import Iterable

from unionhall.kernel.papers.content import Run
from unionhall.kernel.papers.declare import Finding, Part, Section
from unionhall.kernel.papers.draft import Draft
from unionhall.modules.suggestions.models import Suggestion, awards, categories

CATEGORIES = tuple(f"suggestions.{name}" for name in categories.members)
AWARDS = tuple(f"suggestions.{name}" for name in awards.members)


def _by_category(draft: Draft) -> Iterable[Run] | None:
    """按内容分: every category that occurs; they add up to the whole."""
    runs: list[Run] = []
    for name, category in zip(CATEGORIES, categories.members.values(), strict=True):
        quoted = draft.quote(name)
        if quoted:
            runs += ["、" if runs else "按内容分，", f"{category.label}类", *quoted, "条"]
    return [*runs, "。"] if runs else None


def _awarded(draft: Draft) -> Iterable[Run] | None:
    """Titles of the suggestions that won, by level."""
    total = draft.quote("suggestions.awarded")
    if not total:
        return None
    runs: list[Run] = [*total, "条获奖："]
    for name, level in zip(AWARDS, awards.members.values(), strict=True):
        refs = [row.record_id for row in draft.records(name)]
        titles = "".join(f"《{title}》" for title in Suggestion.objects.filter(pk__in=refs).order_by("pk").values_list("title", flat=True))
        quoted = draft.quote(name)
        if quoted and titles:
            runs += ["，" if runs[-1] != "条获奖：" else "", f"{level.label}", *quoted, f"条（{titles}）"]
    return [*runs, "。"]


def _waiting(draft: Draft) -> bool:
    return draft.value("suggestions.submitted") > draft.value("suggestions.answered")


Section(
    "suggestions",
    chapter="合理化建议",
    order=200,
    overview="会员提出合理化建议{suggestions.submitted}条[，采纳{suggestions.adopted}条][，{suggestions.awarded}条获奖]",
    parts=(
        Part(
            (
                (
                    "全年收到合理化建议{suggestions.submitted}条[，{suggestions.submitted:差}][，由{suggestions.people}名会员提出]"
                    "[，占会员总数的{suggestions.people_share:%}][，其中女会员{suggestions.women}人]。"
                ),
                _by_category,
            ),
            heading="提出情况。",
        ),
        Part(
            (
                "采纳{suggestions.adopted}条[，采纳率{suggestions.adoption:%}][，实施{suggestions.done}条][，经核定年效益{suggestions.benefit:元}]。",
                _awarded,
            ),
            heading="采纳、实施和获奖情况。",
        ),
    ),
    by_unit=("suggestions.submitted", "suggestions.adopted", "suggestions.done"),
    annex=(
        "suggestions.submitted",
        "suggestions.people",
        "suggestions.women",
        *CATEGORIES,
        "suggestions.adopted",
        "suggestions.declined",
        "suggestions.done",
        "suggestions.benefit",
        "suggestions.awarded",
        *AWARDS,
    ),
    block="合理化建议",
    lines=("suggestions.submitted", "suggestions.people", "suggestions.adopted", "suggestions.done", "suggestions.awarded"),
)
Finding(
    "suggestions.waiting",
    rank=300,
    title="有建议没有答复。",
    seen=_waiting,
    problem="全年收到建议{suggestions.submitted}条[，答复{suggestions.answered}条，其余到年末没有答复|，到年末都没有答复]。",
    measure_title="按时答复建议",
    measure="{下年}3月底前，对没有答复的建议逐条答复本人；今后建议提出后30日内答复。由工会委员会负责。",
)
Finding(
    "suggestions.not_done",
    rank=310,
    title="采纳的建议没有全部实施。",
    seen=lambda draft: draft.value("suggestions.adopted") > draft.value("suggestions.done"),
    problem="采纳建议{suggestions.adopted}条[，有实施记录的{suggestions.done}条，其余没有实施记录|，都没有实施记录]。",
    measure_title="查明实施进度",
    measure="{下年}3月底前，对已采纳、没有实施记录的建议逐条查明进度；实施满3个月的，记录实施效果。由工会委员会负责。",
)
Finding(
    "suggestions.reach",
    rank=610,
    title="建议参与面不够宽。",
    seen=lambda draft: 0 < draft.value("suggestions.people") < draft.value("membership.members") / 2,
    problem="全年提出建议的会员{suggestions.people}人[，占会员总数的{suggestions.people_share:%}]，多数会员没有提出过建议。",
    measure_title="扩大建议参与面",
    measure="全年合理化建议不少于{suggestions.submitted:目标}条，每个小组都有人提出，每季度汇总一次。由各工会小组负责。",
)
