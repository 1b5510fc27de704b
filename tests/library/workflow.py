"""Lent, then returned; void where it was a mistake."""

from collections.abc import Iterable

from tests.library.models import Loan, Opening
from tests.library.permissions import LEND
from unionhall.kernel.actions.declare import Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.flows.flow import Flow

LENT, RETURNED, VOID = Loan.State.LENT, Loan.State.RETURNED, Loan.State.VOID
DEAR = 100_00
FREE_OF_CHARGE = 500_00


def _fee_is_usual(doing: Doing) -> Iterable[Problem]:
    fee = doing.record.fee or 0
    if fee > FREE_OF_CHARGE:
        yield Problem("error", "费用超过 500 元,不能收取", "fee")
    elif fee > DEAR:
        yield Problem("reason", "费用超过 100 元,需写明原因", "fee")


def _not_twice(doing: Doing) -> Iterable[Problem]:
    loan = doing.record
    same = Loan.objects.filter(org=loan.org, person=loan.person_id, title=loan.title, lent_on=loan.lent_on).exclude(pk=loan.pk)
    if same.exclude(state=VOID).exists():
        yield Problem("confirm", "当天已登记过同一本,仍要新增?", "title")


def _not_before_it_was_lent(doing: Doing) -> Iterable[Problem]:
    if doing.record.returned_on < doing.record.lent_on:
        yield Problem("invalid", "归还日期早于借出日期,请核对", "returned_on")


FIELDS = ("person", "unit", "title", "kind", "purse", "lent_on", "fee", "remark", "scans")
flow = Flow(Loan, initial=LENT, final=(VOID,))
lend = flow.step(
    "lend",
    "借出",
    source=(),
    target=LENT,
    permission=LEND,
    creates=True,
    fields=FIELDS,
    checks=(_fee_is_usual, _not_twice),
    event="library.lent",
)
bring_back = flow.step(
    "return",
    "归还",
    source=(LENT,),
    target=RETURNED,
    permission=LEND,
    inputs=(Input("returned_on", "归还日期", "day"),),
    checks=(_not_before_it_was_lent,),
)
void = flow.step("void", "作废", source=(LENT, RETURNED), target=VOID, permission=LEND, needs_reason=True)

doors = Flow(Opening, initial=Opening.State.HELD, final=(Opening.State.VOID,))
shut = doors.step("void", "作废", source=(Opening.State.HELD,), target=Opening.State.VOID, permission=LEND, needs_reason=True)
