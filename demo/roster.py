"""The invented members of a union: names, staff numbers, groups, days of birth and joining; always the same ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.words import MEN, RARE, SURNAMES, WOMEN, Union
from unionhall.base.identifiers import check_digit

WOMEN_IN_A_HUNDRED = {"machines": 29, "looms": 71}
REGION_OF_DOCUMENTS = "990102"  # no office issues numbers with these digits


@dataclass(frozen=True)
class Worker:
    """Somebody of a union; ``joined`` as sheets write it, to the month only for old members."""

    number: str
    name: str
    sex: str
    born: date
    group: str
    category: str
    joined: str
    joined_on: date
    identity: str
    phone: str


def members(union: Union, year: int) -> list[Worker]:
    """Who belongs to the union over two years, oldest membership first; the last few join in ``year`` and the year after."""
    dice = Random(union.stem)  # noqa: S311 - invention, not a secret
    groups = [group for group, size in union.groups for _ in range(size)]
    dice.shuffle(groups)
    names = _names(union, dice, len(groups))
    late = sorted(_late(dice, year))
    first_late = len(groups) - len(late)
    days = [None] * first_late + late
    return [_worker(f"{union.stem}{1001 + place}", dice, names[place], groups[place], days[place]) for place in range(len(groups))]


def _late(dice: Random, year: int) -> Iterator[date]:
    """Days of joining within the two years: most in March and after the summer, when beginners come."""
    for offset in (0, 1):
        yield from (date(year + offset, month, dice.randint(4, 26)) for month in (3, 3, 5, 8, 8, 9, 10))


def _names(union: Union, dice: Random, count: int) -> list[tuple[str, str]]:
    found = dict.fromkeys(RARE[union.stem])
    while len(found) < count:
        woman = dice.randrange(100) < WOMEN_IN_A_HUNDRED[union.line]
        surname = SURNAMES[int(len(SURNAMES) * dice.random() ** 2)]
        found[surname + dice.choice(WOMEN if woman else MEN), "female" if woman else "male"] = None
    rest = list(found)
    namesake = rest.index(next(name for name in rest if len(name[0]) == 3 and name not in RARE[union.stem]))
    rest[-1] = rest[namesake]  # two people of one name in every union
    return rest


def _worker(number: str, dice: Random, name: tuple[str, str], group: str, late: date | None) -> Worker:
    born = date(dice.randint(1966, 1997), dice.randint(1, 12), dice.randint(1, 28))
    joined = late or _long_ago(dice, born)
    category = dice.choices(("正式", "劳务派遣", "临时用工"), (86, 11, 3))[0]
    known_to_the_month = late is None and dice.randrange(4) == 0
    written = f"{joined.year}年{joined.month}月" if known_to_the_month else joined.isoformat()
    identity = _identity(born, int(number[2:]), name[1]) if dice.randrange(3) == 0 else ""
    # Numbers of this range are given to machines, never to people.
    phone = f"144{'HQ'.index(number[0]):04d}{number[2:]}" if dice.randrange(8) else ""
    return Worker(number, name[0], name[1], born, group, category, written, joined, identity, phone)


def _long_ago(dice: Random, born: date) -> date:
    """Between the age of twenty-one and the year 2023."""
    first = max(born + timedelta(days=21 * 366), date(1998, 1, 5))
    return first + timedelta(days=dice.randrange(max(1, (date(2023, 9, 1) - first).days)))


def _identity(born: date, place: int, sex: str) -> str:
    seventeen = f"{REGION_OF_DOCUMENTS}{born:%Y%m%d}{place // 5 * 10 % 1000 + (1 if sex == 'male' else 2):03d}"
    return seventeen + check_digit(seventeen)
