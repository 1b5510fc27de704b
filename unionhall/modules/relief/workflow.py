"""Registered, signed for, or void with a reason. Approval and receipt may be on paper; the sign-off is noted here."""

from unionhall.kernel.flows.flow import Flow
from unionhall.modules.relief.models import Visit
from unionhall.modules.relief.permissions import MANAGE

State = Visit.State
flow = Flow(Visit, initial=State.REGISTERED, final=(State.VOID,))
sign = flow.step("sign", "补签收", source=(State.REGISTERED,), target=State.SIGNED, permission=MANAGE, fields=("photos",))
void = flow.void(MANAGE)
