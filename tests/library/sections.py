"""What a library says in its annual report."""

from tests.library.metrics import Metric
from unionhall.kernel.papers.declare import Finding, Part, Section

assert Metric  # the phrases stand before they are quoted

Section(
    "library.lending",
    chapter="借阅",
    order=10,
    overview="全年借阅{library.loans}次[,到馆{library.visitors}人次]",
    parts=(
        Part(
            (
                "全年借阅{library.loans}次[,其中影片{library.film}次][,收取费用{library.fees:元}]。",
                "[{library.loans:差}。]",
                "读者{library.readers}人[,女读者占{library.women_share:%}]。",
            )
        ),
        Part(("到馆{library.visitors}人次。",), heading="开放"),
    ),
    by_unit=("library.loans", "library.fees"),
    annex=("library.loans", "library.film", "library.fees", "library.readers", "library.women", "library.visitors"),
)
Finding(
    "library.nobody-came",
    rank=5,
    title="到馆没有统计",
    seen=lambda draft: draft.figure("library.visitors").value is None,
    problem="全年借阅{library.loans}次,到馆人次没有记录。",
    measure_title="统计到馆",
    measure="借阅争取达到{library.loans:目标}次。",
)
