"""Places left open: masked figures and names, empty brackets, measure words without a number, years and dates that are masked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import rjieba

from unionhall.shell.reading.faults.fault import Found

HAN = "㐀-䶿一-鿿"
MEASURES = (
    "人次|人份|户次|场次|件次|余人|余名|余户|余元|多人|多名|万元|亿元|万人|公里|平方米|小时|百分点|[%元人名位户家个件条项次场期篇份本册台套张枚块辆批起例"
    "支队组班站所处间座栋亩吨斤米天板盒箱只]"
)
_PLACE = "省|市|区|县|旗|州|镇|乡|村|街道|社区|地区|小区|路|街|公司|集团|厂|矿|局|院|校|大学|学院|中学|小学|医院|银行"
_PLACE += "|单位|部门|工会|车间|分会|协会"
_CROSS, _LINE = "×✕✖╳", "_"
# A mask: crosses, stars, lines, circles or boxes instead of what should stand there. A single x is no mask by itself.
_MASK = rf"(?:[{_CROSS}]+|(?<![A-Za-z])[xX]{{2,}}(?![A-Za-z])|\*+|[{_LINE}]{{2,}}|[○〇◯]{{2,}}|□+|■+|▲+|●{{2,}})"
_ONE_X = r"(?<![A-Za-z])[xX](?![A-Za-z])"
_ANY = rf"(?:{_MASK}|{_ONE_X})"
_DIGITS = rf"[\d〇○零一二三四五六七八九{_CROSS}xX*{_LINE}]"
_YEAR = rf"(?:二?[○〇零0]?20|20|19|二[○〇零0O]|{_ANY})?{_DIGITS}*{_ANY}{_DIGITS}*[ ]?(?=年)年"
_DATE = re.compile(
    rf"(?<![A-Za-z\d]){_YEAR}(?:[ ]?{_ANY}[ ]?月[ ]?{_ANY}[ ]?日)?"
    rf"|(?:\d{{1,2}}月)?{_ANY}[ ]?(?:月(?:[ ]?{_ANY}[ ]?[日号])?|[日号](?!线|楼|炉|机|井|店|文)|周年|世纪)"
    rf"|\b20(?:{_MASK}|{_ONE_X})(?=[-—至到~{HAN}])"
    r"|(?<=20) {1,4}年|20 {1,4}年|(?<![\d年]) +年 +月 +日"
)
_NUMBER_AFTER = rf"[ ]?(?:余|多|万多|千多|百多|万余|万|千|百|亿)?[ ]?(?:{MEASURES})"
_FIGURE = re.compile(
    rf"(?<![\dA-Za-z×])(?:{_MASK}|{_ONE_X}|空(?=人次|张|户|元|名|篇|期|场))(?:\.?{_ANY})*{_NUMBER_AFTER}(?!\d)|(?<=[\d{HAN}]){_MASK}%"
)
_NAME = re.compile(rf"《?{_ANY}(?:[{HAN}]{{0,3}}?(?:{_PLACE})|[{HAN}]{{2,8}}》)")
_BARE = re.compile(rf"[{_LINE}]{{2,}}|[{_CROSS}]+|(?<![A-Za-z\d])[xX]{{2,}}(?![A-Za-z\d])|(?<!\*)\*{{2,}}(?!\*)|[□■]{{2,}}")
_TO_FILL = r"[(\[【][ ]*(?:待填写?|待补充?|待定|待核实?|(?:此处)?填写[^)\]】]{0,8}|数字|空)[ ]*[)\]】]"
_BRACKET = re.compile(
    rf"(?:[(][ ]*[)]|{_TO_FILL})(?:{MEASURES})?"
    r"|《[ ]*》|“[ ]*”|\{\{[^{}\n]{0,40}\}\}|\$?\{[^{}\n]{1,30}\}"
)
_QUESTION = re.compile(rf"(?<=[{HAN}])[?]{{1,3}}(?={MEASURES})")
_ASKING = re.compile("吗|呢|什么|怎[么样]|多少|如何|谁|哪|为何|是否|能不能|有没有|几")
# 光 射 线: X-rays. 轴 型 形 档 类: things that bear the letter.
_LETTER_X = re.compile("[光射线轴型形档类级]")
_SPACE = re.compile(rf"(?<=[{HAN}]) {{2,}}(?=(?:{MEASURES})(?:[,。;、]|$))", re.MULTILINE)
_ENUMERATED = re.compile(rf"[{HAN}]{{0,6}}、[{HAN}《]{{0,2}}")
_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)[^*\n,。;]{2,40}\*\*(?!\*)")
# 1101**********8515 and 张**: what is masked for the sake of a person is not left open.
_MASKED_FOR_PRIVACY = re.compile(rf"\d[*xX×]{{3,}}[\dXx]|(?<![{HAN}])[{HAN}][*]{{1,2}}(?![*{HAN}])|[某][*xX×]+")


def find(text: str) -> Iterator[Found]:
    """Blanks and masked dates of a clean text."""
    dates = [match for match in _DATE.finditer(text) if not _is_letter(text, match.start(), match.end())]
    taken = [match.span() for match in dates] + [
        match.span() for pattern in (_BOLD, _MASKED_FOR_PRIVACY) for match in pattern.finditer(text)
    ]
    yield from _dates(dates)
    yield from _figures(text, taken)
    yield from _names(text, taken)
    yield from _questions(text)
    yield from _bodies(text)
    yield from _without_number(text)


def _is_letter(text: str, start: int, end: int) -> bool:
    return end - start == 1 and text[start] in "xX" and bool(_LETTER_X.match(text, end))


def _dates(matches: Iterable["re.Match[str]"]) -> Iterator[Found]:
    """Once for each writing, at its first place: a year masked in the title is masked throughout."""
    forms = Counter(_form(match) for match in matches)
    seen: set[str] = set()
    for match in matches:
        form = _form(match)
        if form in seen:
            continue
        seen.add(form)
        more = f"，同样的写法全文有 {forms[form]} 处" if forms[form] > 1 else ""
        what = "年份" if "年" in form and "月" not in form else "日期"
        yield Found(match.start(), match.end(), "placeholder_year", f"{what}没有写全{more}", f"写出实际{what}")


def _form(match: "re.Match[str]") -> str:
    return match.group().replace(" ", "")


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in spans)


def _figures(text: str, taken: list[tuple[int, int]]) -> Iterator[Found]:
    for pattern in (_FIGURE, _BRACKET, _SPACE):
        for match in pattern.finditer(text):
            start, end = match.span()
            if _overlaps(taken, start, end) or _is_product(text, start, end):
                continue
            taken.append((start, end))
            yield Found(start, end, "blank", "数字或内容没有填", "填入实际数字，或删去这一句")


def _is_product(text: str, start: int, end: int) -> bool:
    """4×100米, 6×8米, 23户×500元: a cross between two numbers multiplies."""
    numbers = text[max(0, start - 2) : start].strip()[-1:].isdigit() or text[end : end + 2].strip()[:1].isdigit()
    return text[start] in _CROSS + "xX*" and numbers


def _names(text: str, taken: list[tuple[int, int]]) -> Iterator[Found]:
    """Masked names; those of one enumeration are one fault."""
    spans: list[tuple[int, int]] = []
    for pattern in (_NAME, _BARE):
        for match in pattern.finditer(text):
            start, end = match.span()
            if not _overlaps([*taken, *spans], start, end) and not _is_product(text, start, end):
                spans.append((start, end))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and _ENUMERATED.fullmatch(text, merged[-1][1], start):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    for start, end in merged:
        yield Found(start, end, "blank", "名称没有写出", "写出名称，或改为不提名称的说法")


def _questions(text: str) -> Iterator[Found]:
    """A question mark where a number should stand: nothing is asked, and a measure word follows."""
    for match in _QUESTION.finditer(text):
        clause = re.split("[,。;!\n]", text[max(0, match.start() - 40) : match.start()])[-1]
        token = rjieba.cut(text[match.end() : match.end() + 6], False)[0]
        if not _ASKING.search(clause) and re.fullmatch(MEASURES, token):
            yield Found(match.start(), match.end() + len(token), "blank", "数字没有填，只有问号", "填入实际数字")


_BODIES = re.compile(rf"(?:下设|共设|设有|建有|组建|成立)(?:了)?(?P<unit>[个家支])(?=[{HAN}]{{2}})")


def _bodies(text: str) -> Iterator[Found]:
    """下设个工会小组: a number was deleted in front of its measure word."""
    for match in _BODIES.finditer(text):
        start = match.start("unit")
        if rjieba.cut(text[start : start + 4], False)[0] == match["unit"]:
            yield Found(start, match.end(), "blank", "计量单位前没有数字", "填入实际数字")


_COUNTING = frozenset("共 共计 合计 总计 累计 计 共有 达 达到 约 近 多达".split())
_OPEN_UNIT = re.compile(
    r"(?<![\d〇零一二三四五六七八九十百千万亿两几数多余半每各%.])"
    r"(?P<unit>万元|元|人次|户次|[余多](?:人次|人|名|户|元|件|条|场|篇|份|家)|人|名|户|件|条|项|篇|份|场|期|次|家|个|张|册)(?=[,。;、)]|$)",
    re.MULTILINE,
)


def _without_number(text: str) -> Iterator[Found]:
    """A measure word that ends its clause and has no number before it, as where a form's figure was deleted."""
    for match in _OPEN_UNIT.finditer(text):
        start, end = match.span()
        left = text[max(0, start - 8) : start]
        if not left or not re.search(f"[{HAN}]$", left):
            continue
        tokens = rjieba.cut(left + match["unit"], False)
        if tokens[-1] != match["unit"] and tokens[-2:] != [match["unit"][0], match["unit"][1:]]:
            continue
        money = match["unit"] in ("元", "万元")
        if _before(tokens, match["unit"]) in _COUNTING or (money and re.search("(?:费|金|款|资金|价值|经费|补助|支出|收入)$", left)):
            yield Found(start, end, "blank", "计量单位前没有数字", "填入实际数字，或删去这一句")


def _before(tokens: list[str], unit: str) -> str:
    joined = 0
    for index in range(len(tokens) - 1, -1, -1):
        joined += len(tokens[index])
        if joined >= len(unit):
            return tokens[index - 1] if index else ""
    return ""
