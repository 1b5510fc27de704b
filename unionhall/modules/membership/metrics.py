"""What membership counts: members as a stock, joined and left as flows, and the share of workers who are members."""

from unionhall.kernel.ledger.metrics import Measure, Metric, Phrase, share
from unionhall.modules.membership.models import Membership

STANDING = (Membership.State.ACTIVE, Membership.State.LEFT)

Metric("membership.members", "会员", "人", form="stock", meaning="期末会籍在本会的会员：已入会、未退会")
Metric("membership.joined", "新入会", "人", meaning="期内入会的会员，按入会日期计")
Metric("membership.left", "退会", "人", meaning="期内退会、转出的会员，按退会日期计")
Metric("membership.workers", "职工", "人", form="stock", meaning="期末在册职工，由人事部门提供，工会申报")
share("membership.rate", "入会率", "membership.members", "membership.workers", "会员÷职工，同一时点")
share("membership.women_share", "女会员占比", "membership.women", "membership.members", "女会员÷会员")
share("membership.agency_share", "劳务派遣会员占比", "membership.agency", "membership.members", "劳务派遣会员÷会员")

Measure("membership.members", Membership, on="joined_on", states=STANDING)
Measure("membership.members", Membership, on="left_on", states=(Membership.State.LEFT,), value=-1, line=1)
Measure("membership.joined", Membership, on="joined_on", states=STANDING)
Measure("membership.left", Membership, on="left_on", states=(Membership.State.LEFT,))

Phrase(
    "membership.women",
    "女会员",
    "membership.members",
    sex="female",
    part_of="membership.members",
    synonyms=("女工会会员", "女性会员", "女职工会员"),
    not_this=("女职工",),
)
Phrase(
    "membership.agency",
    "劳务派遣会员",
    "membership.members",
    category="employment.agency",
    part_of="membership.members",
    synonyms=("派遣工会员", "劳务工会员"),
    not_this=("派遣职工",),
)
