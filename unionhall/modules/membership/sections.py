"""What membership says in the annual report and the monthly return."""

from collections.abc import Iterable

from unionhall.kernel.papers.content import Run
from unionhall.kernel.papers.declare import Part, Section
from unionhall.kernel.papers.draft import Draft


def _months_of_joining(draft: Draft) -> Iterable[Run] | None:
    """新入会 with the months in which people joined, where they were few enough to name."""
    joined, left = draft.quote("membership.joined"), draft.quote("membership.left")
    if not joined:
        return ["全年退会", *left, "人。"] if left else None
    months = sorted({row.on.month for row in draft.records("membership.joined")})
    several = len(months) == 1 and draft.value("membership.joined") > 1
    where = f"，{'均' if several else ''}在{'、'.join(f'{month}月' for month in months)}" if len(months) <= 3 else ""
    return ["全年新入会", *joined, f"人{where}", *(["，退会", *left, "人"] if left else []), "。"]


Section(
    "membership",
    chapter="会员队伍",
    order=100,
    overview="有会员{membership.members}人[，占职工的{membership.rate:%}]",
    parts=(
        Part(
            (
                _months_of_joining,
                "年末有职工{membership.workers}人，会员{membership.members}人[，入会率{membership.rate:%}]。",
                (
                    "年末会员中，女会员{membership.women}人[，占{membership.women_share:%}][；劳务派遣职工{membership.agency}人]"
                    "[，占{membership.agency_share:%}]。"
                ),
                "会员总数{membership.members:差}。",
            )
        ),
    ),
    by_unit=("membership.members", "membership.women"),
    annex=(
        "membership.workers",
        "membership.members",
        "membership.women",
        "membership.agency",
        "membership.rate",
        "membership.joined",
        "membership.left",
    ),
    block="会员",
    lines=("membership.members", "membership.women", "membership.agency", "membership.joined", "membership.left"),
)
