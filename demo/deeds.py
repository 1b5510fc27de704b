"""What happens in a union in a year, as acts on days: each is an action with what is filled in, on a record known by a name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from demo.roster import Worker
from demo.words import ACTIVITIES, BENEFITS, CONTESTS, PROPOSALS, Event, Union
from unionhall.kernel.actions.declare import Action
from unionhall.kernel.actions.figures import DECLARE_FIGURE
from unionhall.modules.activities import actions as activities
from unionhall.modules.competitions import actions as competitions
from unionhall.modules.membership import actions as membership
from unionhall.modules.membership import workflow as belonging
from unionhall.modules.relief import actions as relief
from unionhall.modules.relief import workflow as receipt
from unionhall.modules.suggestions import actions as suggestions
from unionhall.modules.suggestions import workflow as answering
from unionhall.modules.welfare import actions as welfare
from unionhall.modules.welfare import workflow as handing_out


class Known(str):
    """The name of a record, or person, that an earlier deed has made."""

    __slots__ = ()


@dataclass(frozen=True)
class Deed:
    """One act of the officer's. ``to`` names the record it is done to, ``makes`` the name of what it makes."""

    on: date
    action: Action
    data: dict[str, Any] = field(default_factory=dict)
    to: str = ""
    makes: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Year:
    """One year of one union, up to a day: who belongs to it, and the dice that decide."""

    union: Union
    year: int
    today: date
    people: Sequence[Worker]
    dice: Random

    def day(self, month: int, day: int) -> date:
        """That day, or the Monday after a weekend."""
        found = date(self.year, month, day)
        return found + timedelta(days=max(0, 7 - found.weekday()) if found.weekday() > 4 else 0)

    @cached_property
    def leaving(self) -> dict[str, date]:
        """Who leaves in the course of the year, by staff number: some of the oldest members, one every second month."""
        oldest = self.people[4 : 6 if self.half else 9]
        return {who.number: self.day(2 + 2 * place, 9 + place) for place, who in enumerate(oldest)}

    def there(self, who: Worker, on: date) -> bool:
        return who.joined_on < on < self.leaving.get(who.number, date.max)

    def some(self, count: int) -> list[Worker]:
        """Members who belong to the union the whole year."""
        return self.dice.sample([who for who in self.people if who.joined_on.year < self.year and who.number not in self.leaving], count)

    @property
    def half(self) -> bool:
        """Whether this is the smaller of the two unions."""
        return self.union.line == "looms"


def person(who: Worker) -> Known:
    return Known(f"person {who.number}")


def enrolments(union: Union, people: Sequence[Worker], opened: date) -> Iterator[Deed]:
    """Everybody enters the roster when the house opens, or on joining."""
    for who in people:
        data = {"name": who.name, "staff_number": who.number, "sex": who.sex, "born_on": who.born.isoformat(), "unit": who.group}
        data |= {"category": who.category, "joined_on": who.joined, "identity": who.identity, "phone": who.phone}
        yield Deed(max(opened, who.joined_on), membership.ENROL, data, makes=person(who))


def of_a_year(year: Year) -> Iterator[Deed]:
    """Everything that the officer enters in a year; what lies ahead of today is left out by the caller."""
    for part in (_departures, _gifts, _birthdays, _rest_cures, _visits, _help, _proposals, _events):
        yield from part(year)


def history(union: Union, year: int) -> Iterator[Deed]:
    """What the papers of the year before the first say, declared because no records of it were ever entered."""
    small = union.line == "looms"
    told = {"relief.times": (98, 41), "relief.amount": (43120, 17680), "suggestions.submitted": (37, 15), "activities.held": (8, 4)}
    told |= {"welfare.issued": (596, 262), "competitions.held": (3, 2)}
    for metric, values in told.items():
        data = {"metric": metric, "on": f"{year}年", "value": str(values[small]), "document": f"{year}年工会工作总结（纸质）"}
        yield Deed(date(year + 1, 1, 8), DECLARE_FIGURE, data)


def head_counts(union: Union, year: int) -> Iterator[Deed]:
    """职工总数 as the personnel office tells it, twice a year."""
    for on, add in ((date(year - 1, 12, 31), year % 2 * -3), (date(year, 6, 30), 1)):
        data = {"metric": "membership.workers", "on": on.isoformat(), "value": str(union.workers + add), "document": "人力资源科月报"}
        yield Deed(on + timedelta(days=8), DECLARE_FIGURE, data)


def _departures(year: Year) -> Iterator[Deed]:
    """Some move away, some resign."""
    for place, (number, on) in enumerate(year.leaving.items()):
        reason = ("transferred", "withdrew")[place % 3 == 2]
        yield Deed(on, belonging.leave, {"left_on": on.isoformat(), "leave_reason": reason}, to=f"membership {number}")


def _gifts(year: Year) -> Iterator[Deed]:
    """Goods for everybody before two festivals; signed for on the telephone since this year, and a few have forgotten to."""
    for month, day, name, item, price in ((1, 16, "春节", "米面油礼包", "168"), (9, 12, "中秋", "月饼水果", "120")):
        on, key = year.day(month, day), f"{year.union.stem} {year.year}{name}"
        data = {
            "name": f"{year.year}年{name}慰问品",
            "occasion": "welfare.festival",
            "item": item,
            "price": price,
            "opened_on": on.isoformat(),
        }
        yield Deed(on, welfare.OPEN, data, makes=key)
        for place, who in enumerate(who for who in year.people if year.there(who, on)):
            yield from _line(year, who, key, on + timedelta(days=place % 3), signed=year.year == year.today.year and place % 17 > 0)
        if on + timedelta(days=40) < year.today:
            yield Deed(on + timedelta(days=40), handing_out.finish, to=key)


def _birthdays(year: Year) -> Iterator[Deed]:
    """A cake card in the month of birth, brought by the leader of the group: nobody signs for it."""
    key = f"{year.union.stem} {year.year}生日"
    on = year.day(1, 4)
    data = {
        "name": f"{year.year}年生日蛋糕卡",
        "occasion": "welfare.birthday",
        "item": "生日蛋糕卡",
        "price": "150",
        "opened_on": f"{year.year}-01",
    }
    yield Deed(on, welfare.OPEN, data, makes=key)
    for who in year.people:
        handed = max(on, year.day(who.born.month, min(who.born.day, 25)))
        if year.there(who, handed):
            yield from _line(year, who, key, handed, signed=False)


def _line(year: Year, who: Worker, issue: str, on: date, *, signed: bool) -> Iterator[Deed]:
    name = f"{issue} {who.number}"
    yield Deed(on, welfare.ISSUE_LINE, {"person": person(who), "issue": Known(issue), "issued_on": on.isoformat()}, makes=name)
    if signed:
        yield Deed(on, handing_out.sign, {}, to=name)


def _rest_cures(year: Year) -> Iterator[Deed]:
    """Six groups a year go for a weekend, two for five days."""
    size = 3 if year.half else 6
    travellers = iter(year.some(8 * size))
    for month, day, kind, route, length in (
        (3, 20, "cure.weekend", "杏花镇", 2),
        (4, 10, "cure.weekend", "云澜北山", 2),
        (5, 22, "cure.five_day", "临海市", 5),
        (6, 12, "cure.weekend", "青禾湖", 2),
        (9, 4, "cure.weekend", "杏花镇", 2),
        (9, 18, "cure.five_day", "松涛谷", 5),
        (10, 23, "cure.weekend", "云澜北山", 2),
        (11, 6, "cure.weekend", "青禾湖", 2),
    ):
        start = date(year.year, month, day)
        for _ in range(size):
            data = {"person": person(next(travellers)), "kind": kind, "route": route, "started_on": start.isoformat()}
            yield Deed(start, welfare.ARRANGE, data | {"ended_on": (start + timedelta(days=length - 1)).isoformat()})


# month → how often each occasion comes in a union of two hundred: winters are hard, weddings are in May and October.
SEASONS = {
    "visit.illness": (6, 4, 3, 2, 2, 2, 3, 3, 2, 2, 4, 5),
    "visit.birth": (1, 0, 1, 1, 1, 0, 1, 1, 2, 1, 1, 1),
    "visit.bereavement": (2, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 2),
    "visit.wedding": (0, 0, 1, 0, 3, 0, 0, 0, 1, 3, 1, 0),
    "visit.retirement": (0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 0, 2),
}
AMOUNTS = {
    "visit.illness": (500, 800),
    "visit.birth": (500,),
    "visit.bereavement": (800, 1000),
    "visit.wedding": (400,),
    "visit.retirement": (600,),
}
REASONS = {
    "visit.illness": ("胆囊手术住院", "骨折住院", "肺炎住院", "腰椎手术", "阑尾手术", "家属住院照料"),
    "visit.bereavement": ("父亲去世", "母亲去世", "岳父去世"),
}
VISITORS = {"machines": ("郑文秀、小组长", "郑文秀、贺明辉", "贺明辉、小组长"), "looms": ("沈惠芳、小组长", "沈惠芳、丁立新")}


def _visits(year: Year) -> Iterator[Deed]:
    """Visits on occasions. Those of the last weeks are not all signed for; some twice to one person."""
    for kind, months in SEASONS.items():
        for month, often in enumerate(months, 1):
            for who in year.some(often // 2 + often * (month % 2) % 2 if year.half else often):
                on = year.day(month, year.dice.randint(2, 26))
                amount = year.dice.choice(AMOUNTS[kind])
                yield from _visit(year, who, on, {"kind": kind, "amount": amount, "reason": year.dice.choice(REASONS.get(kind, ("",)))})
    if not year.half and year.year < year.today.year:
        who = year.people[20]
        more = {"kind": "visit.illness", "amount": 1500, "reason": "心脏手术住院"}
        yield from _visit(year, who, year.day(11, 12), more, why="心脏手术费用大，家里两个孩子上学，经工会委员会集体研究，按 1500 元慰问")


def _help(year: Year) -> Iterator[Deed]:
    """Hardship before the spring festival and before school begins; goods at the festival for households visited."""
    poor = year.some(6 if year.half else 13)
    for place, who in enumerate(poor):
        on = year.day(1, 8 + place % 6)
        source = ("union_funds", "employer.subsidy", "upper_union", "union_funds")[place % 4]
        more = {
            "kind": "hardship.subsidy",
            "amount": (1000, 1500, 2000)[place % 3],
            "source": source,
            "target": "household",
            "reason": "家庭生活困难",
        }
        yield from _visit(year, who, on, more)
    for who in poor[:3] if year.half else poor[:5]:
        more = {"kind": "hardship.study", "amount": 2000, "source": "upper_union", "target": "household", "reason": "子女考入大学"}
        yield from _visit(year, who, year.day(8, 19), more)
    for who in poor[2:4]:
        more = {"kind": "hardship.assistance", "amount": 1500, "source": "employer.fund", "reason": "大病医疗支出大"}
        yield from _visit(year, who, year.day(6, 10), more)
    for who in year.some(5 if year.half else 12):
        more = {"kind": "festival", "amount": 200, "form": "goods", "goods": "米、油、牛奶", "reason": "节前走访"}
        yield from _visit(year, who, year.day(1, 21), more)


def _visit(year: Year, who: Worker, on: date, more: dict[str, Any], why: str = "") -> Iterator[Deed]:
    name = f"visit {who.number} {on} {more['kind']}"
    visitors = year.dice.choice(VISITORS[year.union.line])
    photos = [Known(f"{year.union.stem} photo {year.dice.randrange(3)}")] if year.dice.randrange(10) < 8 else []
    data = {"person": person(who), "visited_on": on.isoformat(), "visitors": visitors, "photos": photos, **more}
    yield Deed(on, relief.REGISTER, data, makes=name, reason=why)
    luck, later = year.dice.randrange(40), year.dice.randint(1, 6)
    recent = (year.today - on).days < 24
    if luck and not (recent and luck % 5):
        yield Deed(on + timedelta(days=later), receipt.sign, {"photos": photos}, to=name)


def _proposals(year: Year) -> Iterator[Deed]:
    """Each proposal with its stages. Most are answered within a month, every fifth much too late: so some always wait."""
    offset = year.year % 2
    for place, proposal in enumerate(PROPOSALS[year.union.line][offset::2]):
        who = year.people[(place * 7 + offset * 3) % (len(year.people) // 2) + 8]
        share = (place + 1) / (len(PROPOSALS[year.union.line][offset::2]) + 1)
        on = date(year.year, 1, 9) + timedelta(days=int(share * 345))
        name = f"proposal {year.union.stem} {year.year} {place}"
        data = {"person": person(who), "title": proposal.title, "category": f"suggestion.{proposal.kind}", "detail": proposal.detail}
        yield Deed(on, suggestions.SUBMIT_SUGGESTION, data | {"submitted_on": on.isoformat()}, makes=name)
        yield from _stages(year, name, on, place, proposal.answer)


def _stages(year: Year, name: str, on: date, place: int, answer: str) -> Iterator[Deed]:
    answered = on + timedelta(days=100 if place % 5 == 2 else 9 + place * 5 % 19)
    if answer.startswith("暂不采纳"):
        yield Deed(answered, answering.decline, {"answered_on": answered.isoformat(), "answer": answer}, to=name)
        return
    yield Deed(
        answered, answering.adopt, {"answered_on": answered.isoformat(), "answer": answer or "采纳，由提出建议的车间实施。"}, to=name
    )
    done = answered + timedelta(days=31 + place * 11 % 40)
    if place % 3 and done.year == year.year:
        benefit = str(BENEFITS[place % len(BENEFITS)]) if place % 2 else ""
        yield Deed(done, answering.carry_out, {"done_on": done.isoformat(), "benefit": benefit}, to=name)
    award = {2: "award.gold", 5: "award.silver", 8: "award.bronze", 11: "award.encouragement", 14: "award.encouragement"}.get(place)
    awarded = date(year.year, 12, 18)
    if award and answered < awarded:
        yield Deed(awarded, suggestions.AWARD, {"award": award, "awarded_on": awarded.isoformat()}, to=name)


def _events(year: Year) -> Iterator[Deed]:
    for event in ACTIVITIES[year.union.line]:
        data = _event(year, event)
        more = {"kind": f"activity.{event.kind}", "place": event.place, "cost": event.cost}
        yield Deed(date.fromisoformat(data["held_on"]), activities.REGISTER, data | more)
    for event in CONTESTS[year.union.line]:
        data = _event(year, event)
        yield Deed(date.fromisoformat(data["held_on"]), competitions.REGISTER, data)


def _event(year: Year, event: Event) -> dict[str, Any]:
    held = date(year.year, event.month, event.day)
    came = len(year.people) * event.share // 100 + year.dice.randint(-2, 3)
    rank = event.rank if year.year % 2 or event.rank != "第三名" else "第四名"
    return {"name": event.name, "held_on": held.isoformat(), "attendance": max(came, 3), "rank": rank}
