"""An amount in figures and once more in the capital numerals of accounts: 20800元(大写:贰万零捌佰元整)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from unionhall.base import quantities
from unionhall.shell.reading.faults.fault import Found

CAPITALS = "壹贰叁肆伍陆柒捌玖拾佰仟"
_FIGURES = r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<scale>[万亿]?)元?"
_WORDS = rf"(?P<words>[{CAPITALS}][{CAPITALS}零万亿萬]*)[元圆](?:(?P<tenth>[{CAPITALS}])角)?(?:(?P<cent>[{CAPITALS}])分)?整?"
_NAMED = "(?=[,:、 ]*(?:人民币|大写|小写|[¥￥(]))(?:[(,:、 ]|人民币|大写|小写|[¥￥])++"
# A number begins where it begins: from every digit of a long one on, the search would run to its end.
_APART = f"(?<![{CAPITALS}零万亿萬])"
_TWICE = (re.compile(r"(?<![\d,])" + _FIGURES + _NAMED + _WORDS), re.compile(_APART + _WORDS + _NAMED + _FIGURES))


def find(text: str) -> Iterator[Found]:
    """Amounts of a clean text whose two writings differ."""
    for pattern in _TWICE:
        for match in pattern.finditer(text):
            number = Decimal(match["number"].replace(",", "")) * quantities.value_of("1" + match["scale"] if match["scale"] else "1")
            written = _value(match)
            if written is not None and written != number:
                yield Found(*match.span(), "contradiction", f"大写是 {written} 元，小写是 {number} 元", "核对原始凭证")


def _value(match: "re.Match[str]") -> Decimal | None:
    try:
        small = sum(
            quantities.value_of(match[part]) * Decimal(worth) for part, worth in (("tenth", "0.1"), ("cent", "0.01")) if match[part]
        )
        return quantities.value_of(match["words"]) + small
    except ValueError:
        return None
