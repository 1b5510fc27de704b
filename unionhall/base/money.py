"""Money is whole cents (分); people write and read yuan (元)."""

import re
from decimal import Decimal

from unionhall.base import text

_AMOUNT = re.compile(
    r"(?:人民币|rmb|cny)?¥?(?P<sign>-?)¥?(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>[亿万千]?)(?:元整|元|圆|块)?"
)
_UNITS = {"": 1, "千": 1_000, "万": 10_000, "亿": 100_000_000}
# A formula leaves 0.30000000000000004 in a cell; what is closer to a cent than this was meant to be that cent.
_NOISE = Decimal("0.0001")


def parse_yuan(value: object) -> int:
    """Cents from an amount in yuan: 600, 600.5, "600元", "1,200.50", "￥600", "1.2万元", "６００".

    Raises ``ValueError`` with a sentence for people: nothing there, a negative, less than a cent, no amount at all.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise ValueError(_no_amount(value))
    amount = _from_text(value) if isinstance(value, str) else Decimal(str(value))
    if not amount.is_finite():
        raise ValueError(_no_amount(value))
    if amount < 0:
        raise ValueError(f"金额不能是负数，现在是{amount}元")
    cents = round(amount * 100)
    if abs(amount * 100 - cents) > _NOISE:
        raise ValueError(f"金额“{value}”不足一分的部分无法入账，请精确到分")
    return cents


def _from_text(writing: str) -> Decimal:
    match = _AMOUNT.fullmatch(text.fold(writing).replace(" ", "").lower())
    if not match:
        raise ValueError(_no_amount(writing))
    return Decimal(match["sign"] + match["number"].replace(",", "")) * _UNITS[match["unit"]]


def _no_amount(value: object) -> str:
    if value is None or not str(value).strip():
        return "金额为空，请填写以元为单位的数字"
    return f"看不懂金额“{value}”，请填写以元为单位的数字，如 600 或 1200.50"


def yuan(cents: int) -> str:
    """The exact amount for tables: 3,000 or 150.50, without the unit."""
    whole, rest = divmod(abs(cents), 100)
    return ("-" if cents < 0 else "") + f"{whole:,}" + (f".{rest:02d}" if rest else "")


def in_text(cents: int) -> str:
    """The amount with its unit for sentences: 元 below 10 000 元, from there 万元 with two decimals."""
    if abs(cents) < 1_000_000:
        return yuan(cents).replace(",", "") + "元"
    hundredths = (abs(cents) + 5_000) // 10_000
    return ("-" if cents < 0 else "") + f"{hundredths // 100}.{hundredths % 100:02d}万元"
