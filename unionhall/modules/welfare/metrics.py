"""What welfare counts: things handed over, to how many different members, and places of rest cures."""

from typing import Any

from unionhall.kernel.ledger.metrics import Measure, Metric, Phrase, share
from unionhall.modules.welfare.models import IssueLine, RestCure

Metric("welfare.issued", "福利发放", "人次", meaning="已发放或已签收的福利，按发放日期计，一人一次计一人次")
Metric("welfare.people", "福利受益", "人", form="distinct", base="welfare.issued", meaning="期内领到福利的不同会员")
Metric("welfare.signed", "福利签收", "人次", meaning="已签收的福利")
Metric("welfare.cures", "疗休养", "人次", meaning="已安排的疗休养，按开始日期计")
Metric("welfare.cure_people", "参加疗休养的会员", "人", form="distinct", base="welfare.cures", meaning="期内参加疗休养的不同会员")
share("welfare.cure_share", "疗休养覆盖", "welfare.cure_people", "membership.members", "参加疗休养的会员÷会员")

LINE: dict[str, Any] = {"model": IssueLine, "on": "issued_on", "kind": "occasion"}
Measure("welfare.issued", states=(IssueLine.State.ISSUED, IssueLine.State.SIGNED), **LINE)
Measure("welfare.signed", states=(IssueLine.State.SIGNED,), **LINE)
Measure("welfare.cures", RestCure, on="started_on", states=(RestCure.State.ARRANGED,), kind="kind")


def _occasion(name: str, label: str, kind: str, synonyms: tuple[str, ...]) -> None:
    Phrase(f"welfare.{name}", label, "welfare.issued", kind=kind, part_of="welfare.issued", synonyms=synonyms)
    Phrase(f"welfare.{name}_people", f"{label}受益", "welfare.people", kind=kind, part_of="welfare.people")


_occasion("birthday", "生日福利", "welfare.birthday", ("生日蛋糕卡", "蛋糕卡", "生日祝福", "生日慰问"))
_occasion("festival", "节日慰问品", "welfare.festival", ("节日福利", "慰问品", "节日慰问品发放"))
_occasion("coupon", "服务券卡", "welfare.coupon", ("洗衣券", "家政券", "书票"))
Phrase(
    "welfare.weekend", "双休日疗养", "welfare.cures", kind="cure.weekend", part_of="welfare.cures", synonyms=("双休日健康疗养", "健康疗养")
)
Phrase("welfare.five_day", "五日疗养", "welfare.cures", kind="cure.five_day", part_of="welfare.cures", synonyms=("五天疗养",))
Phrase("welfare.cure_women", "参加疗休养的女会员", "welfare.cure_people", sex="female", part_of="welfare.cure_people")
