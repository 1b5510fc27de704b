"""Actions on people: keep a card, correct it, merge two numbers that are one person. Corrections have facts posted anew."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from unionhall.base.identifiers import parse_identity
from unionhall.base.periods import Period
from unionhall.kernel.access.models import Grant
from unionhall.kernel.access.permissions import REVEAL, STAFF
from unionhall.kernel.access.scope import reach
from unionhall.kernel.actions.declare import Action, Invalid, Problem
from unionhall.kernel.actions.inputs import Input
from unionhall.kernel.actions.run import Doing
from unionhall.kernel.audit.log import Change
from unionhall.kernel.people import identity
from unionhall.kernel.people.models import SEXES, Card, Person, naming_a_person

CARD = ("name", "staff_number", "sex", "born_on", "phone", "unit", "category")
IDENTITY = Input("identity", "身份证号", "identity", required=False, hint="可不填；加密保存，只显示前6后4位")


def _staff_number_is_free(doing: Doing) -> Iterable[Problem]:
    card, number = doing.record, doing.values.get("staff_number")
    taken = Card.objects.filter(org=card.org, staff_number=number).exclude(pk=card.pk).first() if number else None
    if taken:
        yield Problem("invalid", f"工号 {number} 已是{taken.name}的，请核对", "staff_number")


def _identity_holds(doing: Doing) -> Iterable[Problem]:
    number, meant = doing.values.get("identity"), doing.record.person_id
    holder = identity.known(number) if number else None
    if holder and holder.pk != meant and (meant or holder.cards.filter(org=doing.record.org).exists()):
        yield Problem("invalid", "该身份证号已登记在另一人名下，请核对", "identity")


def _identity_agrees(doing: Doing) -> Iterable[Problem]:
    """Sex and day of birth are in the number as well: what is left empty is filled in from it, what differs is asked about."""
    number, card = doing.values.get("identity"), doing.record
    said = parse_identity(number) if number else None
    if said:
        card.sex, card.born_on = card.sex or said.sex, card.born_on or said.birth
    if said and card.sex != said.sex:
        yield Problem("confirm", f"性别与身份证号不一致：身份证号上是{SEXES[said.sex]}，请核对", "sex")
    if said and said.birth not in Period.around(card.born_on, card.born_on_precision):
        yield Problem("confirm", f"出生日期与身份证号不一致：身份证号上是 {said.birth}，请核对", "born_on")


def _keep(doing: Doing) -> None:
    """A known identity number is a known person; otherwise somebody new."""
    number = doing.values.get("identity")
    doing.record.person = (identity.known(number) if number else None) or Person.objects.create()
    _note_identity(doing)


def _correct(doing: Doing) -> None:
    _note_identity(doing)
    if any(getattr(doing.was, name) != getattr(doing.record, name) for name in ("sex", "category")):
        doing.touch_person(doing.record.person_id, doing.record.org_id)


def _note_identity(doing: Doing) -> None:
    number = doing.values.get("identity")
    if number and identity.known(number) != doing.record.person:
        identity.keep(doing.record.person, number)
        doing.noted.append(Change("身份证号", "", number, sensitive=True))


def _merge(doing: Doing) -> None:
    """All that names the second person names the first from now on; the second number stays, and says where it went."""
    kept, second = doing.record.person, doing.values["other"].person
    Card.objects.filter(person=second, org__in=kept.cards.values("org")).delete()
    for model, name in naming_a_person():
        try:
            with transaction.atomic():
                model._default_manager.filter(**{name: second}).update(**{name: kept})
        except IntegrityError as error:
            message = f"两人都有{model._meta.verbose_name}，不能各留一份；请先作废或更正其中一条，再合并"
            raise Invalid([Problem("invalid", message, "other")]) from error
    second.merged_into = kept
    second.save()
    doing.touch_person(kept.pk)
    doing.noted.append(Change("并入", str(second.pk), str(kept.pk)))


def _may_be_one(doing: Doing) -> Iterable[Problem]:
    """All that the second person has comes along: none of it may lie where the actor has no right."""
    second, actor = doing.values["other"].person_id, doing.actor
    if second == doing.record.person_id:
        yield Problem("invalid", "这已经是同一个人", "other")
    if actor is None:
        return
    placed = [model._default_manager.filter(**{name: second}) for model, name in naming_a_person() if hasattr(model, "org")]
    for found in (*placed, Grant.objects.filter(user__person=second)):
        if found.exclude(reach(actor, STAFF).rows(found.model)).exists():
            message = "此人在经办人的范围以外也有卡片、记录或授权，合并会把它们一并改到另一人名下，请由上级工会办理"
            yield Problem("invalid", message, "other")
            return


NO_DOUBLE = (_staff_number_is_free, _identity_holds, _identity_agrees)
OTHER = (Input("other", "并入此人的另一张卡片", "record", model=Card),)
ADD_CARD = Action("people.card.add", "登记人员", Card, STAFF, CARD, (IDENTITY,), creates=True, effect=_keep, checks=NO_DOUBLE)
CORRECT_CARD = Action("people.card.correct", "更正人员信息", Card, STAFF, CARD, (IDENTITY,), effect=_correct, checks=NO_DOUBLE)
MERGE = Action("people.card.merge", "合并重复人员", Card, STAFF, inputs=OTHER, effect=_merge, checks=(_may_be_one,), needs_reason=True)
REVEAL_IDENTITY = Action("people.card.reveal", "查看完整证件号", Card, REVEAL, needs_reason=True, reads=True)
