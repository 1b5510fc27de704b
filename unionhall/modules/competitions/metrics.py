"""What competitions count: contests and entrants."""

from unionhall.kernel.ledger.metrics import Measure, Metric
from unionhall.modules.competitions.models import Competition

Metric("competitions.held", "劳动竞赛", "项", meaning="开展的劳动和技能竞赛，按竞赛日期计")
Metric("competitions.attendance", "劳动竞赛参加", "人次", meaning="劳动和技能竞赛的参赛人数之和")

HELD = (Competition.State.HELD,)
Measure("competitions.held", Competition, on="held_on", states=HELD)
Measure("competitions.attendance", Competition, on="held_on", states=HELD, value="attendance")
