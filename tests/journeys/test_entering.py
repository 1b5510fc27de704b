"""Entering a visit on the phone, twice by mistake, and without a network (scenarios 1 to 3)."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.contracts.world import World
from tests.journeys.conftest import pick
from unionhall.kernel.ledger.models import Fact
from unionhall.modules.relief.models import Visit


def fill_in(page: Page) -> None:
    page.goto("/relief.visit/add/")
    pick(page, "慰问对象", "zs", "张三")
    page.get_by_label("类型").select_option(label="住院探望")
    page.get_by_label("金额").fill("300")


def test_an_officer_registers_a_visit_on_the_phone_with_five_fields(
    visit: Callable[..., Page], house: World, picture: dict[str, object]
) -> None:
    page = visit(phone=True)
    page.get_by_role("link", name="登记", exact=True).click()
    page.get_by_role("link", name="登记慰问").click()
    assert page.locator("form[data-async] .uh-field:visible").count() == 5
    pick(page, "慰问对象", "zs", "张三")
    page.get_by_label("类型").select_option(label="住院探望")
    page.get_by_label("金额").fill("300")
    page.locator("input[type=file]").set_input_files([picture])
    page.get_by_role("button", name="保存再记一条").click()
    expect(page.get_by_role("status").filter(has_text="已登记")).to_contain_text(re.compile(r"编号 慰问〔\d{4}〕1号"))
    assert page.get_by_label("类型").input_value() == "visit.illness", "再记一条 keeps the kind"
    page.goto("/relief.visit/")
    page.get_by_role("link", name="张三").click()
    expect(page.get_by_text("已齐")).to_be_visible()
    expect(page.get_by_role("heading", name="办理过程")).to_be_visible()
    page.goto("/")
    expect(page.locator(".uh-figures div", has_text="慰问帮扶").get_by_role("link")).to_have_text("1")


def test_a_double_click_and_going_back_make_one_record(visit: Callable[..., Page], house: World) -> None:
    page = visit()
    fill_in(page)
    page.get_by_role("button", name="保存", exact=True).dblclick()
    page.get_by_text("已登记，编号").wait_for()
    page.go_back()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存，未重复登记")).to_be_visible()
    assert Visit.objects.count() == 1
    assert Fact.objects.filter(metric="relief.times").count() == 1


def test_what_was_typed_survives_a_lost_network(visit: Callable[..., Page], house: World) -> None:
    page = visit()
    fill_in(page)
    page.get_by_text("更多信息（选填）").click()
    page.get_by_label("事由").fill("五百字的事由" * 20)
    page.context.set_offline(True)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("网络已断开")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    page.get_by_text("已登记，编号").wait_for()
    assert Visit.objects.get().reason == "五百字的事由" * 20


def test_a_record_that_was_saved_leaves_no_draft_however_many_tries_it_took(visit: Callable[..., Page], house: World) -> None:
    page = visit()
    fill_in(page)
    page.get_by_label("金额").fill("三百")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("处需要修改").wait_for()
    page.get_by_label("金额").fill("300")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("已登记，编号").wait_for()
    page.goto("/relief.visit/add/")
    expect(page.get_by_text("已恢复")).to_be_hidden()
    expect(page.get_by_label("金额")).to_have_value("")


def test_a_row_opens_its_record_wherever_it_is_hit(visit: Callable[..., Page], house: World) -> None:
    desk, phone = visit(), visit(phone=True)
    fill_in(desk)
    desk.get_by_role("button", name="保存", exact=True).click()
    desk.get_by_text("已登记，编号").wait_for()
    for page in (desk, phone):
        page.goto("/relief.visit/")
        page.get_by_role("row", name=re.compile("张三")).locator("td:visible").last.click()
        expect(page.get_by_role("heading", name="办理过程")).to_be_visible()
    desk.goto("/relief.visit/")
    desk.get_by_role("checkbox", name=re.compile("选择 ")).check()
    expect(desk.get_by_text("已选 1 条")).to_be_visible()
    asked: list[str] = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    desk.get_by_role("button", name="补签收").click()
    assert asked == ["将对 1 条办理补签收，是否继续？"]
    assert Visit.objects.get().state == "registered"


def test_the_filters_stay_inside_the_page(visit: Callable[..., Page], house: World) -> None:
    for page in (visit(), visit(phone=True)):
        page.goto("/relief.visit/")
        page.get_by_text("更多筛选").click()
        box = page.get_by_label("状态").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.evaluate("document.documentElement.clientWidth")
