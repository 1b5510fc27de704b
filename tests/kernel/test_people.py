"""People: cards, identity numbers, corrections and merges that have facts posted anew."""

import pytest
from django.conf import settings
from django.db import connection

from tests.kernel.conftest import Town, clean
from tests.kernel.conftest import identity_number as number
from unionhall.kernel.access.models import User
from unionhall.kernel.actions.declare import Invalid
from unionhall.kernel.actions.persons import ADD_CARD, CORRECT_CARD, MERGE
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.ledger.fields import display
from unionhall.kernel.people import identity
from unionhall.kernel.people.models import Card, Document, Person, meant, pinyin

pytestmark = pytest.mark.django_db


def test_pinyin_is_what_people_type() -> None:
    names = ("张三", "曾单", "阿依古丽·买买提", "J. 王")
    assert [pinyin(name) for name in names] == ["zs zhangsan", "zd zengdan", "ayglmmt ayigulimaimaiti", "jw jwang"]


@pytest.mark.parametrize("words", ["周晓", "zxh", "zhouxiaohe", "Zhou Xiao", "00", "5678", "13912345678"])
def test_a_card_is_found_by_whatever_of_it_people_type(town: Town, words: str) -> None:
    card = town.card("周晓禾", staff_number="007", phone="13912345678")
    town.card("沈渡", staff_number="117", phone="13912340000")
    assert list(Card.objects.filter(meant(words))) == [card]


@pytest.mark.parametrize("words", ["xiaohe", "139", "45678", "234567890"])
def test_a_phone_is_not_spelled_out_digit_by_digit(town: Town, words: str) -> None:
    town.card("周晓禾", phone="13912345678")
    assert not Card.objects.filter(meant(words))


def test_sex_and_birth_that_an_identity_number_tells_are_filled_in(town: Town) -> None:
    card = town.card("周晓禾", identity=number())
    assert (card.sex, f"{card.born_on}") == ("male", "1990-01-01")


def test_sex_and_birth_that_differ_from_the_identity_number_are_asked_about(town: Town) -> None:
    with pytest.raises(Invalid, match=r"性别与身份证号不一致.*出生日期与身份证号不一致"):
        town.card("周晓禾", identity=number(), sex="female", born_on="1990-01-02")
    data = {"name": "周晓禾", "identity": number(), "sex": "female", "born_on": "1990-01-02"}
    card = town.do(ADD_CARD, data, org=town.north, confirmed=True)
    assert (card.sex, f"{card.born_on}") == ("female", "1990-01-02")


def test_an_identity_number_is_sealed_and_found_again(town: Town) -> None:
    card = town.card("周晓禾", identity=number())
    document = Document.objects.get(person=card.person)
    assert number().encode() not in bytes(document.sealed)
    assert identity.unseal(document) == number()
    assert identity.known(f" {number()[:6]} {number()[6:].lower()}") == card.person
    assert identity.seal(number()) != identity.seal(number())


def test_without_the_key_a_number_is_neither_read_nor_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:

    document = Document.objects.get(person=town.card("周晓禾", identity=number()).person)
    monkeypatch.setattr(settings, "IDENTITY_KEY", b"another")
    with pytest.raises(identity.LostKey):
        identity.unseal(document)
    assert identity.known(number()) is None


def test_the_same_number_is_the_same_person_in_another_library(town: Town) -> None:
    here, there = town.card("周晓禾", identity=number()), town.card("周小禾", town.south, identity=number())
    assert here.person == there.person
    assert (Person.objects.count(), Document.objects.count()) == (1, 1)


def test_a_card_is_kept_of_nobody_by_number_alone(town: Town) -> None:
    """Who could would read, masked or revealed, the identity number of anybody in the house."""
    foreign = town.card("石原", town.south, identity=number())
    card = town.card("周晓禾", person=foreign.person_id)
    assert card.person != foreign.person
    assert not Document.objects.filter(person=card.person).exists()


def test_each_library_sees_the_name_that_its_own_card_says(town: Town) -> None:
    town.card("周晓禾", identity=number())
    there = town.card("周小禾", town.south, identity=number())
    loan = town.lend(there, org=town.south)
    assert display(loan, "person") == "周小禾"


@pytest.mark.parametrize("wrong", ["370102199001010", "370102199013010011", "37010219900101001A", "12"])
def test_a_number_that_cannot_be_right_is_refused_in_words(town: Town, wrong: str) -> None:
    with pytest.raises(Invalid, match="身份证号"):
        town.card("周晓禾", identity=wrong)


def test_a_number_of_somebody_else_is_refused(town: Town) -> None:
    town.card("周晓禾", identity=number())
    other = town.card("沈渡")
    with pytest.raises(Invalid, match="另一人"):
        town.card("白杏", identity=number())
    with pytest.raises(Invalid, match="另一人"):
        town.do(CORRECT_CARD, {**CORRECT_CARD.initial(other), "identity": number()}, record=other)


def test_a_staff_number_is_one_persons(town: Town) -> None:
    town.card("周晓禾", staff_number="007")
    with pytest.raises(Invalid, match="工号 007 已是周晓禾的"):
        town.card("沈渡", staff_number="007")
    assert town.card("沈渡", town.south, staff_number="007").pk


def test_correcting_a_persons_sex_posts_the_facts_anew(town: Town) -> None:
    card = town.card("周晓禾", sex="male", identity=number())
    abroad = town.card("周小禾", town.south, sex="male", identity=number())
    town.lend(card, "2025-05-01")
    town.lend(card, "2026-05-01", fee="3")
    town.lend(abroad, org=town.south)
    town.do(CORRECT_CARD, {**CORRECT_CARD.initial(card), "sex": "女"}, record=card)
    assert [town.value("library.loans", period, sex="female") for period in ("2025", "2026")] == [1, 1]
    assert town.value("library.fees", sex="male") == 0
    assert town.value("library.loans", org=town.south, sex="female") == 0
    assert clean()


def test_a_new_phone_number_posts_nothing(town: Town) -> None:
    from unionhall.kernel.ledger.models import Fact

    card = town.card("周晓禾", sex="female")
    town.lend(card)
    before = Fact.objects.count()
    town.do(CORRECT_CARD, {**CORRECT_CARD.initial(card), "phone": "13800001111"}, record=card)
    assert Fact.objects.count() == before


def test_two_numbers_that_are_one_person_are_counted_once(town: Town) -> None:
    kept, double = town.card("周晓禾", sex="female"), town.card("周晓 禾", sex="male")
    mine, theirs = town.lend(kept), town.lend(double, fee="4")
    user = User.objects.create(name="zhou", person=double.person)
    town.do(MERGE, {"other": double.pk}, record=kept, reason="同一人登记了两次")
    theirs.refresh_from_db()
    user.refresh_from_db()
    assert (town.value("library.readers"), town.value("library.loans"), town.value("library.loans", sex="female")) == (1, 2, 2)
    assert (theirs.person, user.person, mine.person) == (kept.person, kept.person, kept.person)
    assert not Card.objects.filter(pk=double.pk).exists()
    assert Person.objects.get(pk=double.person_id).merged_into == kept.person
    assert clean()


def test_the_identity_number_goes_along_with_the_merge(town: Town) -> None:
    kept, double = town.card("周晓禾"), town.card("周晓 禾", identity=number())
    town.do(MERGE, {"other": double.pk}, record=kept, reason="同一人登记了两次")
    assert identity.known(number()) == kept.person


def test_two_identity_numbers_are_two_people(town: Town) -> None:
    kept, other = town.card("周晓禾", identity=number()), town.card("周晓 禾", identity=number("37010219900101003"))
    with pytest.raises(Invalid, match="两人都有身份证件"):
        town.do(MERGE, {"other": other.pk}, record=kept, reason="同一人登记了两次")
    with pytest.raises(Invalid, match="同一个人"):
        town.do(MERGE, {"other": kept.pk}, record=kept, reason="同一人登记了两次")
    assert Card.objects.count() == 2


def test_somebody_of_another_library_cannot_be_merged_in(town: Town) -> None:
    kept, foreign = town.card("周晓禾"), town.card("周晓禾", town.south)
    with pytest.raises(Invalid, match="不存在"):
        town.do(MERGE, {"other": foreign.pk}, record=kept, reason="同一人登记了两次", by=town.user("officer"))


def test_nobody_moves_what_another_library_keeps_of_a_person(town: Town) -> None:
    kept, double = town.card("周晓禾"), town.card("周晓 禾", identity=number())
    abroad = town.card("周小禾", town.south, identity=number())
    loan = town.lend(abroad, org=town.south)
    with pytest.raises(Invalid, match="范围以外也有卡片、记录或授权"):
        town.do(MERGE, {"other": double.pk}, record=kept, reason="同一人登记了两次", by=town.user("officer"))
    assert (Card.objects.count(), type(loan).objects.get(pk=loan.pk).person) == (3, abroad.person)
    both = town.user("officer")
    both.grants.create(role="officer", org=town.south)
    town.do(MERGE, {"other": double.pk}, record=kept, reason="同一人登记了两次", by=both)
    assert type(loan).objects.get(pk=loan.pk).person == kept.person
    assert clean()


def test_nobody_moves_an_account_that_another_library_has_opened(town: Town) -> None:
    kept, double = town.card("周晓禾"), town.card("周晓 禾")
    user = User.objects.create(name="zhou", person=double.person)
    user.grants.create(role="officer", org=town.south)
    with pytest.raises(Invalid, match="范围以外"):
        town.do(MERGE, {"other": double.pk}, record=kept, reason="同一人登记了两次", by=town.user("officer"))
    user.grants.update(org=town.north)
    town.do(MERGE, {"other": double.pk}, record=kept, reason="同一人登记了两次", by=town.user("officer"))
    assert User.objects.get(pk=user.pk).person == kept.person


def test_no_identity_number_and_no_remark_stands_in_the_log(town: Town) -> None:
    card = town.card("周晓禾", identity=number())
    town.correct(town.lend(card, remark="家中有病人"), remark="已痊愈")
    assert {change["field"] for entry in Entry.objects.all() for change in entry.changes} >= {"身份证号", "备注"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_entry")
        written = repr(cursor.fetchall()).encode().decode("unicode_escape", errors="replace") + repr(list(Entry.objects.values()))
    for secret in (number(), number()[6:14], "病人", "痊愈"):
        assert secret not in written
