"""An issue is open until it is done; a line is issued, then signed for; a mistake is void with a reason."""

from collections.abc import Iterable

from unionhall.kernel.actions.declare import Problem
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.flows.flow import Flow
from unionhall.modules.welfare.models import Issue, IssueLine, RestCure
from unionhall.modules.welfare.permissions import MANAGE


def _is_empty(doing: Doing) -> Iterable[Problem]:
    """An issue counts nothing itself: voiding it would leave its lines in the figures."""
    lines = doing.record.lines.exclude(state=IssueLine.State.VOID).count()
    if lines:
        yield Problem("invalid", f"批次下还有 {lines} 条发放记录，请先逐条作废")


issue_flow = Flow(Issue, initial=Issue.State.OPEN, final=(Issue.State.VOID,))
finish = issue_flow.step("finish", "发放完成", source=(Issue.State.OPEN,), target=Issue.State.DONE, permission=MANAGE)
void_issue = issue_flow.void(MANAGE, checks=(_is_empty,))

line_flow = Flow(IssueLine, initial=IssueLine.State.ISSUED, final=(IssueLine.State.VOID,))
sign = line_flow.step(
    "sign",
    "签收",
    source=(IssueLine.State.ISSUED,),
    target=IssueLine.State.SIGNED,
    permission=MANAGE,
    fields=("collected_by",),
)
void_line = line_flow.void(MANAGE)

cure_flow = Flow(RestCure, initial=RestCure.State.ARRANGED, final=(RestCure.State.VOID,))
void_cure = cure_flow.void(MANAGE)
