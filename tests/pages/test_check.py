"""文稿核对 on the screen: a paper is dropped or pasted, marked up beside its list, filtered, exported, kept within its organization."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.contracts.world import World
from tests.reading.test_intake import SENTENCE, a_docx, package, pages
from unionhall.kernel.audit.log import verify
from unionhall.kernel.audit.models import Entry
from unionhall.kernel.files.models import File
from unionhall.shell.models import Checked

pytestmark = pytest.mark.django_db
PAPER = """恒川机械厂工会2026年工作总结
20xx年，恒川机械厂工会扎实开展工作。
一、服务关爱
全年慰问会员1人次。看望患病会员贺明辉，送去慰问金200元。新建图书角__个，添置图书300册。
二、明年打算
2027年慰问会员不少于20人次。
恒川机械厂工会
"""


@pytest.fixture
def visited(world: World) -> World:
    """One visit, for an illness, in 2026."""
    from unionhall.modules.relief.actions import REGISTER

    data = {
        "person": world.card.person_id,
        "kind": "visit.illness",
        "amount": "500",
        "visited_on": "2026-03-11",
        "form": "goods",
        "goods": "营养品",
    }
    world.do(REGISTER, data, org=world.union)
    return world


def paste(world: World, text: str = PAPER, who: str = "officer", **more: str) -> Any:
    return world.client(who).post(reverse("check"), {"text": text, "org": world.union.pk, **more})


def upload(world: World, data: bytes, name: str) -> Any:
    return world.client("officer").post(reverse("check"), {"file": SimpleUploadedFile(name, data)})


def page(world: World, url: str, who: str = "officer") -> str:
    answer = world.client(who).get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


TABLE = [
    "恒川机械厂工会2026年工作总结",
    "附表1　恒川机械厂工会2026年工作数据表",
    "序号\t指标\t单位\t2026年\t依据记录（条）",
    "服务关爱\t\t\t\t",
    "1\t慰问帮扶\t人次\t1\t1",
    "2\t慰问帮扶金额\t元\t600\t1",
]


def test_a_table_is_shown_as_a_table_with_its_numbers_marked(visited: World) -> None:
    html = page(visited, paste(visited, "\n".join(TABLE)).url)
    assert '<th class="">指标</th>' in html
    assert '<th colspan="5">服务关爱</th>' in html
    assert re.search(r'<td class="num"><span id="m\d+"></span><mark class="m-no"><a class="u" href="#i\d+">600</a>', html)
    assert "<dt>台账</dt><dd><a" in html
    assert '<p class="cap">附表1' in html


def test_a_workbook_of_records_is_told_from_a_paper(visited: World) -> None:
    text = "2026年会员花名册\n序号\t姓名\t入会日期\n1\t刘䶮\t2015-03-01\n2\t何婉清\t2016-03-01\n3\t沈渡\t2017-03-01\n"
    html = page(visited, paste(visited, text).url)
    assert "这是逐条登记的台账，不是文稿，只核对了合计。要记入系统，请用“导入表格”。" in html


def test_each_figure_and_each_fault_is_marked_with_a_number_that_leads_to_the_list_and_back(visited: World) -> None:
    html = page(visited, paste(visited).url)
    assert '<mark class="m-fault"><a class="u" href="#i1">20xx年</a><sup>1' in html
    number = re.search(r'<mark class="m-ok"><a class="u" href="#i(\d+)">1人次</a>', html)
    assert number, "the right number carries the mark of what agrees"
    everything = page(visited, paste(visited).url + "?show=ok")
    assert f'id="i{number[1]}"' in everything
    assert f'href="#m{number[1]}"' in everything
    assert f'id="m{number[1]}"' in html


def test_a_number_that_differs_shows_both_and_leads_to_its_records(visited: World) -> None:
    html = page(visited, paste(visited, PAPER.replace("会员1人次", "会员3人次")).url + "?show=no")
    assert "<dt>文中</dt><dd>3人次</dd>" in html
    link = re.search(r'<dt>台账</dt><dd><a href="(/figures/evidence/[^"]+)"', html)
    assert link
    assert "慰问帮扶" in page(visited, link[1].replace("&amp;", "&"))


def test_the_list_is_filtered_by_verdict_and_by_kind_of_fault(visited: World) -> None:
    url = paste(visited).url
    assert "是计划数" in page(visited, f"{url}?show=na")
    assert "年份未填" in page(visited, f"{url}?show=fault&kind=placeholder_year")
    listed = page(visited, f"{url}?show=fault&kind=placeholder_year").partition('id="list"')[2]
    assert "个人信息" not in re.sub(r"<span class=\"uh-row\".*?</span>", "", listed, flags=re.DOTALL)


def test_names_of_those_who_are_ill_are_masked_in_the_list_and_in_the_workbook(visited: World) -> None:
    url = paste(visited).url
    listed = page(visited, f"{url}?show=fault").partition('id="list"')[2]
    assert "贺**" in listed
    assert "贺明辉" not in listed
    book = load_workbook(io.BytesIO(visited.client("officer").get(f"{url}export/").content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "贺**" in " ".join(cells)
    assert "贺明辉" not in " ".join(cells)
    assert {"一致", "无法核对", "年份未填", "个人信息", "空缺"} <= set(cells)


def test_a_verdict_on_very_few_persons_is_not_for_those_who_may_not_see_records(visited: World) -> None:
    text = PAPER.replace("全年慰问会员1人次", "全年工会探望会员1人次，其中住院1人次")
    url = paste(visited, text).url
    assert "住院探望" in page(visited, f"{url}?show=ok")
    seen = page(visited, f"{url}?show=ok", "reviewer").partition('id="list"')[2]
    assert "住院探望" not in seen
    assert "背后的人太少" in page(visited, f"{url}?show=na", "reviewer")


def test_a_word_file_is_read_and_kept_as_it_came(visited: World) -> None:
    answer = upload(visited, a_docx(), "总结.docx")
    assert "总结.docx" in page(visited, answer.url)
    assert Checked.objects.get().file.name == "总结.docx"
    assert "总结.docx" in page(visited, reverse("check"))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("总结.docx", b"MZ\x90\x00\x03\x00\x00", "是程序，不是文书"),
        ("总结.txt", b"  \n", "没有可读的内容"),
        ("总结.docx", package({"word/document.xml": b"<broken"}), "已损坏或不完整"),
        ("总结.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "设有打开密码"),
        ("扫描.pdf", pages(2), "扫描件或图片"),
        ("长.txt", (SENTENCE * 8000).encode(), "请拆成几个文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(visited: World, name: str, data: bytes, why: str) -> None:
    answer = upload(visited, data, name)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Checked.objects.exists()


def test_nothing_given_and_a_period_that_is_none_are_told_and_the_text_is_kept(visited: World) -> None:
    assert "需选择文件，或粘贴文稿" in paste(visited, "").content.decode()
    answer = paste(visited, "工会工作总结", period="去年")
    assert answer.status_code == 422
    assert "看不懂期间" in answer.content.decode()
    assert "工会工作总结</textarea>" in answer.content.decode()


def test_a_paper_without_a_year_takes_the_year_that_is_given(visited: World) -> None:
    text = "工会工作总结\n慰问会员1人次。"
    assert "看不出是哪个期间" in page(visited, paste(visited, text).url)
    assert "没有写明年份的按 2026年" in page(visited, paste(visited, text, period="2026").url)
    assert "慰问帮扶" in page(visited, paste(visited, text, period="2026").url + "?show=ok")


def test_checking_again_takes_the_ledger_as_it_stands_now(visited: World) -> None:
    from unionhall.modules.relief.actions import REGISTER

    url = paste(visited).url
    visited.do(
        REGISTER, {"person": visited.card.person_id, "kind": "visit.birth", "amount": "90", "visited_on": "2026-05-11"}, org=visited.union
    )
    assert "没有这一类" in page(visited, f"{url}?show=no")
    visited.client("officer").post(f"{url}again/")
    assert "<dt>台账</dt><dd><a" in page(visited, f"{url}?show=no")


def test_the_neighbour_sees_no_paper_and_may_not_check_against_our_ledger(visited: World) -> None:
    url = paste(visited).url
    neighbour = visited.client("neighbour")
    assert neighbour.get(url).status_code == 404
    assert "恒川机械厂工会" not in neighbour.get(reverse("check")).content.decode()
    own = neighbour.post(reverse("check"), {"text": PAPER, "org": visited.union.pk}).url
    assert Checked.objects.get(pk=int(re.findall(r"\d+", own)[0])).org == visited.other


def test_a_member_and_a_leader_may_not_check_papers(visited: World) -> None:
    assert {visited.client(who).get(reverse("check")).status_code for who in ("member", "leader")} == {403}


def test_a_checked_paper_is_taken_away_with_its_file_and_the_log_keeps_that_it_was(
    visited: World, django_capture_on_commit_callbacks: Any
) -> None:
    url = upload(visited, a_docx(), "总结.docx").url
    kept = Checked.objects.get().file
    assert kept.path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert visited.client("officer").post(f"{url}remove/").url == reverse("check")
    assert visited.client("officer").get(url).status_code == 404
    assert not File.objects.filter(pk=kept.pk).exists()
    assert not kept.path.exists()
    entry = Entry.objects.order_by("-pk").first()
    assert entry is not None
    assert (entry.action, entry.actor, entry.org) == ("删除核对的文稿", visited.users["officer"], visited.union)
    assert [change["old"] for change in entry.changes] == ["总结.docx"]
    assert verify() == []
    assert "删除核对的文稿" in page(visited, reverse("list", args=["audit.entry"]))


def test_a_file_that_another_check_names_stays(visited: World, django_capture_on_commit_callbacks: Any) -> None:
    data = a_docx()
    first, second = (upload(visited, data, "总结.docx").url for _ in range(2))
    kept = Checked.objects.all()[0].file
    with django_capture_on_commit_callbacks(execute=True):
        visited.client("officer").post(f"{first}remove/")
    assert kept.path.exists()
    assert "总结.docx" in page(visited, second)


def test_the_houses_own_paper_does_not_leave_with_a_blank_that_only_a_reader_sees(visited: World) -> None:
    client = visited.client("officer")
    number = int(re.findall(r"\d+", client.post(reverse("papers"), {"paper": "annual-report 2026"})["Location"])[0])
    opening = "工会全年受理来信□件，看望患病会员贺明辉。"
    client.post(reverse("paper", args=[number]), {"opening": opening, "version": 1})
    shown = client.get(reverse("paper", args=[number])).content.decode()
    assert "□件" in shown.partition('id="findings"')[2]
    assert "个人信息" in shown
    assert client.get(reverse("paper_export", args=[number, "docx"])).status_code == 409
    client.post(reverse("paper_freeze", args=[number]))
    assert "没有定稿" in client.get(reverse("paper", args=[number])).content.decode()


def test_a_passage_that_stands_in_another_paper_of_the_house_is_pointed_out(visited: World) -> None:
    told = "入冬以前，工会同志分头走访住在老宿舍区的职工，把漏风的窗户和不热的暖气一一记下来交给后勤部门维修。"
    paste(visited, f"恒川机械厂工会2025年工作总结\n{told}\n全年慰问会员2人次。\n")
    again = page(visited, paste(visited, f"恒川机械厂工会2026年工作总结\n{told}\n全年慰问会员1人次。\n").url + "?show=fault")
    assert "中的文字相同" in again
    assert "中的文字相同" not in page(visited, paste(visited, "恒川机械厂工会2026年工作总结\n全年慰问会员1人次。\n").url + "?show=fault")
