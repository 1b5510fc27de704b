"""Stock and flow: what there was, with what came and without what went, is what there is. 原有2400册, 新购600册, 报废150册, 现有2850册."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import Told, contradicts, plain, same_unit

_OPEN = re.compile("(?:原有?|原来(?:的|有)?|(?:年|月|期|学期)初|(?:上|去)年(?:末|底)|上年结[余存]|期初)[^,。;\\d]{0,14}$")
_IN = re.compile(
    "新[增建购添发入进招吸接设]|增[加添设补]|添[置加]|购[置进入买]|吸收|发展|接收|转入|调入|补充|入会|受赠|纳入|[建设]立|招[收聘]"
)
_OUT = re.compile(
    "报废|减少|退[会出休]|转出|转走|调[出离走]|脱困|撤[销并]|淘汰|注销|离[职开退]|流失|销号|核[减销]|丢失|遗失|损[坏毁]|解散|辞职|去世|病故|拆除|剔除|清退|清除|发[出放]|领[出用]|出库|借出|消耗|用[去掉]|送出"
)
_CLOSE = re.compile(
    "(?:现(?:[有藏存在共]|已)|目前|如今|(?:年|月|期)[末底]|总[数量]|[增升达减降]+[到至为]|达|结存|库存|实有|尚有|[还共]有)[^,。;\\d]{0,10}$"
)


def find(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Stocks of each sentence that do not follow from the one before and what came and went."""
    for told in sentences:
        first = next((at for at, one in enumerate(told) if _is_open(one)), None)
        if first is not None:
            yield from _balance(told, first)


def _is_open(one: Told) -> bool:
    return (
        one.exact
        and bool(_OPEN.search(one.before))
        and not _flow(one)
        and one.figure.unit not in ("%", "元")
        and "/" not in one.figure.unit
    )


def _balance(told: list[Told], first: int) -> Iterator[Found]:
    opening = told[first]
    same = [one for one in told if same_unit(one.figure.unit, opening.figure.unit) and one.figure.parent is None]
    flows = {at: flow for at, one in enumerate(same) if one is not opening and (flow := _flow(one))}
    behind = next((at for at, one in enumerate(same) if at > same.index(opening) and at not in flows), None)
    if behind is None or not flows or not all(one.exact for one in same) or not _CLOSE.search(same[behind].before):
        return
    came, went = (sum((same[at].value for at, flow in flows.items() if flow == sign), Decimal(0)) for sign in (1, -1))
    closing, wanted = same[behind], opening.value + came - went
    # Told before the opening, a flow may be one among several.
    between = any(same.index(opening) < at < behind for at in flows)
    if closing.value > wanted or (between and closing.value != wanted):
        note = f"{plain(opening.value)} 加 {plain(came)} 减 {plain(went)} 应为 {plain(wanted)}，写的是 {plain(closing.value)}"
        yield contradicts(opening, closing, note, "hard" if went else "soft")  # what went may not have been worth a word


def _flow(one: Told) -> int:
    """1 for what came, -1 for what went, 0 for what neither came nor went."""
    said = re.split("[,、;]", one.before)[-1] + "|" + one.after[:8]
    return -1 if _OUT.search(said) else 1 if _IN.search(said) and not re.search("[增发]\\w?[到至为]", said) else 0
