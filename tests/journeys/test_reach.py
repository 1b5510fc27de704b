"""Who sees what: another union's record, a right that is missing, masked numbers (scenarios 8 and 9)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.contracts.world import World
from unionhall.kernel.actions.persons import CORRECT_CARD
from unionhall.kernel.audit.models import Entry
from unionhall.modules.relief.models import Visit

IDENTITY = "11010519491231002X"


def test_another_unions_record_is_not_found_by_page_or_export(visit: Callable[..., Page], house: World) -> None:
    record = house.sample(Visit, house.other)
    page = visit("officer")
    for address in (f"/relief.visit/{record.pk}/", f"/relief.visit/{record.pk}/correct/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_text("没有找到，或不在可办理的范围内")).to_be_visible()
        assert str(record.card()) not in page.content()


def test_a_group_leader_is_told_which_right_is_missing_and_whom_to_ask(visit: Callable[..., Page], house: World) -> None:
    page = visit("leader")
    assert not page.get_by_role("link", name="慰问登记").count(), "the menu never showed it"
    answer = page.goto("/relief.visit/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_text("看慰问帮扶")).to_be_visible()
    expect(page.get_by_text("工会专干").first).to_be_visible()


def test_an_identity_number_is_masked_until_a_reason_is_given_and_the_look_is_logged(visit: Callable[..., Page], house: World) -> None:
    from unionhall.kernel.people.models import Card
    from unionhall.modules.membership.models import Membership

    card = Card.objects.get(name="张三")
    house.do(CORRECT_CARD, {**CORRECT_CARD.initial(card), "identity": IDENTITY}, record=card)
    member = Membership.objects.get(person=card.person)
    page = visit()
    page.goto(f"/membership.membership/{member.pk}/")
    expect(page.get_by_text("110105********002X")).to_be_visible()
    page.get_by_role("link", name="查看完整").click()
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("alert")).to_contain_text("需写明原因")
    page.get_by_label("原因").fill("办理互助保障参保")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text(IDENTITY)).to_be_visible()
    entry = Entry.objects.get(action="people.card.reveal")
    assert entry.reason == "办理互助保障参保"
    assert IDENTITY not in str(list(Entry.objects.values_list("changes", flat=True)))
