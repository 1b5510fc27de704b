"""The small rooms: numbers, limits, events, jobs, links, files."""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.kernel.conftest import NOW, Town
from unionhall.base.registry import Registry
from unionhall.kernel.events import models as outbox
from unionhall.kernel.events.models import Event
from unionhall.kernel.files.models import LARGEST, File, UnfitFile, keep
from unionhall.kernel.jobs import models as due
from unionhall.kernel.jobs.models import JobRun
from unionhall.kernel.limits.tables import LimitTable, limits
from unionhall.kernel.links.models import Link, links_of
from unionhall.kernel.numbers.models import Counter, take

pytestmark = pytest.mark.django_db

# Numbers


def test_numbers_run_by_library_series_and_year(town: Town) -> None:
    reader = town.card("周晓禾")
    numbers = [town.lend(reader, day).number for day in ("2025-05-01", "2026-01-02", "2025-06-01")]
    assert numbers == ["借阅〔2025〕1号", "借阅〔2026〕1号", "借阅〔2025〕2号"]
    assert town.lend(town.card("石原", town.south), "2025-01-01", org=town.south).number == "借阅〔2025〕1号"


def test_a_library_keeps_its_own_style_from_year_to_year(town: Town) -> None:
    take(town.north, "借阅", 2025)
    Counter.objects.update(style="北坡借字{year}-{number:04d}")
    assert [take(town.north, "借阅", year) for year in (2025, 2026)] == ["北坡借字2025-0002", "北坡借字2026-0001"]


# Limits


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("unionhall.kernel.limits.tables.limits", Registry("limit"))
    file = tmp_path / "fees.csv"
    file.write_text(
        "kind,region,from,to,amount,source,rule\n"
        "novel,37,2020-01-01,2026-01-01,500,省借阅办法,每册不超过 5 元\n"
        "novel,37,2026-01-01,,600,省借阅办法,每册不超过 6 元\n"
        "novel,370102,2024-01-01,,300,镇借阅办法,每册不超过 3 元\n",
        encoding="utf-8",
    )
    return LimitTable.load("library.fees", "借阅费标准", file)


@pytest.mark.parametrize(
    ("region", "on", "amount"),
    [
        ("370103", date(2025, 12, 31), 500),
        ("370103", date(2026, 1, 1), 600),
        ("370102", date(2023, 5, 1), 500),
        ("370102", date(2026, 5, 1), 300),
        ("110101", date(2026, 5, 1), None),
        ("", date(2026, 5, 1), None),
        ("370103", date(2019, 12, 31), None),
    ],
)
def test_the_narrowest_limit_in_force_speaks_and_none_without_date_or_region(table: Any, region: str, on: date, amount: int | None) -> None:
    found = table.find("novel", region, on)
    assert (found.amount if found else None) == amount
    assert table.find("film", region, on) is None


def test_a_table_is_known_by_name(table: Any) -> None:
    assert "library.fees" not in limits


# Events


@pytest.fixture
def heard() -> Any:
    heard: list[int] = []
    outbox.on("library.lent")(lambda event: heard.append(event.pk))
    yield heard
    outbox._handlers.pop("library.lent")


def test_an_event_is_delivered_after_the_act_that_caused_it(town: Town, heard: list[int]) -> None:
    loan = town.lend(town.card("周晓禾"))
    event = Event.objects.get()
    assert (event.name, event.record_id, event.org, heard) == ("library.lent", loan.pk, town.north, [])
    assert outbox.deliver(NOW) == 1
    assert outbox.deliver(NOW) == 0
    assert heard == [event.pk]


def test_what_fails_is_tried_again_and_its_writing_taken_back(town: Town, heard: list[int]) -> None:
    def fails(event: Event) -> None:
        Link.objects.create(org=town.north, from_model="a", from_id=1, to_model="b", to_id=2, kind="x")
        if len(heard) < 3:
            raise RuntimeError("不通")

    outbox.on("library.lent")(fails)
    town.lend(town.card("周晓禾"))
    assert [outbox.deliver(NOW + timedelta(minutes=minutes)) for minutes in (0, 0.5, 1, 5, 10)] == [0, 0, 0, 0, 1]
    event = Event.objects.get()
    assert (event.tries, event.error, Link.objects.count()) == (3, "", 1)
    assert heard == [event.pk] * 3


def test_an_event_that_never_gets_through_is_kept_with_its_error(town: Town, heard: list[int]) -> None:
    @outbox.on("library.lent")
    def fails(event: Event) -> None:
        raise RuntimeError("不通")

    town.lend(town.card("周晓禾"))
    for day in range(10):
        outbox.deliver(NOW + timedelta(days=day))
    event = Event.objects.get()
    assert (event.tries, event.delivered_at, event.error) == (5, None, "RuntimeError: 不通")


# Jobs


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(due, "jobs", Registry("job"))
    return due.Job


def test_a_job_runs_when_its_time_has_come(job: Any) -> None:
    ran: list[Any] = []
    job("a", "甲", timedelta(hours=1), ran.append)
    for minutes in (0, 30, 60, 61):
        due.run_due(NOW + timedelta(minutes=minutes))
    assert ran == [NOW, NOW + timedelta(minutes=60)]
    assert JobRun.objects.count() == 1


def test_a_failing_job_is_noted_and_keeps_no_other_from_running(job: Any) -> None:
    ran: list[Any] = []

    def breaks(now: Any) -> None:
        raise ValueError("坏了")

    job("a", "甲", timedelta(hours=1), breaks)
    job("b", "乙", timedelta(hours=1), ran.append)
    assert [run.error for run in due.run_due(NOW)] == ["ValueError: 坏了", ""]
    due.run_due(NOW + timedelta(hours=1))
    assert (len(ran), JobRun.objects.filter(job="a").count()) == (2, 2)
    due.run_due(NOW + timedelta(days=40))
    assert JobRun.objects.filter(job="a").count() == 1


def test_the_house_keeps_itself(town: Town) -> None:
    from unionhall.kernel.audit.models import Block

    town.lend(town.card("周晓禾"))
    assert {run.job: run.error for run in due.run_due(NOW)} == {
        "events.deliver": "",
        "audit.close": "",
        "actions.forget": "",
        "ledger.partitions": "",
    }
    assert (Block.objects.count(), Event.objects.filter(delivered_at=None).count()) == (1, 0)


# Links


def test_a_link_is_found_from_both_ends(town: Town) -> None:
    one, other = (town.lend(town.card(name)) for name in ("周晓禾", "沈渡"))
    link = Link.objects.create(org=town.north, from_model=one.ref[0], from_id=one.pk, to_model=other.ref[0], to_id=other.pk, kind="续借")
    assert list(links_of(*one.ref)) == list(links_of(*other.ref)) == [link]
    assert not links_of("library.opening", one.pk)


# Files


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()


def test_the_place_where_a_picture_was_taken_is_not_kept(town: Town) -> None:
    exif = Image.Exif()
    exif[0x010F] = "某相机"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (36.0, 40.0, 1.0)
    sent = picture(exif=exif)
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    kept = keep(town.north, "现场.jpg", sent, None).read()
    assert not Image.open(io.BytesIO(kept)).getexif()
    assert b"Exif" not in kept
    assert "某相机".encode() not in kept


def test_a_picture_stands_upright_although_the_camera_did_not(town: Town) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = keep(town.north, "现场.jpg", picture(exif=exif), None)
    assert Image.open(io.BytesIO(kept.read())).size == (20, 40)


def test_a_large_picture_is_made_smaller_and_png_stays_png(town: Town) -> None:
    kept = keep(town.north, "海报.png", picture("PNG", (3000, 1000)), None)
    assert (kept.kind, Image.open(io.BytesIO(kept.read())).size) == ("image/png", (2000, 667))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("公章.jpg", b"%PDF-1.7"),
        ("名单.pdf", b"PK\x03\x04..."),
        ("名单.xlsx", b"\xd0\xcf\x11\xe0..."),
        ("小说.pdf", picture()),
        ("小说.exe", b"MZ\x90\x00"),
        ("小说.jpg", b"<script>alert(1)</script>"),
        ("名单.csv", b"a,b\x00c"),
        ("小说.jpg", picture()[:200]),
        ("小说.png", picture("PNG")[:40]),
        ("空.pdf", b""),
        ("大.pdf", b"%PDF-" + bytes(LARGEST)),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(town: Town, name: str, data: bytes) -> None:
    with pytest.raises(UnfitFile, match=f"“{name}”"):
        keep(town.north, name, data, None)
    assert not File.objects.exists()


@pytest.mark.parametrize("name", ["登记.xlsx", "登记.XLSX", "登记.csv", "登记.pdf", "登记.doc"])
def test_a_file_that_is_what_it_says_is_taken(town: Town, name: str) -> None:
    data = {"xlsx": b"PK\x03\x04", "csv": "书名,日期".encode(), "pdf": b"%PDF-1.7", "doc": b"\xd0\xcf\x11\xe0"}[
        name.rpartition(".")[2].lower()
    ]
    assert keep(town.north, name, data, None).read() == data


def test_a_list_saved_as_unicode_text_is_taken(town: Town) -> None:
    data = "书名,日期".encode("utf-16")
    assert keep(town.north, "登记.csv", data, None).read() == data


def test_the_same_content_is_kept_once_a_library(town: Town) -> None:
    first, again = (keep(town.north, "登记.pdf", b"%PDF-1.7", town.users["officer"]) for _ in range(2))
    other_name, elsewhere = keep(town.north, "副本.pdf", b"%PDF-1.7", None), keep(town.south, "登记.pdf", b"%PDF-1.7", None)
    assert first == again
    assert len({file.pk for file in (first, other_name, elsewhere)}) == 3
    assert first.path == other_name.path != elsewhere.path
    assert not list(first.path.parent.glob("*.part"))
