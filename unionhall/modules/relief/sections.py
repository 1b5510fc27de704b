"""What relief says in the annual report and the monthly return."""

from collections.abc import Iterable

from unionhall.kernel.papers.content import Run
from unionhall.kernel.papers.declare import Finding, Part, ReturnBlock, Section
from unionhall.kernel.papers.draft import Draft


def _twice_helped(draft: Draft) -> Iterable[Run] | None:
    """受助 people, and how many of them were helped more than once: only where the two numbers differ."""
    people, times = draft.quote("relief.hardship.people"), draft.value("relief.hardship.times")
    if not people or draft.value("relief.hardship.people") >= times:
        return None
    return ["受助会员", *people, "人，有人先后得到不止一次帮助。"]


PAIRS = ("illness", "birth", "bereavement", "wedding", "retirement", "festival", "subsidy_own", "subsidy_employer", "fund_employer")
Section(
    "relief",
    chapter="服务关爱",
    order=300,
    overview="工会探望、慰问和补助会员{relief.times}人次，发放{relief.amount:元}",
    parts=(
        Part(
            (
                "全年探望、慰问和补助会员{relief.times}人次，发放{relief.amount:元}，惠及{relief.people}人"
                "[，占会员总数的{relief.people_share:%}][，{relief.times:差}]。",
                "[其中，工会经费支出{relief.from_union:元}][，公司补助{relief.from_subsidy:元}][，公司帮困资金{relief.from_fund:元}]"
                "[，上级工会资金{relief.from_upper:元}]。",
            )
        ),
        Part(
            (
                "工会探望会员{relief.visits.times}人次[，其中住院{relief.illness.times}人次][、生育{relief.birth.times}人次]"
                "，送去慰问金{relief.visits.amount:元}。",
                "节日慰问会员{relief.festival.times}人次，发放{relief.festival.amount:元}。",
            ),
            heading="探望和节日慰问。",
        ),
        Part(
            (
                "用工会经费补助困难会员{relief.subsidy_own.times}人次，支出{relief.subsidy_own.amount:元}。",
                "替会员向公司申请补助{relief.subsidy_employer.times}人次，{relief.subsidy_employer.amount:元}。",
                "替会员向公司申请帮困资金{relief.fund_employer.times}人次，{relief.fund_employer.amount:元}。",
                "[以上合计{relief.hardship.times}人次，{relief.hardship.amount:元}。]",
                _twice_helped,
            ),
            heading="困难补助和帮扶。",
        ),
    ),
    by_unit=("relief.times",),
    annex=(
        *(f"relief.{name}.{part}" for name in PAIRS for part in ("times", "amount")),
        "relief.visits.times",
        "relief.visits.amount",
        "relief.hardship.times",
        "relief.hardship.amount",
        "relief.times",
        "relief.people",
        "relief.women",
        "relief.households",
        "relief.amount",
        "relief.from_union",
        "relief.from_employer",
        "relief.from_subsidy",
        "relief.from_fund",
        "relief.from_upper",
        "relief.signed",
    ),
)
ReturnBlock(
    "relief",
    "探望、慰问和补助",
    300,
    (
        *(f"relief.{name}.{part}" for name in ("visits", "festival", "subsidy_own", "subsidy_employer", "fund_employer") for part in ("times", "amount")),
        "relief.times",
        "relief.amount",
    ),
)
Finding(
    "relief.unsigned",
    rank=400,
    title="慰问签收不完整。",
    seen=lambda draft: draft.value("relief.times") > 0 and draft.value("relief.signed") < draft.value("relief.times") * 9 / 10,
    problem="全年{relief.times}人次慰问、补助[，只有{relief.signed}人次有签收记录]，其余没有签收记录。",
    measure_title="逐笔签收",
    measure="{下年}1月起，慰问、补助和帮扶逐笔签收，签收率达到100%。由工会委员会负责，每季度检查一次。",
)
