"""How many there are said to be, against those that are listed: 车工、钳工、电工四个工种."""

import re
from collections.abc import Iterator

from unionhall.base import quantities
from unionhall.shell.reading.faults.fault import Found

_N = "[二两三四五六七八九十]|\\d{1,2}"
_ITEM = "[一-鿿“”《》A-Za-z]{1,10}?"
_LISTED = re.compile(
    rf"(?P<items>{_ITEM}(?:、{_ITEM})+(?:(?:[和与及]|以及){_ITEM})?)(?P<open>等)?(?P<number>{_N})(?P<unit>个|项|种|类|大|门|支|方面)"
    "(?=[一-鿿]{2})(?!月|多|百|分|百分|[上下]半)"
)
_MOST = 10
_AND = re.compile("和|与|及")


def find(text: str) -> Iterator[Found]:
    """Enumerations of a clean text with a number behind them that is not theirs."""
    for match in _LISTED.finditer(text):
        fewest = match["items"].count("、") + 1
        most = fewest + len(_AND.findall(match["items"]))
        number = quantities.value_of(match["number"])
        inside = re.search("[二两三四五六七八九十\\d]", match["items"])
        if number > _MOST or inside or (number >= fewest and (match["open"] or number <= most)):
            continue
        if not re.fullmatch(f"{_ITEM}(?:、{_ITEM})*", match["items"]) and number == most:
            continue
        note = f"前面列了 {fewest if number < fewest else most} 项，写的是“{match['number']}{match['unit']}”"
        yield Found(match.start("number"), match.end(), "contradiction", note, "核对项数", "soft")
