"""What activities count: events and attendance."""

from typing import Any

from unionhall.kernel.ledger.metrics import Measure, Metric, Phrase
from unionhall.modules.activities.models import Activity

Metric("activities.held", "文体活动", "场", meaning="举办或参加的文体活动，按活动日期计；劳动竞赛不在内")
Metric("activities.attendance", "文体活动参加", "人次", meaning="文体活动的参加人数之和")
Metric("activities.cost", "文体活动支出", "元", scale=100, meaning="文体活动的支出")

BASE: dict[str, Any] = {"model": Activity, "on": "held_on", "states": (Activity.State.HELD,), "kind": "kind"}
Measure("activities.held", **BASE)
Measure("activities.attendance", value="attendance", **BASE)
Measure("activities.cost", value="cost", where=lambda activity: bool(activity.cost), **BASE)

Phrase("activities.sport", "体育活动", "activities.held", kind="activity.sport", part_of="activities.held", synonyms=("体育比赛",))
Phrase("activities.culture", "文艺活动", "activities.held", kind="activity.culture", part_of="activities.held")
