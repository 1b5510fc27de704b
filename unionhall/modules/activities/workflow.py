"""An activity is registered when it was held; a mistake is void with a reason."""

from unionhall.kernel.flows.flow import Flow
from unionhall.modules.activities.models import Activity
from unionhall.modules.activities.permissions import MANAGE

flow = Flow(Activity, initial=Activity.State.HELD, final=(Activity.State.VOID,))
void = flow.void(MANAGE)
