"""The states of a membership: active, left, and void for one that was registered by mistake."""

from collections.abc import Iterable

from unionhall.kernel.actions.declare import Problem
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.flows.flow import Flow
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.permissions import MANAGE

State = Membership.State
flow = Flow(Membership, initial=State.ACTIVE, final=(State.VOID,))


def _after_joining(doing: Doing) -> Iterable[Problem]:
    if doing.record.left_on < doing.record.joined_on:
        yield Problem("invalid", "退会日期早于入会日期，请核对", "left_on")


leave = flow.step(
    "leave",
    "办理退会",
    source=(State.ACTIVE,),
    target=State.LEFT,
    permission=MANAGE,
    fields=("left_on", "leave_reason"),
    required=("left_on",),
    checks=(_after_joining,),
    event="membership.left",
)
void = flow.void(MANAGE)
