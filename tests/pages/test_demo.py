"""The demonstration: the same for every day, whole when it is held against itself, and left behind in one act."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from django.urls import reverse

from demo.roster import members
from demo.words import LOOMS, MACHINES, UNIONS
from tests.contracts.fixtures import world
from tests.contracts.world import World
from unionhall.base.identifiers import parse_identity, parse_phone

__all__ = ["world"]
TODAY = date(2026, 11, 20)
SPRING = date(2026, 4, 2)  # what is built on this day has a shorter second year, and is there sooner


@pytest.fixture(scope="class")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The whole demonstration, made once for the tests of a class, and taken back; its accounts."""
    from django.db import transaction
    from django.test import override_settings

    from demo.build import build
    from unionhall.kernel.ledger import posting

    posting._series.clear()  # remembered for the life of a process, which is longer than that of these rows
    with django_db_blocker.unblock(), override_settings(FILES_ROOT=tmp_path_factory.mktemp("files")), transaction.atomic():
        yield dict(build(SPRING))
        transaction.set_rollback(True)


def deeds(union: Any, today: date) -> list[Any]:
    from demo.deeds import Year, enrolments, of_a_year

    people = members(union, today.year - 1)
    found = list(enrolments(union, people, date(today.year - 1, 1, 4)))
    for number in (today.year - 1, today.year):
        found += of_a_year(Year(union, number, today, people, Random(f"{union.stem}{number % 2}")))
    return [deed for deed in found if deed.on < today]


@pytest.mark.parametrize("union", UNIONS, ids=lambda union: union.line)
def test_the_same_day_gives_the_same_records(union: Any) -> None:
    assert deeds(union, TODAY) == deeds(union, TODAY)


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 2, 29), date(2029, 12, 31)])
def test_every_day_of_the_calendar_has_a_demonstration_with_all_of_last_year(today: date) -> None:
    found = deeds(LOOMS, today)
    assert {deed.on.month for deed in found if deed.on.year == today.year - 1} == set(range(1, 13))
    assert all(deed.on < today for deed in found)


def test_the_invented_people_have_numbers_that_could_be_read_and_belong_to_nobody() -> None:
    people = [who for union in UNIONS for who in members(union, 2025)]
    assert {"刘䶮", "阿依古丽·买买提"} <= {who.name for who in people}
    assert len({who.number for who in people}) == len(people)
    known = [parse_identity(who.identity) for who in people if who.identity]
    assert len(known) > 50
    assert len({identity.number for identity in known}) == len(known)
    assert all(identity.number.startswith("9901") for identity in known)
    assert all(parse_phone(who.phone).startswith("144") for who in people if who.phone)


def test_two_members_of_one_name_are_two_people() -> None:
    names = [who.name for who in members(MACHINES, 2025)]
    assert len(names) - len(set(names)) == 1


@pytest.mark.django_db
class TestBuilt:
    """What the built demonstration shows."""

    def test_ledger_and_log_hold(self, house: dict[str, str]) -> None:
        from unionhall.kernel.audit import log
        from unionhall.kernel.ledger.check import verify

        assert not list(verify())
        assert not log.verify()

    def test_the_reader_finds_nothing_to_remind_of_in_its_reports(self, house: dict[str, str]) -> None:
        from unionhall.kernel.orgs.models import Org
        from unionhall.kernel.papers.declare import ANNUAL_REPORT
        from unionhall.kernel.papers.models import Paper
        from unionhall.shell.reading.own import standing

        for org in Org.objects.filter(kind__in=("union", "federation")):
            for year in (SPRING.year - 1, SPRING.year):
                faults = standing(Paper.objects.create(org=org, kind=ANNUAL_REPORT.name, period_code=str(year))).faults
                assert [fault.text for fault in faults if "还没有结束" not in fault.text] == [], (org, year)

    def test_there_is_an_account_for_every_role(self, house: dict[str, str]) -> None:
        from unionhall.kernel.access.models import Grant, User
        from unionhall.kernel.access.permissions import roles

        assert set(roles.names()) == set(Grant.objects.values_list("role", flat=True))
        *_, password = house.values()
        for name in list(house)[:-1]:
            assert User.objects.get(name=name).check_password(password), name

    def test_things_are_left_to_do(self, house: dict[str, str]) -> None:
        from unionhall.kernel.audit.models import Entry
        from unionhall.modules.relief.models import Visit
        from unionhall.modules.suggestions.models import Suggestion

        waiting = sorted(Suggestion.objects.filter(state="submitted").values_list("submitted_on", flat=True))
        assert (SPRING - waiting[0]).days > 30, "one is overdue"
        assert (SPRING - waiting[-1]).days <= 30, "one is in time"
        assert Visit.objects.filter(state="registered").count() > 3
        assert Entry.objects.filter(action="relief.visit.register").exclude(reason="").count() == 1

    def test_last_years_report_is_begun_and_has_no_error_in_it(self, house: dict[str, str]) -> None:
        from unionhall.kernel.papers.checks import check
        from unionhall.kernel.papers.compose import compose, draft_of
        from unionhall.kernel.papers.models import Paper

        reports = Paper.objects.filter(kind="annual-report", period_code="2025")
        assert reports.count() == 2
        for report in reports:
            draft = draft_of(report)
            content = compose(report, draft)
            assert report.opening[:10] in str(content.body[0].runs[0])
            assert not [fault for fault in check(content, draft) if fault.level == "error"]

    def test_every_module_has_records_of_both_years(self, house: dict[str, str]) -> None:
        from unionhall.kernel.ledger.models import Record
        from unionhall.shell.pages.declare import pages

        for page in pages:
            assert issubclass(page.model, Record)
            if page.model.day and page.name != "membership.membership":
                years = {day.year for day in page.model._default_manager.values_list(page.model.day, flat=True)}
                assert {2025, 2026} <= years, page.name


def marked(settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    (tmp_path / "demo").write_text("officer\t恒川机械厂工会\n", encoding="utf-8")


OWN = {"name": "松涛谷林场工会", "officer": "韩春生", "sign_in": "hanchunsheng", "sure": "1"}


@pytest.mark.django_db
def test_only_a_demonstration_can_be_wiped_and_only_by_an_officer(world: World, settings: Any, tmp_path: Any) -> None:
    from unionhall.kernel.orgs.models import Org

    settings.HOME = tmp_path
    assert world.client("officer").post(reverse("demo_reset"), OWN).status_code == 404
    marked(settings, tmp_path)
    assert world.client("member").post(reverse("demo_reset"), OWN).status_code == 403
    assert world.client("reviewer").post(reverse("demo_reset"), OWN).status_code == 403
    assert Org.objects.filter(name="恒川机械厂工会").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("missing", OWN)
def test_nothing_is_wiped_until_all_is_said(world: World, settings: Any, tmp_path: Any, missing: str) -> None:
    from unionhall.kernel.orgs.models import Org

    marked(settings, tmp_path)
    answer = world.client("officer").post(reverse("demo_reset"), {name: value for name, value in OWN.items() if name != missing})
    assert answer.status_code == 422
    assert Org.objects.filter(name="恒川机械厂工会").exists()
    assert (tmp_path / "demo").exists()


@pytest.mark.django_db(transaction=True)
def test_after_the_wipe_there_is_ones_own_house_and_nothing_else(world: World, settings: Any, tmp_path: Any) -> None:
    from unionhall.kernel.access.models import User
    from unionhall.kernel.ledger.models import Fact
    from unionhall.kernel.orgs.models import Org
    from unionhall.kernel.people.models import Person
    from unionhall.modules.membership.actions import ENROL

    marked(settings, tmp_path)
    member = {"name": "刘䶮", "unit": "铸造小组", "joined_on": "2024-03-05", "sex": "female"}
    world.do(ENROL, member, org=world.union)
    client = world.client("officer")
    answer = client.post(reverse("demo_reset"), OWN)
    assert answer.status_code == 302
    assert list(Org.objects.values_list("name", flat=True)) == ["松涛谷林场工会"]
    assert list(User.objects.values_list("name", flat=True)) == ["hanchunsheng"]
    assert not Person.objects.exists()
    assert not Fact.objects.exists()
    assert not (tmp_path / "demo").exists()
    assert "韩春生" in client.get(answer.url).content.decode()
    assert client.get(reverse("desk")).status_code == 302, "signed out"
    # A worker of the server that remembers how facts were kept before the wipe goes on writing them.
    world.do(ENROL, {**member, "unit": ""}, org=Org.objects.get())
    assert Fact.objects.count() == 2
