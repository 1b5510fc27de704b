"""An issue is open until it is done; a line is issued, then signed for; a mistake is void with a reason."""

from unionhall.kernel.flows.flow import Flow
from unionhall.modules.welfare.models import Issue, IssueLine, RestCure
from unionhall.modules.welfare.permissions import MANAGE

issue_flow = Flow(Issue, initial=Issue.State.OPEN, final=(Issue.State.VOID,))
finish = issue_flow.step("finish", "发放完成", source=(Issue.State.OPEN,), target=Issue.State.DONE, permission=MANAGE)
void_issue = issue_flow.step("void", "作废", source=(Issue.State.OPEN,), target=Issue.State.VOID, permission=MANAGE, needs_reason=True)

line_flow = Flow(IssueLine, initial=IssueLine.State.ISSUED, final=(IssueLine.State.VOID,))
sign = line_flow.step(
    "sign",
    "签收",
    source=(IssueLine.State.ISSUED,),
    target=IssueLine.State.SIGNED,
    permission=MANAGE,
    fields=("collected_by",),
)
LINE_STATES = (IssueLine.State.ISSUED, IssueLine.State.SIGNED)
void_line = line_flow.step("void", "作废", source=LINE_STATES, target=IssueLine.State.VOID, permission=MANAGE, needs_reason=True)

cure_flow = Flow(RestCure, initial=RestCure.State.ARRANGED, final=(RestCure.State.VOID,))
void_cure = cure_flow.step(
    "void", "作废", source=(RestCure.State.ARRANGED,), target=RestCure.State.VOID, permission=MANAGE, needs_reason=True
)
