"""What welfare says in the annual report and the monthly return."""

from collections.abc import Iterable

from unionhall.kernel.papers.content import Run
from unionhall.kernel.papers.declare import Finding, Part, Section
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.sentences import with_parts


def _everybody(draft: Draft) -> Iterable[Run] | None:
    """人人有份 only where as many different members had one as there are members."""
    if not draft.value("welfare.birthday"):
        return None
    everybody = draft.value("welfare.birthday_people") == draft.value("membership.members")
    return ["，会员人人有份。" if everybody else "。"]


Section(
    "welfare",
    chapter="服务关爱",
    order=320,
    overview="发放生日福利{welfare.birthday}人次[，安排疗休养{welfare.cures}人次]",
    parts=(
        Part(
            (
                "发放生日福利{welfare.birthday}人次[，{welfare.birthday:差}]",
                _everybody,
                "发放节日慰问品{welfare.festival}人次，惠及会员{welfare.festival_people}人。",
                "发放服务券卡{welfare.coupon}人次。",
            ),
            heading="福利发放。",
        ),
        Part(
            (
                with_parts(
                    "安排疗休养{welfare.cures}人次[，{welfare.cures:差}]〈，其中〉。",
                    "welfare.cures",
                    {"双休日疗养": ("welfare.weekend",), "五日疗养": ("welfare.five_day",)},
                ),
                "参加疗休养的会员{welfare.cure_people}人[，占会员总数的{welfare.cure_share:%}][，其中女会员{welfare.cure_women}人]。",
            ),
            heading="疗休养。",
        ),
    ),
    by_unit=("welfare.cures",),
    annex=(
        "welfare.issued",
        "welfare.birthday",
        "welfare.birthday_people",
        "welfare.festival",
        "welfare.festival_people",
        "welfare.coupon",
        "welfare.signed",
        "welfare.cures",
        "welfare.weekend",
        "welfare.five_day",
        "welfare.cure_people",
        "welfare.cure_women",
    ),
    block="福利和疗休养",
    lines=("welfare.birthday", "welfare.festival", "welfare.cures"),
)
Finding(
    "welfare.reach",
    rank=600,
    title="疗休养覆盖面不宽。",
    seen=lambda draft: 0 < draft.value("welfare.cure_people") < draft.value("membership.members") / 3,
    problem="全年参加疗休养的会员{welfare.cure_people}人[，占会员总数的{welfare.cure_share:%}]，多数会员没有轮到。",
    measure_title="轮流安排疗休养",
    measure="{年}没有参加的会员优先，全年安排不少于{welfare.cures:目标}人次，{下年}3月底前公布安排。由工会委员会负责。",
)
