"""So many times so much: totals, means, and what is left of what came in and went out."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import CARRIED, Told, contradicts, plain, same_unit

_TIMES = ("次", "年", "季", "月", "周", "日", "天")
_TOTAL = re.compile(
    "(?:共计|合计|总计|总共|共|累计|总[金价]?[额值]|[折价][合值价]|花[费去])[一-鿿]{0,8}$|(?:共计|合计|总计)[一-鿿]{0,8}[^一-鿿]{0,2}$"
)
_MEAN = re.compile("(?:[人户]均|平均每.)[一-鿿]{0,6}$")
_ROUNDED = Decimal("0.005")  # of a mean: nobody prints one to the last yuan
_BROUGHT = "(?:上年|往年|历年|年初)(?:结余|结转|滚存)"
_MONEY = "元"


def find(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Products, means and balances of each sentence that do not hold."""
    for told in sentences:
        if not _many_times_each(told):
            yield from _products(told)
        yield from _means(told)
        yield from _total_of_means(told)
        yield from _balance(told)
        yield from _saved(told)


_PRICE = re.compile("(?:单价|均价|每[一-鿿]?价格?)[为是约]?$")


def _ratio(told: Told, count: Told | None = None) -> tuple[str, str] | None:
    """元/户: money for each household; a price is for each of what was counted before it."""
    if count and told.figure.unit == _MONEY and _PRICE.search(told.before):
        return _MONEY, count.figure.unit
    above, stroke, below = told.figure.unit.partition("/")
    return (above, below) if stroke and below not in _TIMES else None


def _many_times_each(told: list[Told]) -> bool:
    """每人每次300元, 每人2次: how often belongs into the product, and which of the numbers it goes with is not said."""
    above = {ratio[0] for one in told if (ratio := _ratio(one))}
    return len(above) > 1 and not above.isdisjoint(("次", "天", "月"))


def _counts(each: str, told: Told) -> bool:
    """Whether a figure is the number of those of which a rate speaks: 12个分会 of 元/分会."""
    return same_unit(told.figure.unit, each) or told.after.startswith(each) or told.figure.measure.endswith(each)


def _products(told: list[Told]) -> Iterator[Found]:
    """20 户, 每户 600 元, 共计 12000 元; several such products may add up to one total."""
    products: list[Decimal] = []
    counted: list[Told] = []
    first: Told | None = None
    count: Told | None = None
    waiting: Told | None = None
    unit = next((ratio[0] for before, one in pairwise([told[0], *told]) if (ratio := _ratio(one, before))), "")
    if any("分别" in one.before for one in told):
        yield from _respectively(told)
        return
    for at, one in enumerate(told):
        ratio = _ratio(one, count)
        if ratio and count and _counts(ratio[1], count) and not _MEAN.search(one.before):
            products.append(one.value * count.value)
            counted.append(count)
            first = first or count
        elif ratio and not count:
            waiting = one
        elif not ratio:
            if waiting and _counts(waiting.figure.unit.partition("/")[2], one):
                products.append(one.value * waiting.value)
                counted.append(one)
                first, waiting = first or waiting, None
            before = "".join(other.before + other.figure.text for other in told[:at]) + one.before
            total = products and first and _TOTAL.search(before) and same_unit(one.figure.unit, unit)
            if total and first and not any(other.figure.approx for other in told) and not _comes_to(told[: at + 1], products, counted):
                yield contradicts(first, one, f"按单价和数量应为 {plain(sum(products, Decimal(0)))}，写的是 {plain(one.value)}")
            count = one


def _comes_to(told: list[Told], products: list[Decimal], counted: list[Told]) -> bool:
    """Whether the last figure is the last product or all of them, as exactly as it is printed: 3.2万元 of 31500.

    Where one number has two rates (17名, 大学生每人3000元、高中生每人1500元), it may lie between as well; behind ; it is of something else.
    """
    total = told[-1]
    if len({one.figure.clean for one in counted}) < len(counted) and min(products) <= total.value <= sum(products):
        return True
    if any(";" in one.before for one in told[told.index(counted[-1]) + 1 :]):
        return True
    within = total.figure.step / 2 if total.figure.step > 1 else 0
    return any(abs(total.value - product) <= within for product in (products[-1], sum(products)))


def _respectively(told: list[Told]) -> Iterator[Found]:
    """20名、30名, 标准分别为每人4000元和2000元, 共14万元."""
    first = next(at for at, one in enumerate(told) if "分别" in one.before)
    rates = [one for one in told[first:] if "/" in one.figure.unit or one.before in ("、", "和", "及", "与")]
    counts, rest = told[max(0, first - len(rates)) : first], told[first + len(rates) :]
    money = (
        [one for one in rest if _TOTAL.search(one.before) and one.figure.unit == rates[0].figure.unit.partition("/")[0]] if rates else []
    )
    if len(counts) == len(rates) > 1 and "/" in rates[0].figure.unit and money and all(one.exact for one in [*counts, *rates, money[0]]):
        wanted = sum((count.value * rate.value for count, rate in zip(counts, rates, strict=True)), Decimal(0))
        if wanted != money[0].value:
            yield contradicts(counts[0], money[0], f"按单价和数量应为 {plain(wanted)}，写的是 {plain(money[0].value)}")


def _means(told: list[Told]) -> Iterator[Found]:
    """25户, 15000元, 户均600元: with any total and any number of the sentence the mean may be the right one."""
    for at, mean in enumerate(told):
        ratio = _ratio(mean)
        if not ratio or not mean.exact or not _MEAN.search(mean.before):
            continue
        exact = [one for one in told[:at] if one.exact and one.value]
        totals = [one for one in exact if same_unit(one.figure.unit, ratio[0])]
        counts = [one for one in exact if _counts(ratio[1], one)]
        within = max(mean.figure.step, mean.value * _ROUNDED)
        if totals and counts and not any(abs(total.value / count.value - mean.value) < within for total in totals for count in counts):
            total, count = totals[-1], counts[-1]
            note = f"{plain(total.value)} ÷ {plain(count.value)} = {total.value / count.value:.2f}，写的是 {plain(mean.value)}"
            yield contradicts(min(total, count, key=lambda one: one.figure.clean), mean, note)


def _balance(told: list[Told]) -> Iterator[Found]:
    """上年结余 + 收入 − 支出 = 结余; where something was brought forward, the amount has to be named."""
    named = {
        word: one
        for one in told
        for word in ("收入", "支出", "结余", "上年结余")
        if one.figure.unit == _MONEY and re.search(f"{_BROUGHT if word == '上年结余' else word}[^,。;]{{0,6}}$", one.near)
    }
    brought = named.pop("上年结余", None)
    if len(named) < 3 or named["结余"] is brought or not all(one.exact for one in named.values()):
        return
    if brought is None and any(CARRIED.search(one.before + one.after) for one in told):
        return
    rest = (brought.value if brought else 0) + named["收入"].value - named["支出"].value
    if rest != named["结余"].value:
        note = f"收入减支出应为 {plain(rest)} 元，写的是 {plain(named['结余'].value)} 元"
        yield contradicts(brought or named["收入"], named["结余"], note)


_PLANNED, _SPENT, _SAVED = (
    re.compile(f"(?:{words})[^,。;\\d]{{0,6}}$") for words in ("预算|安排|计划", "支出|使用|花费|开支|用去", "节[约省余]|结余|剩余|余")
)


def _saved(told: list[Told]) -> Iterator[Found]:
    """预算8万元, 实际支出7.2万元, 节约1万元."""
    for planned, spent, saved in zip(told, told[1:], told[2:], strict=False):
        money = all(one.figure.unit == _MONEY and one.exact for one in (planned, spent, saved))
        named = _PLANNED.search(planned.before) and _SPENT.search(spent.before) and _SAVED.search(saved.before)
        rest = planned.value - spent.value
        shown = min(planned.figure.step, spent.figure.step)
        if money and named and abs(rest - saved.value) >= shown:
            yield contradicts(planned, saved, f"预算减支出应为 {plain(rest)} 元，写的是 {plain(saved.value)} 元")


def _total_of_means(told: list[Told]) -> Iterator[Found]:
    """6场, 平均每场80人, 共520人次: rounding the mean moves the total by no more than half a step for each."""
    for at, mean in enumerate(told[:-1]):
        ratio, total = _ratio(mean), told[at + 1]
        counts = [one for one in told[:at] if ratio and one.exact and _counts(ratio[1], one)]
        said = ratio and _MEAN.search(mean.before) and _TOTAL.search(total.before) and same_unit(total.figure.unit, ratio[0])
        if said and counts and mean.exact and total.exact and not any(_may_be(one.value, mean, total.value) for one in counts):
            note = f"{plain(counts[-1].value)} × {plain(mean.value)} = {plain(counts[-1].value * mean.value)}，写的是 {plain(total.value)}"
            yield contradicts(counts[-1], total, note)


def _may_be(count: Decimal, mean: Told, total: Decimal) -> bool:
    return abs(count * mean.value - total) <= count * max(mean.figure.step / 2, mean.value * _ROUNDED)
