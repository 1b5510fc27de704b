"""Enrolling a member keeps the person's card in the same act; correcting does both as well."""

from collections.abc import Iterable
from dataclasses import replace

from unionhall.kernel.actions.declare import Action, Problem
from unionhall.kernel.actions.inputs import from_field
from unionhall.kernel.actions.persons import ADD_CARD, CARD, CORRECT_CARD, IDENTITY
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.people import identity
from unionhall.kernel.people.models import Card, Person
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.permissions import MANAGE

CATEGORY = replace(from_field(Card, "category"), kind="tree", tree="membership.employment", required=False)
UNIT = replace(from_field(Card, "unit"), label="工会小组")
PERSONAL = (*(from_field(Card, name) for name in CARD if name not in ("category", "unit")), UNIT, CATEGORY, IDENTITY)


def _card_of(doing: Doing) -> Card | None:
    """The card that the union already keeps of this person: by membership, by staff number, or by identity number."""
    cards = Card.objects.filter(org=doing.record.org)
    if doing.record.person_id:
        return cards.filter(person=doing.record.person_id).first()
    known, staff_number = _holder(doing), doing.values.get("staff_number")
    if known:
        return cards.filter(person=known).first()
    return cards.filter(staff_number=staff_number).first() if staff_number else None


def _holder(doing: Doing) -> Person | None:
    """Who has the identity number that is given; looked up once."""
    number = doing.values.get("identity")
    if "holder" not in doing.values:
        doing.values["holder"] = identity.known(number) if number else None
    holder: Person | None = doing.values["holder"]
    return holder


def _keep_card(doing: Doing) -> None:
    data = {given.name: doing.values.get(given.name) for given in PERSONAL}
    card = _card_of(doing)
    if card and doing.call.channel == "import" and card.staff_number.lstrip("0") == str(data["staff_number"] or ""):
        data["staff_number"] = card.staff_number  # a number cell has no zeros in front
    card = doing.also(CORRECT_CARD, data, card) if card else doing.also(ADD_CARD, data)
    doing.record.person = card.person
    doing.record.unit = card.unit


def _not_a_member_yet(doing: Doing) -> Iterable[Problem]:
    card = _card_of(doing)
    if card and Membership.objects.filter(org=card.org, person=card.person_id, state=Membership.State.ACTIVE).exists():
        yield Problem("invalid", f"{card.name}已在册，如需修改请用“更正”", "name")


def _not_elsewhere(doing: Doing) -> Iterable[Problem]:
    """R1.23: one active membership; nothing is told of the other union."""
    known = _holder(doing)
    if known and Membership.objects.filter(person=known, state=Membership.State.ACTIVE).exclude(org=doing.record.org).exists():
        yield Problem("invalid", "已在其他工会入会。请由原工会先办退会，原因选“会籍转出”，再在这里入会", "identity")


def _same_name(doing: Doing) -> Iterable[Problem]:
    """Possible doubles are pointed out, never blocked; nobody is joined by name."""
    twin = Card.objects.filter(org=doing.record.org, name=doing.values.get("name")).first()
    if twin and twin.staff_number != doing.values.get("staff_number"):
        yield Problem("notice", f"名册中已有同名的{twin.name}（{twin.unit or '未分组'}），请留意是否同一人", "name")


ENROL = Action(
    "membership.membership.enrol",
    "新会员入会",
    Membership,
    MANAGE,
    ("joined_on",),
    PERSONAL,
    creates=True,
    effect=_keep_card,
    checks=(_not_a_member_yet, _not_elsewhere, _same_name),
    event="membership.joined",
)
CORRECT = Action(
    "membership.membership.correct",
    "更正",
    Membership,
    MANAGE,
    ("joined_on",),
    PERSONAL,
    states=("active", "left"),
    effect=_keep_card,
    checks=(_not_elsewhere,),
)
