"""Correcting a loan, carrying it to another library, and entering an opening."""

from tests.library.models import Loan, Opening
from tests.library.permissions import LEND
from tests.library.workflow import FIELDS
from unionhall.kernel.actions.declare import Action

CORRECT = Action("library.loan.correct", "更正", Loan, LEND, FIELDS, states=("lent", "returned"))
CARRY = Action("library.loan.carry", "转到另一馆", Loan, LEND, ("org", "unit"))
OPEN = Action("library.opening.hold", "登记开放", Opening, LEND, ("held_on", "visitors"), creates=True)
COUNT_AGAIN = Action("library.opening.correct", "更正人数", Opening, LEND, ("held_on", "visitors"), states=("held",))
