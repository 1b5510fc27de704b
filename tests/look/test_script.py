"""The client script keeps what was typed, sends it once, and can be used without a mouse."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.look.proof import Proof


def write_amount(page: Page, amount: str = "400") -> None:
    page.goto("/form")
    page.get_by_label("金额").fill(amount)


def sent(server: Proof, name: str) -> list[str]:
    found = [re.search(rf'name="{name}"\r\n\r\n(.*?)\r\n'.encode(), body) for body in server.saved]
    return [match.group(1).decode() for match in found if match]


def test_a_double_click_sends_once(page: Page, server: Proof) -> None:
    write_amount(page)
    page.get_by_role("button", name="保存", exact=True).dblclick()
    page.wait_for_url("**/record")
    assert sent(server, "amount") == ["400"]
    assert sent(server, "key") == ["7f0c2b1e"]


def test_a_draft_survives_the_page_and_can_be_dropped(page: Page) -> None:
    write_amount(page)
    page.goto("/desk")
    page.goto("/form")
    expect(page.get_by_text("已恢复")).to_be_visible()
    expect(page.get_by_label("金额")).to_have_value("400")
    page.get_by_role("button", name="丢弃草稿").click()
    expect(page.get_by_label("金额")).to_have_value("")
    page.reload()
    expect(page.get_by_text("已恢复")).to_be_hidden()


def test_a_saved_form_leaves_no_draft(page: Page) -> None:
    write_amount(page)
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/record")
    page.goto("/form")
    expect(page.get_by_label("金额")).to_have_value("")


def test_another_user_sees_no_draft(page: Page, server: Proof) -> None:
    write_amount(page)
    server.extra = {"user": {"pk": 2, "display_name": "马晓堂", "name": "maxiaotang"}}
    page.goto("/form")
    expect(page.get_by_label("金额")).to_have_value("")


def test_a_cut_line_loses_nothing_and_the_retry_tells_when_it_was_noted(page: Page, server: Proof) -> None:
    write_amount(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("网络已断开，内容已保存在本机")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("金额")).to_have_value("400")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/record")
    assert sent(server, "amount") == ["400"]
    assert sent(server, "noted_at")[0].startswith("20")


def test_refused_words_stand_at_the_field_and_a_chosen_photo_stays_chosen(page: Page, server: Proof) -> None:
    write_amount(page, "很多")
    picture = io.BytesIO()
    Image.new("RGB", (3200, 2400), "#93aa9e").save(picture, "PNG")
    page.locator("input[type=file]").set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    expect(page.get_by_text("现场.jpg")).to_be_visible()
    assert page.evaluate("createImageBitmap(document.querySelector('input[type=file]').files[0]).then(b => b.width)") == 1600
    server.refuse = True
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_focused()
    assert page.title().startswith("错误")
    assert page.evaluate("document.querySelector('input[type=file]').files.length") == 1


def test_a_person_is_found_by_keyboard_and_the_standard_is_filled_in(page: Page, server: Proof) -> None:
    page.goto("/form")
    box = page.get_by_role("combobox", name="慰问对象")
    box.press_sequentially("zs")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_text(["张三（二车间）工号 2071", "张三（一车间）工号 1180"])
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("group", name="慰问对象")).to_contain_text("张三（二车间）")
    expect(page.get_by_label("金额")).to_have_value("1400.00")
    expect(page.get_by_text("大写：壹仟肆佰元整")).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/record")
    assert sent(server, "who") == ["12"]


def test_nothing_is_asked_while_an_input_method_composes(page: Page) -> None:
    page.goto("/form")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/people" in request.url else None)
    box = page.get_by_role("combobox", name="慰问对象")
    box.dispatch_event("compositionstart")
    box.fill("zhang")
    page.wait_for_timeout(400)
    assert asked == []
    box.fill("张三")
    box.dispatch_event("compositionend")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(2)


def test_what_somebody_typed_is_not_overwritten_by_the_standard(page: Page) -> None:
    write_amount(page, "88")
    with page.expect_response("**/defaults*"):
        page.get_by_role("radio", name="生育").check()
    expect(page.get_by_text("已按住院慰问标准填入")).to_be_visible()
    expect(page.get_by_label("金额")).to_have_value("88")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1000", "壹仟元整"),
        ("10010", "壹万零壹拾元整"),
        ("1005.5", "壹仟零伍元伍角整"),
        ("12,345.06", "壹万贰仟叁佰肆拾伍元零陆分"),
        ("1200000", "壹佰贰拾万元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
    ],
)
def test_large_sums_are_shown_in_capitals(page: Page, amount: str, words: str) -> None:
    write_amount(page, amount)
    expect(page.get_by_text("大写：" + words, exact=True)).to_be_visible()


def test_a_session_can_be_prolonged(page: Page, server: Proof) -> None:
    server.extra = {"session_seconds": 6}
    page.goto("/form")
    expect(page.get_by_role("heading", name="将退出")).to_contain_text("还有 ")
    with page.expect_response("**/keep_alive"):
        page.get_by_role("button", name="继续使用").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_expired_session_signs_in_in_a_dialog_and_saves(page: Page, server: Proof) -> None:
    write_amount(page)
    server.signed_in = False
    page.get_by_role("button", name="保存", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("密码").fill("一句很长的话")
    dialog.get_by_role("button", name="登录并保存").click()
    page.wait_for_url("**/record")
    assert sent(server, "amount") == ["400"]
    assert sent(server, "csrfmiddlewaretoken") == ["fresh"]


def test_evidence_opens_beside_the_text_and_escape_returns_to_the_figure(page: Page) -> None:
    page.goto("/paper_editor")
    figure = page.get_by_role("link", name="126", exact=True).first
    figure.focus()
    figure.press("Enter")
    expect(page.locator("#drawer")).to_contain_text("周细雨 住院慰问")
    expect(figure).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(figure).to_be_focused()
    expect(page.locator("#drawer")).not_to_contain_text("周细雨")
    assert page.url.endswith("/paper_editor")


def test_the_next_figure_is_one_press_away(page: Page) -> None:
    page.goto("/paper_editor")
    page.get_by_role("link", name="126", exact=True).first.click()
    page.get_by_role("button", name="下一个数字").click()
    expect(page.get_by_role("link", name="3.82", exact=True)).to_have_attribute("aria-expanded", "true")


def test_ticked_rows_bring_up_the_batch_bar(page: Page) -> None:
    page.goto("/list")
    page.get_by_role("checkbox", name="选择 慰问〔2026〕125号").first.check()
    expect(page.get_by_text("已选 1 条")).to_be_visible()
    page.get_by_role("checkbox", name="全选本页").check()
    page.get_by_role("button", name="选择全部 126 条").click()
    expect(page.get_by_text("已选全部 126 条")).to_be_visible()
    page.get_by_role("button", name="取消选择").click()
    expect(page.get_by_text("已选")).to_be_hidden()


def test_a_filter_changes_the_list_and_the_address_without_leaving_the_page(page: Page) -> None:
    page.goto("/list")
    page.evaluate("window.same = true")
    page.get_by_label("类型").select_option("住院")
    page.wait_for_url("**kind=hospital**")
    assert page.evaluate("window.same") is True


def test_large_type_stays_from_page_to_page(page: Page) -> None:
    page.goto("/desk")
    page.get_by_role("button", name="大字").click()
    page.goto("/list")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"


def test_a_fault_of_the_server_keeps_the_text(page: Page) -> None:
    def fail(route: Route) -> None:
        route.fulfill(status=500, body="")

    write_amount(page)
    page.route("**/save", fail)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("未保存：服务器出错")).to_be_visible()
    expect(page.get_by_label("金额")).to_have_value("400")
