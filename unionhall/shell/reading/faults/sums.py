"""Parts, rests and totals of one sentence that do not add up. What has any reading in which the sum holds is left alone."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from unionhall.base import quantities
from unionhall.shell.reading.faults.dictionary import rows
from unionhall.shell.reading.faults.fault import Found
from unionhall.shell.reading.faults.told import PERSONS, Told, contradicts, plain, same_unit, sums

_REST = re.compile("(?:其余|剩余|剩下|余下|尚余|还剩|仅剩|缺席|请假|未到会?|缺勤)[^,。;\\d]{0,8}$")
_LEFT = re.compile("(?:还有|尚有|仍有)[^,。;\\d]{0,8}$")
_NOW_LEFT = re.compile("(?:年末|年底|期末|月末|月底|目前|现)(?:还|尚|仍)?有?[^,。;\\d]{0,8}$")
_STILL_OPEN = re.compile("^[一-鿿]{0,4}(?:尚未|还未|没有|尚待|有待)")
_GONE = re.compile("脱困|退出|减少|转出|办结|整改|完成|销号|离职|退休|调离|核销|用去|支出|解决|化解|发放|送出")
_LEFT_OPEN = re.compile("^[^,。;]{0,8}(?:未|没有|正在|待|在[册档办建])")
_OUTCOME = re.compile("(?:办结|整改|答复|回复|签订|换届|收缴|完成|落实|办复|建档)率[一-鿿]{0,4}$")
_TOTAL = re.compile("(?P<whole>共计|合计|总计|总共|一共|共)(?!同)[一-鿿]{0,6}$")
_OF_STAGES = re.compile("(?P<span>全年|年度|[上下]半年)(?:共|总共|累计|合计)?[一-鿿]{0,12}$")
_STAGE = re.compile("([一二三四1-4])季度|([上下])半年")
_PARTS_OF = {"全年": ("一二三四", "上下"), "年度": ("一二三四", "上下"), "上半年": ("一二",), "下半年": ("三四",)}
_ALL_YEAR = re.compile("全年|累计|今年|历年|年来|目前|现|已|期间|先后|全[市县区镇厂公局校院]")
_OF_A_YEAR = re.compile("(?:19|20)\\d\\d年")
_SO_MANY = re.compile("(?P<number>[两二三四五六七八九十]|\\d{1,2})(?:个?[一-鿿]{1,4}?)(?:共计?|合计|总计|累计)[一-鿿]{0,6}$")
_BARE = re.compile("[,、]?(?:[二两三四五六七八九\\d]+[年期批次届]|以上)?共(?:计|有)?")
_APART = re.compile("分别|各|等奖|[甲乙丙]组|[一二三四五六七八九十\\d]+(?:车间|分会|班|组|期|批|季度)")
_EACH_LISTED = re.compile("分别[是为有]?$")


def find(sentences: Sequence[list[Told]]) -> Iterator[Found]:
    """Sums of each sentence."""
    for told in sentences:
        yield from _rest(told)
        yield from _none_left(told)
        yield from _net(told)
        yield from _total(told)
        yield from _complement(told)
        yield from _done_and_not(told)
        yield from _total_before(told)
        yield from _stages_after(told)


def _like(told: Sequence[Told], one: Told) -> list[Told]:
    """The figures before one that count the same kind of thing, meant as they stand."""
    return [other for other in told if other.exact and same_unit(other.figure.unit, one.figure.unit) and other.figure.unit != "%"]


def _rest(told: list[Told]) -> Iterator[Found]:
    """24件, 已办结20件, 其余6件: whole, parts and rest, whatever else came or went between."""
    for at, one in enumerate(told):
        others = _like(told[:at], one)
        open_still = _STILL_OPEN.match(one.after) and not re.search("[一-鿿]", one.clause) and len(others) > 1
        now = open_still or (_NOW_LEFT.search(one.before) and any(_GONE.search(other.before) for other in others[1:]))
        left = now or _REST.search(one.before) or (_LEFT.search(one.before) and _LEFT_OPEN.match(one.after))
        if left and one.exact and len(others) > 1 and not _is_left(others, one.value):
            whole, part = others[-2:]
            note = f"{plain(whole.value)} 减 {plain(part.value)} 应余 {plain(whole.value - part.value)}，写的是 {plain(one.value)}"
            yield contradicts(whole, one, note)


def _net(told: list[Told]) -> Iterator[Found]:
    """发展120人, 退会8人, 净增112人."""
    for at, one in enumerate(told):
        values = [other.value for other in _like(told[:at], one)]
        net = re.search("净[增减][一-鿿]{0,4}$", one.before) and one.exact and len(values) > 1
        if net and not {one.value, -one.value} & sums(values, signs=(-1, 0, 1)):
            yield contradicts(told[at - 1], one, f"进出相抵不是 {plain(one.value)}")


def _none_left(told: list[Told]) -> Iterator[Found]:
    """办结率100%, 还有3件正在办理."""
    for at, one in enumerate(told):
        whole = next(
            (other for other in told[:at] if other.value == 100 and other.figure.unit == "%" and _OUTCOME.search(other.before)), None
        )
        if whole and one.value and (_LEFT.search(one.before) or _REST.search(one.before)) and _LEFT_OPEN.match(one.after):
            yield contradicts(whole, one, f"既说全部，又说还有 {one.figure.text}")


def _is_left(others: list[Told], rest: Decimal) -> bool:
    """Whether something is left of one of the figures when others are taken from it or come to it."""
    values = [other.value for other in others]
    return any(rest - whole in sums(values[:at] + values[at + 1 :], signs=(-1, 0, 1)) for at, whole in enumerate(values))


def _total(told: list[Told]) -> Iterator[Found]:
    """24人、31人和18人, 共计75人: a total behind at least two figures of its kind, with none of another kind between."""
    for at, one in enumerate(told):
        run = _run_before(told, at)
        if not one.exact or len(run) < 2 or one.figure.unit == "%" or "/" in one.figure.unit:
            continue
        staged, apart = _is_staged(run, one), _APART.search("".join(part.before for part in run))
        if not (staged or _is_total(run, one, apart=bool(apart))) or one.value in sums(part.value for part in run):
            continue
        added = sum((part.value for part in run), Decimal(0))
        overlap = one.value < added and one.figure.unit in PERSONS and not staged and not apart
        yield contradicts(run[0], one, f"各项相加为 {plain(added)}，写的是 {plain(one.value)}", "soft" if overlap else "hard")


def _is_staged(run: list[Told], one: Told) -> bool:
    """Whether the quarters or halves of a year are complete and the total is that year's."""
    span = _OF_STAGES.search(one.before)
    stages = [_STAGE.search(part.before) for part in run]
    if not span or not all(stages):
        return False
    named = "".join((match[1] or match[2]).translate(str.maketrans("1234", "一二三四")) for match in stages if match)
    return "".join(dict.fromkeys(named)) in _PARTS_OF[span["span"]]


def _is_total(run: list[Told], one: Told, *, apart: bool) -> bool:
    many = _SO_MANY.search(one.clause)
    if many and quantities.value_of(many["number"]) == len(run) and not any(part.figure.parent is not None for part in run):
        return True
    total = _TOTAL.search(one.before)
    if not total or re.search("等$|等[,。;]", one.before) or any(part.figure.parent is not None for part in run):
        return False
    years = all(_OF_A_YEAR.search(part.before) for part in run)
    bare = _BARE.fullmatch(one.before)
    return (years or not _ALL_YEAR.search(one.before)) and bool(total["whole"] != "共" or years or apart or bare)


def _run_before(told: list[Told], at: int) -> list[Told]:
    run: list[Told] = []
    counts = at > 1 and re.match("共|合计|总", told[at].before) and told[at - 1].figure.unit != told[at].figure.unit  # 两期共99人
    for other in reversed(told[: at - 1 if counts else at]):
        planned = [one.figure.modality == "plan" for one in (other, told[at])]
        if not other.exact or not same_unit(other.figure.unit, told[at].figure.unit) or len(set(planned)) > 1:
            break
        run.insert(0, other)
        if ";" in other.before:
            break
    return run


def _stages_after(told: list[Told]) -> Iterator[Found]:
    """全年4次, 一季度1次, 二季度2次, 三季度1次, 四季度1次: the stages of a year told behind their total."""
    for at, whole in enumerate(told[:-1]):
        run = []
        for one in told[at + 1 :]:
            if not _STAGE.search(one.before) or not same_unit(one.figure.unit, whole.figure.unit) or not one.exact:
                break
            run.append(one)
        added = sum((part.value for part in run), Decimal(0))
        if len(run) > 1 and whole.exact and not _STAGE.search(whole.before) and _is_staged(run, whole) and added != whole.value:
            yield contradicts(whole, run[-1], f"各项相加为 {plain(added)}，写的是 {plain(whole.value)}")


def _total_before(told: list[Told]) -> Iterator[Found]:
    """共75人, 一、二、三车间分别为24人、31人和18人."""
    for at, one in enumerate(told):
        if not _EACH_LISTED.search(one.before) or at == 0:
            continue
        whole, run = told[at - 1], [one]
        for other in told[at + 1 :]:
            if not re.fullmatch("[、,和及与]*", other.before) or other.figure.unit != one.figure.unit:
                break
            run.append(other)
        added = sum((part.value for part in run), Decimal(0))
        named = re.search("共|总|合计", whole.before) and same_unit(whole.figure.unit, one.figure.unit)
        if len(run) > 1 and named and all(part.exact for part in [whole, *run]) and added != whole.value:
            yield contradicts(whole, run[-1], f"各项相加为 {plain(added)}，写的是 {plain(whole.value)}")


_DONE, _NOT_DONE = re.compile("已(?:经)?(?P<verb>[一-鿿])[^,。;、\\d]{0,8}$"), re.compile("未(?P<verb>[一-鿿])[^,。;、\\d]{0,8}$")


def _done_and_not(told: list[Told]) -> Iterator[Found]:
    """118家, 已签订的96家, 未签订的32家."""
    for at, done in enumerate(told):
        for left in told[at + 1 :]:
            verbs = [match and match["verb"] for match in (_DONE.search(done.before), _NOT_DONE.search(left.before))]
            wholes = [one for one in _like(told[:at], done) if one.value >= done.value]
            if (
                None in verbs
                or verbs[0] != verbs[1]
                or not wholes
                or not (done.exact and left.exact)
                or not same_unit(done.figure.unit, left.figure.unit)
            ):
                continue
            if done.value + left.value not in [one.value for one in wholes]:
                yield contradicts(wholes[-1], left, f"{plain(done.value)} 加 {plain(left.value)} 不等于 {plain(wholes[-1].value)}")


@cache
def _classes() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row) for row in rows("complements.txt"))


def _complement(told: list[Told]) -> Iterator[Found]:
    """赞成180张、反对12张、弃权6张 of 200: classes that exclude one another and leave nothing out."""
    for classes in _classes():
        found: dict[str, Told] = {}
        for one in told:
            named = next((name for name in classes if re.search(f"(?:{name})[^,。;、\\d]{{0,6}}$", one.before)), None)
            if named and one.exact and "%" not in one.figure.unit:
                found.setdefault(named, one)
        parts = list(found.values())
        if len(parts) < len(classes) or not all(same_unit(part.figure.unit, parts[0].figure.unit) for part in parts):
            continue
        first = min(told.index(part) for part in parts)
        wholes = [one for one in _like(told[:first], parts[0]) if one.figure.modality == parts[0].figure.modality or one is told[first - 1]]
        added = sum((part.value for part in parts), Decimal(0))
        if wholes and added not in [whole.value for whole in wholes]:
            yield contradicts(wholes[-1], parts[-1], f"各项相加为 {plain(added)}，与总数 {plain(wholes[-1].value)} 不符")
