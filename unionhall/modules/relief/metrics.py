"""What relief counts: 人次, 元, different persons, households; by kind and by source of money."""

from typing import Any

from unionhall.kernel.ledger.metrics import Measure, Metric, Phrase, share
from unionhall.modules.relief.models import Visit

COUNTING = (Visit.State.REGISTERED, Visit.State.SIGNED)

Metric(
    "relief.times",
    "慰问帮扶",
    "人次",
    guarded=True,
    meaning="已登记或已签收的慰问、补助、帮扶，按慰问日期计，一次计一人次",
    synonyms=("慰问", "慰问、补助", "慰问和补助", "探望、慰问和补助"),
)
Metric("relief.amount", "慰问帮扶金额", "元", scale=100, guarded=True, meaning="慰问、补助、帮扶发放的金额，按慰问日期计")
Metric(
    "relief.people", "慰问帮扶人数", "人", form="distinct", base="relief.times", guarded=True, meaning="期内得到慰问、补助、帮扶的不同人员"
)
Metric("relief.household_times", "按户帮扶", "户次", guarded=True, meaning="按户登记的帮扶，按慰问日期计")
Metric(
    "relief.households", "帮扶户数", "户", form="distinct", base="relief.household_times", guarded=True, meaning="期内得到帮扶的不同家庭"
)
Metric("relief.signed", "已签收", "人次", meaning="已签收的慰问、补助、帮扶")
share("relief.people_share", "慰问帮扶覆盖", "relief.people", "membership.members", "得到慰问帮扶的人数÷会员")

COMMON: dict[str, Any] = {"model": Visit, "on": "visited_on", "kind": "kind", "source": "source"}
Measure("relief.times", states=COUNTING, **COMMON)
Measure("relief.amount", states=COUNTING, value="amount", **COMMON)
Measure("relief.household_times", states=COUNTING, where=lambda visit: visit.target == "household", **COMMON)
Measure("relief.signed", states=(Visit.State.SIGNED,), **COMMON)


def _pair(name: str, label: str, kind: str, source: str = "", synonyms: tuple[str, ...] = ()) -> None:
    """人次 and 元 of one kind and source, under the same words; the unit tells them apart. A kind below another is part of it."""
    parts: dict[str, Any] = {"kind": kind, "source": source}
    family = {"visit": "relief.visits", "hardship": "relief.hardship"}.get(kind.partition(".")[0], "relief")
    whole = "relief" if name == family else family
    Phrase(f"{name}.times", label, "relief.times", part_of=f"{whole}.times", synonyms=synonyms, **parts)
    Phrase(f"{name}.amount", f"{label}金额", "relief.amount", part_of=f"{whole}.amount", synonyms=synonyms, **parts)


_pair("relief.visits", "探望", "visit", synonyms=("探望慰问", "看望", "住院及生育探望"))
_pair("relief.illness", "住院探望", "visit.illness", synonyms=("住院慰问", "探望住院职工", "看望住院", "病号慰问"))
_pair("relief.birth", "生育探望", "visit.birth", synonyms=("生育慰问", "看望生育职工"))
_pair("relief.bereavement", "丧事慰问", "visit.bereavement", synonyms=("去世慰问", "丧慰"))
_pair("relief.wedding", "结婚慰问", "visit.wedding", synonyms=("新婚慰问",))
_pair("relief.retirement", "退休慰问", "visit.retirement", synonyms=("退休职工慰问",))
_pair("relief.festival", "节日慰问", "festival", synonyms=("节假日慰问", "走访慰问", "节日走访"))
_pair("relief.hardship", "困难补助与帮扶", "hardship", synonyms=("困难帮扶", "帮扶困难职工"))
_pair("relief.subsidy_own", "困难补助（工会经费）", "hardship.subsidy", "union_funds", ("困难职工补助", "困难补助", "用工会经费补助"))
_pair(
    "relief.subsidy_employer",
    "困难补助（公司补助）",
    "hardship.subsidy",
    "employer.subsidy",
    ("申请公司补助", "公司补助", "向公司申请补助"),
)
_pair(
    "relief.fund_employer",
    "困难帮扶（公司帮困资金）",
    "hardship.assistance",
    "employer.fund",
    ("申请公司帮困", "公司帮困", "向公司申请帮困资金"),
)
Phrase("relief.from_union", "工会经费支出", "relief.amount", source="union_funds", part_of="relief.amount", synonyms=("工会经费",))
Phrase(
    "relief.from_employer",
    "行政（公司）资金",
    "relief.amount",
    source="employer",
    part_of="relief.amount",
    synonyms=("行政资金", "公司资金"),
)
Phrase("relief.from_subsidy", "公司补助", "relief.amount", source="employer.subsidy", part_of="relief.from_employer")
Phrase("relief.from_fund", "公司帮困资金", "relief.amount", source="employer.fund", part_of="relief.from_employer")
Phrase("relief.from_upper", "上级工会资金", "relief.amount", source="upper_union", part_of="relief.amount")
Phrase("relief.women", "慰问帮扶女会员", "relief.people", sex="female", part_of="relief.people")
Phrase("relief.hardship.people", "受助会员", "relief.people", kind="hardship", part_of="relief.people", synonyms=("受助职工", "帮扶人数"))
