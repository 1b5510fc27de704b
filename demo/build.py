"""Builds the demonstration: places, users, two years of work, papers begun. Everything is written by the house's own actions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from random import Random
from typing import Any, NamedTuple

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from demo.deeds import Deed, Known, Year, enrolments, head_counts, history, of_a_year
from demo.pictures import receipts
from demo.roster import Worker, members
from demo.words import FEDERATION, LOOMS, MACHINES, OPENING, REGION, UNIONS, WITHOUT_LEADER, Union
from unionhall.base.periods import add_months
from unionhall.kernel.access.models import Slip, User
from unionhall.kernel.actions.declare import Action, Call
from unionhall.kernel.actions.places import APPOINT, FOUND
from unionhall.kernel.actions.rights import OPEN_ACCOUNT
from unionhall.kernel.actions.run import Doing, run, run_many
from unionhall.kernel.actions.upkeep import close_audit_block
from unionhall.kernel.files.models import keep
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.papers.actions import BEGIN, WRITE
from unionhall.modules.membership.models import Membership

PASSWORD = "demo-2026"  # noqa: S105 - of invented people, and said on the sign-in page of a demonstration
# Within a month records are written model by model, in this order, so that facts are posted in few strokes.
ORDER = ("membership", "declaredfigure", "issue", "issueline", "restcure", "visit", "suggestion", "activity", "competition")


ROLES = {"officer": "工会专干", "leader": "小组长", "member": "会员", "reviewer": "上级审核员"}


class Who(NamedTuple):
    """Somebody who signs in, and the person behind it where it is a member."""

    name: str
    person: Any = None


@dataclass
class House:
    """What has been made so far: places by name, users by sign-in name, and whatever deeds have named."""

    today: date
    places: dict[str, Org] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    accounts: list[tuple[str, str]] = field(default_factory=list)
    password: str = field(default_factory=partial(make_password, PASSWORD))  # hashed once, which takes its time, and the same for all

    @property
    def opened(self) -> date:
        """The day on which these unions began to keep their records here."""
        return date(self.today.year - 1, 1, 4)


def build(today: date) -> list[tuple[str, str]]:
    """Make everything for a day; returns the accounts: sign-in name, and who it is, and last the
    password of all. The same day gives the same house."""
    house = House(today)
    rosters = {union.stem: members(union, today.year - 1) for union in UNIONS}
    _places(house)
    deeds = [(union, deed) for union in UNIONS for deed in _deeds(union, rosters[union.stem], house)]
    _write(house, deeds)
    _people(house, rosters)
    _papers(house)
    close_audit_block(_moment(house.today, 0))
    return [*house.accounts, ("密码（都一样）", PASSWORD)]


def _deeds(union: Union, people: list[Worker], house: House) -> Iterator[Deed]:
    """All deeds of a union up to yesterday."""
    first = house.today.year - 1
    yield from enrolments(union, people, house.opened)
    yield from history(union, first - 1)
    gone: set[str] = set()
    for number in (first, first + 1):
        dice = Random(f"{union.stem}{number % 2}")  # noqa: S311 - invention, not a secret
        there = [who for who in people if who.number not in gone and who.joined_on.year <= number]
        year = Year(union, number, house.today, there, dice)
        yield from head_counts(union, number)
        yield from of_a_year(year)
        gone |= set(year.leaving)


def _write(house: House, deeds: list[tuple[Union, Deed]]) -> None:
    """Month by month, model by model; what would be done today or later is left to whoever looks at the demonstration."""
    past = [(union, deed) for union, deed in deeds if deed.on < house.today]
    past.sort(key=lambda pair: (pair[1].on.replace(day=1), _rank(pair[1]), pair[1].on))
    for month, batch in groupby(past, key=lambda pair: pair[1].on.replace(day=1)):
        run_many(_row(house, union, deed) for union, deed in batch)
        closed = add_months(month, 1)
        if closed <= house.today:
            close_audit_block(_moment(closed, 0))


def _rank(deed: Deed) -> int:
    return ORDER.index(deed.action.model._meta.model_name or "")


def _row(house: House, union: Union, deed: Deed) -> tuple[Callable[[], tuple[Action, Call]], Callable[[Doing], object]]:
    return partial(_call, house, union, deed), partial(_note, house, deed)


def _call(house: House, union: Union, deed: Deed) -> tuple[Action, Call]:
    data = {name: _resolved(house, value) for name, value in deed.data.items()}
    record = house.known[deed.to] if deed.to else None
    org = None if record is not None else house.places[union.name]
    at = _moment(deed.on, 9 + sum(map(ord, deed.to or deed.makes)) % 8)
    return deed.action, Call(house.users[union.stem], data, record, org, at, reason=deed.reason, confirmed=True)


def _resolved(house: House, value: Any) -> Any:
    if isinstance(value, list):
        return [_resolved(house, part) for part in value]
    return house.known[value] if isinstance(value, Known) else value


def _note(house: House, deed: Deed, doing: Doing) -> None:
    """Remember what was made under its name; a membership also makes a person."""
    if not deed.makes:
        return
    house.known[deed.makes] = doing.record
    if isinstance(doing.record, Membership):
        house.known[deed.makes.replace("person", "membership")] = doing.record
        house.known[deed.makes] = doing.record.person


def _places(house: House) -> None:
    """The federation, its unions and their groups, each union with the officer who keeps its books."""
    federation = _found(house, None, {"kind": "federation", "name": FEDERATION, "short_name": "青禾区总工会", "region": REGION})
    for union, sign_in, name in ((MACHINES, "officer", "郑文秀"), (LOOMS, "textile", "沈惠芳")):
        place = _found(house, federation, {"kind": "union", "name": union.name, "short_name": union.name, "region": REGION})
        officer = _account(house, place, "officer", sign_in, Who(name))
        house.users[union.stem] = officer
        for group, _ in union.groups:
            _found(house, place, {"kind": "group", "name": group}, officer)
        for number, picture in enumerate(receipts(union.stem)):
            house.known[f"{union.stem} photo {number}"] = keep(place, f"签收单{number + 1}.jpg", picture, officer)


def _found(house: House, parent: Org | None, data: dict[str, str], actor: User | None = None) -> Org:
    org: Org = run(FOUND, Call(actor, data, org=parent, at=_moment(house.opened, 8), channel="command")).record
    house.places[org.name] = org
    return org


def _people(house: House, rosters: dict[str, list[Worker]]) -> None:
    """Leaders of the groups, and an account for everybody whom the demonstration shows."""
    leaders: dict[str, Worker] = {}
    for union in UNIONS:
        for group, _ in union.groups:
            if group != WITHOUT_LEADER:
                leaders[group] = next(who for who in rosters[union.stem][20:] if who.group == group and who.joined_on < house.opened)
                data = {"person": _person(house, leaders[group]), "title": "小组长", "valid_from": house.opened.isoformat()}
                run(APPOINT, Call(house.users[union.stem], data, org=house.places[group], at=_moment(house.opened, 10)))
    leader = leaders["装配车间"]
    member = next(who for who in rosters[MACHINES.stem][30:] if who.group == leader.group and who.number != leader.number)
    _account(house, house.places[leader.group], "leader", "leader", Who(leader.name, _person(house, leader)))
    _account(house, house.places[MACHINES.name], "member", "member", Who(member.name, _person(house, member)))
    _account(house, house.places[FEDERATION], "reviewer", "reviewer", Who("潘启明"))
    _account(house, house.places[FEDERATION], "officer", "federation", Who("夏月娥"))


def _person(house: House, who: Worker) -> Any:
    return house.known[f"person {who.number}"]


def _account(house: House, place: Org, role: str, sign_in: str, who: Who) -> User:
    """Open an account, and let its owner have used the slip."""
    at = _moment(house.opened, 8)
    data = {"role": role, "name": sign_in, "display_name": who.name, "person": who.person}
    user: User = run(OPEN_ACCOUNT, Call(None, data, org=place, at=at, channel="command")).record.user
    Slip.objects.filter(user=user).update(used_at=at)
    User.objects.filter(pk=user.pk).update(password=house.password)
    house.accounts.append((sign_in, f"{place} · {ROLES[role]} {who.name}"))
    return user


def _papers(house: House) -> None:
    """Last year's report is begun with a paragraph of the officer's own, and last month's return."""
    year, month = house.today.year - 1, add_months(house.today.replace(day=1), -1)
    for union in UNIONS:
        place, officer = house.places[union.name], house.users[union.stem]
        at = _moment(house.today - timedelta(days=2), 15)
        report = run(BEGIN, Call(officer, {"kind": "annual-report", "period_code": str(year)}, org=place, at=at)).record
        opening = {"opening": OPENING[union.line].format(year=year)}
        run(WRITE, Call(officer, opening, record=report, at=at))
        run(BEGIN, Call(officer, {"kind": "monthly-return", "period_code": f"{month:%Y-%m}"}, org=place, at=at))


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, day.day)))
