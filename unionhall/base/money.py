"""Money is whole cents (分); people write and read yuan (元)."""

import re
from decimal import ROUND_HALF_UP, Decimal

from unionhall.base.numerals import ARABIC, Writing, read

_AMOUNT = Writing(
    "金额",
    re.compile(rf"(?:人民币|rmb|cny)?¥?(?P<sign>-?)¥?(?P<number>{ARABIC}[亿万千]?)(?:元整|元|圆|块)?"),
    "以元为单位的数字",
    "以元为单位的数字，如 600 或 1200.50",
    "元",
)
# A formula leaves 0.30000000000000004 in a cell; what is closer to a cent than this was meant to be that cent.
_NOISE = Decimal("0.0001")


def parse_yuan(value: object) -> int:
    """Cents from an amount in yuan: 600, 600.5, "600元", "1,200.50", "￥600", "1.2万元", "６００".

    Raises ``ValueError`` with a sentence for people: nothing there, a negative, less than a cent, no amount at all.
    """
    amount = read(value, _AMOUNT) * 100
    cents = round(amount)
    if abs(amount - cents) > _NOISE:
        raise ValueError(f"金额“{value}”不足一分的部分无法入账，请精确到分")
    return cents


def yuan(cents: int) -> str:
    """The exact amount for tables: 3,000 or 150.50, without the unit."""
    return f"{Decimal(cents) / 100:,.2f}".removesuffix(".00")


def in_text(cents: int) -> str:
    """The amount with its unit for sentences: 元 below 10 000 元, from there 万元 with two decimals."""
    if abs(cents) < 1_000_000:
        return yuan(cents).replace(",", "") + "元"
    return f"{Decimal(cents).scaleb(-6).quantize(Decimal('0.01'), ROUND_HALF_UP)}万元"
