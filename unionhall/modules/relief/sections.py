"""What relief says in the annual report and the monthly return."""

from collections.abc import Iterable

from unionhall.kernel.papers.content import Run
from unionhall.kernel.papers.declare import Finding, Part, Section
from unionhall.kernel.papers.draft import Draft
from unionhall.kernel.papers.sentences import with_parts


def _twice_helped(draft: Draft) -> Iterable[Run] | None:
    """受助 people, and how many of them were helped more than once: only where the two numbers differ."""
    people, times = draft.quote("relief.hardship.people"), draft.value("relief.hardship.times")
    if not people or draft.value("relief.hardship.people") >= times:
        return None
    return ["受助会员", *people, "人，其中有人先后得到不止一次帮助。"]


def _amounts(*names: str) -> tuple[str, ...]:
    """人次 and 元 of a kind of help."""
    return tuple(f"relief.{name}.{part}" for name in names for part in ("times", "amount"))


KINDS = (
    "visits",
    "illness",
    "birth",
    "bereavement",
    "wedding",
    "retirement",
    "festival",
    "hardship",
    "subsidy_own",
    "subsidy_employer",
    "fund_employer",
)
VISITS = {"住院": "illness", "生育": "birth", "丧事": "bereavement", "结婚": "wedding", "退休": "retirement"}
HARDSHIP = {"用工会经费补助": "subsidy_own", "替会员向公司申请补助": "subsidy_employer", "替会员向公司申请帮困资金": "fund_employer"}
SOURCES = {"工会经费支出": "from_union", "公司补助": "from_subsidy", "公司帮困资金": "from_fund", "上级工会资金": "from_upper"}
Section(
    "relief",
    chapter="服务关爱",
    order=300,
    overview="工会探望、慰问和补助会员{relief.times}人次，发放{relief.amount:元}",
    parts=(
        Part(
            (
                with_parts(
                    "全年探望、慰问和补助会员{relief.times}人次[，{relief.times:差}][，发放{relief.amount:元}][，惠及{relief.people}人]"
                    "[，占会员总数的{relief.people_share:%}]〈。其中，〉。",
                    "relief.amount",
                    {words: (f"relief.{name}",) for words, name in SOURCES.items()},
                    between="，",
                ),
            )
        ),
        Part(
            (
                with_parts(
                    "工会探望会员{relief.visits.times}人次〈，其中〉[，送去慰问金{relief.visits.amount:元}]。",
                    "relief.visits.times",
                    {words: (f"relief.{name}.times",) for words, name in VISITS.items()},
                ),
                "节日慰问会员{relief.festival.times}人次[，发放{relief.festival.amount:元}]。",
            ),
            heading="探望和节日慰问。",
        ),
        Part(
            (
                with_parts(
                    "补助和帮扶困难会员{relief.hardship.times}人次[，共{relief.hardship.amount:元}]〈。其中，〉。",
                    "relief.hardship.times",
                    {words: _amounts(name) for words, name in HARDSHIP.items()},
                    between="，",
                ),
                _twice_helped,
            ),
            heading="困难补助和帮扶。",
        ),
    ),
    by_unit=("relief.times",),
    annex=(
        "relief.times",
        "relief.people",
        "relief.women",
        "relief.hardship.people",
        "relief.households",
        "relief.amount",
        *_amounts(*KINDS),
        "relief.from_union",
        "relief.from_employer",
        "relief.from_subsidy",
        "relief.from_fund",
        "relief.from_upper",
        "relief.signed",
    ),
    block="探望、慰问和补助",
    lines=(
        "relief.times",
        "relief.amount",
        *_amounts("visits", "festival", "hardship", "subsidy_own", "subsidy_employer", "fund_employer"),
    ),
)
Finding(
    "relief.unsigned",
    rank=400,
    title="慰问签收不完整。",
    seen=lambda draft: draft.value("relief.times") > 0 and draft.value("relief.signed") < draft.value("relief.times") * 9 / 10,
    problem="全年{relief.times}人次慰问、补助[，只有{relief.signed}人次有签收记录，其余没有|，都没有签收记录]。",
    measure_title="逐笔签收",
    measure="{下年}1月起，慰问、补助和帮扶逐笔签收，签收率达到100%。由工会委员会负责，每季度检查一次。",
)
