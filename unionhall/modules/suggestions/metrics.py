"""What suggestions count: each stage on its own day; different proposers; awards by level."""

from typing import Any

from unionhall.kernel.ledger.metrics import Measure, Metric, Phrase, share
from unionhall.modules.suggestions.models import Suggestion, awards, categories

State = Suggestion.State
KEPT = (State.SUBMITTED, State.ADOPTED, State.DECLINED, State.DONE)

Metric("suggestions.submitted", "合理化建议", "条", meaning="提出的合理化建议，按提出日期计", synonyms=("收到建议",))
Metric("suggestions.people", "提出建议的会员", "人", form="distinct", base="suggestions.submitted", meaning="期内提出建议的不同会员")
Metric("suggestions.answered", "已答复", "条", meaning="已采纳或不采纳的建议，按答复日期计")
Metric("suggestions.adopted", "采纳", "条", meaning="采纳的建议，按答复日期计")
Metric("suggestions.declined", "未采纳", "条", meaning="不采纳的建议，按答复日期计")
Metric("suggestions.done", "已实施", "条", meaning="已实施的建议，按实施日期计", synonyms=("有实施记录",))
Metric("suggestions.benefit", "实施效益", "元", scale=100, meaning="经核定的年效益，按实施日期计", synonyms=("年效益", "经济效益"))
Metric("suggestions.awarded", "获奖建议", "条", meaning="获奖的建议，按获奖日期计", synonyms=("获奖", "建议获奖"))
share("suggestions.people_share", "建议参与面", "suggestions.people", "membership.members", "提出建议的会员÷会员")
share("suggestions.adoption", "采纳率", "suggestions.adopted", "suggestions.submitted", "采纳÷提出，同一期间")

BASE: dict[str, Any] = {"model": Suggestion, "kind": "category"}
Measure("suggestions.submitted", on="submitted_on", states=KEPT, **BASE)
Measure("suggestions.answered", on="answered_on", states=KEPT[1:], **BASE)
Measure("suggestions.adopted", on="answered_on", states=(State.ADOPTED, State.DONE), **BASE)
Measure("suggestions.declined", on="answered_on", states=(State.DECLINED,), **BASE)
Measure("suggestions.done", on="done_on", states=(State.DONE,), **BASE)
Measure("suggestions.benefit", on="done_on", states=(State.DONE,), value="benefit", where=lambda record: bool(record.benefit), **BASE)
Measure("suggestions.awarded", Suggestion, on="awarded_on", states=KEPT, kind="award", where=lambda record: bool(record.award))

for _category in categories.members.values():
    Phrase(
        f"suggestions.{_category.name}",
        f"{_category.label.removesuffix('类')}类建议",
        "suggestions.submitted",
        kind=_category.name,
        part_of="suggestions.submitted",
    )
for _award in awards.members.values():
    Phrase(f"suggestions.{_award.name}", _award.label, "suggestions.awarded", kind=_award.name, part_of="suggestions.awarded")
Phrase("suggestions.women", "提出建议的女会员", "suggestions.people", sex="female", part_of="suggestions.people")
