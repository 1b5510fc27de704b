"""A contest is registered when it was held; a mistake is void with a reason."""

from unionhall.kernel.flows.flow import Flow
from unionhall.modules.competitions.models import Competition
from unionhall.modules.competitions.permissions import MANAGE

flow = Flow(Competition, initial=Competition.State.HELD, final=(Competition.State.VOID,))
void = flow.void(MANAGE)
