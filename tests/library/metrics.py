"""What a library counts: loans, fees, different readers, titles that are out, people who came."""

from tests.library.models import Loan, Opening
from unionhall.kernel.ledger.metrics import Measure, Metric, Phrase

STANDING = (Loan.State.LENT, Loan.State.RETURNED)
KINDS = {"kind": "kind", "source": "purse"}

Metric("library.loans", "借阅", "次")
Metric("library.fees", "借阅费用", "元", scale=100)
Metric("library.readers", "读者", "人", form="distinct", base="library.loans", guarded=True)
Metric("library.out", "在借", "册", form="stock")
Metric("library.visitors", "到馆", "人次")
Metric("library.residents", "居民", "人", form="stock")
Metric("library.reach", "读者占居民", "%", form="ratio", top="library.readers", bottom="library.residents")
Metric("library.women_share", "女读者占比", "%", form="ratio", top="library.women", bottom="library.readers")

Measure("library.loans", Loan, on="lent_on", states=STANDING, **KINDS)
Measure("library.fees", Loan, on="lent_on", states=STANDING, value="fee", **KINDS)
Measure("library.out", Loan, on="lent_on", states=STANDING, **KINDS)
Measure("library.out", Loan, on="returned_on", states=(Loan.State.RETURNED,), value=-1, line=1, **KINDS)
Measure("library.visitors", Opening, on="held_on", states=(Opening.State.HELD,), value="visitors")

Phrase("library.print", "印本借阅", "library.loans", kind="print", part_of="library.loans")
Phrase("library.film", "影片借阅", "library.loans", kind="film", part_of="library.loans")
Phrase("library.women", "女读者", "library.readers", sex="female", part_of="library.readers")
