"""Importing on the screen: three clicks, nothing written before the last, everything undone with one more."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.contracts.fixtures import world
from tests.contracts.world import World
from tests.sheets.workbooks import NOW, book, identity, roster, whole_database

__all__ = ["world"]
pytestmark = pytest.mark.django_db
VISITS = ["姓名", "日期", "类型", "金额"]


def upload(client: Any, data: bytes, name: str = "花名册.xlsx") -> Any:
    return client.post(reverse("import"), {"file": SimpleUploadedFile(name, data)})


def previewed(client: Any, data: bytes, name: str = "花名册.xlsx") -> str:
    """The address of the preview of an upload."""
    answer = upload(client, data, name)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def read(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def members() -> int:
    from unionhall.modules.membership.models import Membership

    return Membership.objects.count()


def test_choosing_looking_and_confirming_are_three_steps(world: World) -> None:
    client = world.client("officer")
    url = previewed(client, book(花名册=roster(60)))
    page = read(client, url)
    assert "导入 60 行" in page
    assert "第 1–50 行，共 60 行" in page
    assert members() == 0
    done = client.post(f"{url}confirm/")
    assert members() == 60
    assert "会员名册 60 条" in read(client, done.url)
    assert "花名册.xlsx" in read(client, reverse("import"))


def test_the_second_page_of_a_preview_goes_on_where_the_first_ended(world: World) -> None:
    client = world.client("officer")
    page = read(client, previewed(client, book(花名册=roster(60))) + "?page=2")
    assert "第 51–60 行" in page
    assert "A060" in page
    assert "A050" not in page


def test_looking_writes_nothing_but_the_preview_itself(world: World) -> None:
    client = world.client("officer")
    before = whole_database()
    read(client, previewed(client, book(花名册=roster(3))))
    after = whole_database()
    changed = {label for label in before if before[label] != after[label]}
    assert changed <= {"shell.Preview", "files.File", "sessions.Session"}


def test_a_second_click_on_import_imports_nothing_twice(world: World) -> None:
    client = world.client("officer")
    url = previewed(client, book(花名册=roster(2)))
    first, second = client.post(f"{url}confirm/"), client.post(f"{url}confirm/")
    assert first.url == second.url
    assert members() == 2
    assert client.get(url).url == first.url


def test_bad_rows_are_shown_with_their_reason_and_given_back_marked(world: World) -> None:
    client = world.client("officer")
    rows = [["会员花名册"], *roster(4)]
    rows[2][6], rows[4][6] = "2022-13-05", ""
    url = previewed(client, book(花名册=rows))
    page = read(client, url)
    assert "没有13月" in page
    assert "导入正确的 2 行" in page
    marked = load_workbook(io.BytesIO(client.get(f"{url}errors/").content))
    assert marked.sheetnames == ["错误汇总", "花名册"]
    filled = {cell.coordinate for row in marked["花名册"].iter_rows(max_col=8) for cell in row if cell.fill.fill_type == "solid"}
    assert filled == {"G3", "G5"}
    client.post(f"{url}confirm/")
    assert members() == 2


def test_the_marked_workbook_once_repaired_imports_all_of_it(world: World) -> None:
    client = world.client("officer")
    rows = roster(3)
    rows[2][6] = "2022-13-05"
    url = previewed(client, book(花名册=rows))
    marked = load_workbook(io.BytesIO(client.get(f"{url}errors/").content))
    marked["花名册"]["G3"] = "2022-03-05"
    repaired = io.BytesIO()
    marked.save(repaired)
    assert "导入 3 行" in read(client, previewed(client, repaired.getvalue()))


def test_the_year_that_was_taken_for_granted_is_said_and_can_be_changed(world: World) -> None:
    client = world.client("officer")
    client.post(previewed(client, book(花名册=roster(1))) + "confirm/")
    url = previewed(client, book(慰问=[["2024年慰问"], VISITS, ["罗听二", "3月5日", "住院慰问", 100]]))
    assert "文件里唯一的年份 2024 年" in read(client, url)
    client.post(f"{url}recheck/", {"year": "2023"})
    assert "按 2023 年处理" in read(client, url)
    client.post(f"{url}confirm/")
    from unionhall.modules.relief.models import Visit

    assert Visit.objects.get().visited_on.year == 2023


def test_a_group_that_is_not_known_is_made_or_taken_for_one_that_is(world: World) -> None:
    client = world.client("officer")
    url = previewed(client, book(花名册=roster(1, 部门="铸造工段")))
    assert "没有的小组 1 个，导入时新建：铸造工段" in read(client, url)
    client.post(f"{url}recheck/", {"group-0": str(world.groups[world.union.pk][0].pk)})
    client.post(f"{url}confirm/")
    from unionhall.modules.membership.models import Membership

    assert str(Membership.objects.get().unit) == "铸造小组"


def test_data_that_were_changed_meanwhile_stop_the_import_with_a_sentence(world: World) -> None:
    client = world.client("officer")
    url, other = previewed(client, book(花名册=roster(2))), previewed(client, book(花名册=roster(1)))
    client.post(f"{other}confirm/")
    answer = client.post(f"{url}confirm/", follow=True).content.decode()
    assert "没有写入任何数据" in answer
    assert members() == 1
    assert "导入 1 行" in answer


def test_a_file_that_is_gone_leads_back_to_choosing_one(world: World) -> None:
    from unionhall.shell.models import Preview

    client = world.client("officer")
    url = previewed(client, book(花名册=roster(1)))
    Preview.objects.get().file.path.unlink()
    answer = client.post(f"{url}confirm/", follow=True).content.decode()
    assert "原文件已不在或已改变，没有写入任何数据" in answer
    assert members() == 0


def test_an_import_is_taken_back_whole_and_only_once(world: World) -> None:
    client = world.client("officer")
    done = client.post(previewed(client, book(花名册=roster(3))) + "confirm/").url
    assert "新增的 3 条移除" in read(client, done)
    assert "已撤销" in client.post(f"{done}undo/", follow=True).content.decode()
    assert members() == 0
    answer = client.post(f"{done}undo/")
    assert answer.status_code == 422
    assert "已经撤销过" in answer.content.decode()


def test_groups_that_accounts_name_stay_and_are_told_when_an_import_is_taken_back(world: World) -> None:
    client = world.client("officer")
    done = client.post(previewed(client, book(花名册=roster(1, 部门="热处理车间"))) + "confirm/").url
    assert "没有移除" not in read(client, done)
    client.post(f"{done}undo/")
    assert "没有移除：热处理车间" in read(client, done)


def test_identity_numbers_are_masked_on_the_page_and_in_what_is_kept(world: World) -> None:
    from unionhall.shell.models import Preview

    client = world.client("officer")
    page = read(client, previewed(client, book(花名册=roster(1, 身份证号=identity(7)))))
    assert f"{identity(7)[:6]}********{identity(7)[-4:]}" in page
    assert identity(7) not in page
    assert identity(7) not in str(Preview.objects.values_list("rows", "about"))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("表.xlsx", b"", "需选择|空文件"),
        ("表.xlsx", b"PK\x03\x04 nothing", "无法打开"),
        ("表.csv", "项目,说明\n一,二\n".encode(), "没有可以导入的行"),
        ("照片.csv", b"\x00\x01\x02", "不是 Excel 工作簿"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_with_what_to_do(world: World, name: str, data: bytes, words: str) -> None:
    answer = upload(world.client("officer"), data, name)
    assert answer.status_code == 422
    assert any(word in answer.content.decode() for word in words.split("|"))


def test_nobody_else_sees_a_preview_or_takes_an_import_back(world: World) -> None:
    officer = world.client("officer")
    url = previewed(officer, book(花名册=roster(1)))
    assert world.client("neighbour").get(url).status_code == 404
    assert world.client("neighbour").post(f"{url}confirm/").status_code == 404
    done = officer.post(f"{url}confirm/").url
    assert world.client("neighbour").get(done).status_code == 404
    assert world.client("neighbour").post(f"{done}undo/").status_code == 404
    assert members() == 1


@pytest.mark.parametrize("name", ["leader", "member", "reviewer"])
def test_without_the_right_to_import_there_is_no_page(world: World, name: str) -> None:
    assert world.client(name).get(reverse("import")).status_code in (403, 404)
    assert upload(world.client(name), book(花名册=roster(1))).status_code in (403, 404)


def test_every_register_offers_a_template(world: World) -> None:
    from unionhall.shell.sheets.register import registers

    client = world.client("officer")
    page = read(client, reverse("import"))
    for register in registers:
        url = reverse("import_template", args=[register.name])
        assert url in page
        assert load_workbook(io.BytesIO(client.get(url).content)).sheetnames[0]
    assert client.get(reverse("import_template", args=["none.such"])).status_code == 404


def test_giving_up_forgets_the_preview_and_its_file(world: World, django_capture_on_commit_callbacks: Any) -> None:
    from unionhall.kernel.files.models import File
    from unionhall.shell.models import Preview

    client = world.client("officer")
    url = previewed(client, book(花名册=roster(1)))
    stored = File.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{url}abandon/")
    assert not Preview.objects.exists()
    assert not File.objects.exists()
    assert not stored.exists()


def test_a_file_that_was_imported_stays_when_it_is_looked_at_again_and_given_up(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    from unionhall.kernel.files.models import File

    client = world.client("officer")
    data = book(花名册=roster(1))
    client.post(previewed(client, data) + "confirm/")
    url = previewed(client, data)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{url}abandon/")
    assert File.objects.get().path.exists()


def test_a_preview_that_is_out_of_date_goes_with_its_file_when_the_next_one_is_made(world: World) -> None:
    from unionhall.kernel.files.models import File
    from unionhall.shell.models import Preview

    client = world.client("officer")
    data = book(花名册=roster(1))
    previewed(client, data)
    Preview.objects.update(made_at=NOW - timedelta(days=30))
    previewed(client, book(花名册=roster(2)), "另一份.xlsx")
    assert [kept.file.name for kept in Preview.objects.all()] == ["另一份.xlsx"]
    assert [file.name for file in File.objects.all()] == ["另一份.xlsx"]
    Preview.objects.update(made_at=NOW - timedelta(days=30))
    previewed(client, book(花名册=roster(2)), "另一份.xlsx")
    assert File.objects.get().path.exists()
