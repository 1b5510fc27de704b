"""Half-open periods of days, written as people write them: 2014, 2014-05, 2014Q2, 2014H1, 2014-01-01/2014-07-01."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from unionhall.base.numerals import to_chinese

_CODE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})|Q(?P<quarter>[1-4])|H(?P<half>[12]))?$")


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``start`` up to, but not including, ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("期间的结束日应晚于开始日")

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year + 1, 1, 1))

    @classmethod
    def months(cls, year: int, first: int, count: int) -> "Period":
        """``count`` months from month ``first`` of ``year``."""
        return cls(date(year, first, 1), add_months(date(year, first, 1), count))

    @classmethod
    def until(cls, day: date) -> "Period":
        """Everything up to and including a day."""
        return cls(date.min, day + timedelta(days=1))

    @classmethod
    def around(cls, day: date, precision: str) -> "Period":
        """The day, month or year that a day of that precision speaks of."""
        if precision == "year":
            return cls.year(day.year)
        return cls.months(day.year, day.month, 1) if precision == "month" else cls(day, day + timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a period's code. Raises ``ValueError`` with a sentence that says which writings are understood."""
        try:
            if "/" in text:
                start, end = text.split("/")
                return cls(date.fromisoformat(start), date.fromisoformat(end))
            if match := _CODE.match(text.strip()):
                return cls._from_parts(*(int(part or 0) for part in match.groups()))
            raise ValueError(text)
        except ValueError as error:
            raise ValueError(f"看不懂期间“{text}”，请写成 2014、2014-05、2014Q2、2014H1 或 2014-01-01/2014-07-01") from error

    @classmethod
    def _from_parts(cls, year: int, month: int, quarter: int, half: int) -> "Period":
        if month:
            return cls.months(year, month, 1)
        if quarter:
            return cls.months(year, quarter * 3 - 2, 3)
        return cls.months(year, half * 6 - 5, 6) if half else cls.year(year)

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def length(self) -> int:
        """Whole months that the period spans; 0 where it is not made of whole months."""
        if self.start.day != 1 or self.end.day != 1:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    @property
    def whole_years(self) -> bool:
        return self.length > 0 and self.start.month == 1 and self.end.month == 1

    @property
    def code(self) -> str:
        """The shortest writing; ``Period.parse(period.code) == period``."""
        return self._named()[0] or f"{self.start}/{self.end}"

    @property
    def label(self) -> str:
        """How a paper names the period: 2014年, 2014年5月, 2014年第二季度, 2014年上半年, 2014年5月3日."""
        days = dict.fromkeys((self.start, self.last_day))
        return self._named()[1] or "至".join(f"{day.year}年{day.month}月{day.day}日" for day in days)

    def _named(self) -> tuple[str, str]:
        """Code and label of a calendar year, half, quarter or month; empty for any other period."""
        if self.length not in (1, 3, 6, 12) or (self.start.month - 1) % self.length:
            return "", ""
        year, nth = self.start.year, (self.start.month - 1) // self.length + 1
        return {
            12: (f"{year}", f"{year}年"),
            6: (f"{year}H{nth}", f"{year}年{'上' if nth == 1 else '下'}半年"),
            3: (f"{year}Q{nth}", f"{year}年第{to_chinese(nth)}季度"),
            1: (f"{year}-{nth:02d}", f"{year}年{nth}月"),
        }[self.length]

    def last_year(self) -> "Period":
        """The same days one year before; 29 February becomes 28."""
        days = (self.start, self.end)
        return Period(*(day.replace(year=day.year - 1, day=min(day.day, 28 if day.month == 2 else 31)) for day in days))

    def years(self) -> "Period":
        """The whole years that it touches."""
        return Period(date(self.start.year, 1, 1), date(self.last_day.year + 1, 1, 1))

    def to_date(self) -> "Period":
        """From 1 January of the period's last day's year to the period's end: 本年累计."""
        return Period(date(self.last_day.year, 1, 1), self.end)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.end

    def __str__(self) -> str:
        return self.code


def add_months(day: date, count: int) -> date:
    """The first day of the month ``count`` months after ``day``'s month."""
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
