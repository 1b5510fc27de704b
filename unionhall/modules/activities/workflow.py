"""An activity is registered when it was held; a mistake is void with a reason."""

from unionhall.kernel.flows.flow import Flow
from unionhall.modules.activities.models import Activity
from unionhall.modules.activities.permissions import MANAGE

flow = Flow(Activity, initial=Activity.State.HELD, final=(Activity.State.VOID,))
void = flow.step("void", "作废", source=(Activity.State.HELD,), target=Activity.State.VOID, permission=MANAGE, needs_reason=True)
