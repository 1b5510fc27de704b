"""Submitted, then adopted or declined with a reason, then carried out; an award may follow adoption."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import Problem
from unionhall.kernel.actions.inputs import from_field
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.flows.flow import Flow
from unionhall.kernel.ledger.fields import precision
from unionhall.modules.suggestions.models import Suggestion
from unionhall.modules.suggestions.permissions import MANAGE

State = Suggestion.State
flow = Flow(Suggestion, initial=State.SUBMITTED, final=(State.VOID, State.DECLINED))


def in_order(doing: Doing) -> Iterable[Problem]:
    """R7.10: no stage comes before the one that it follows. A day known to its year may have been any day of that year."""
    record = doing.record
    days = [("submitted_on", "提出"), ("answered_on", "答复"), ("done_on", "实施")]
    known = [(name, label, getattr(record, name)) for name, label in days if getattr(record, name)]
    for (before, earlier, first), (name, later, then) in pairwise(known):
        if then < Period.around(first, precision(record, before)).start:
            yield Problem("error", f"{later}日期早于{earlier}日期，请核对", name, "R7.10")


ANSWER: dict[str, Any] = {
    "source": (State.SUBMITTED,),
    "permission": MANAGE,
    "fields": ("answered_on", "answer"),
    "checks": (in_order,),
    "event": "suggestions.answered",
}
adopt = flow.step("adopt", "采纳", target=State.ADOPTED, required=("answered_on",), **ANSWER)
WHY = replace(from_field(Suggestion, "answer"), hint="写明不采纳的原因，建议人会看到")
decline = flow.step("decline", "不采纳", target=State.DECLINED, inputs=(WHY,), required=("answered_on", "answer"), **ANSWER)
carry_out = flow.step(
    "carry_out",
    "登记实施",
    source=(State.ADOPTED,),
    target=State.DONE,
    permission=MANAGE,
    fields=("done_on", "benefit"),
    required=("done_on",),
    checks=(in_order,),
)
void = flow.void(MANAGE)
