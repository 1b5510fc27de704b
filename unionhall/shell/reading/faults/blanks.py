"""Places left open: masked figures and names, empty brackets, measure words without a number, years and dates that are masked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import rjieba

from unionhall.shell.reading.faults.fault import Found

HAN = "㐀-䶿一-鿿"
MEASURES = (
    "人次|人份|户次|场次|件次|余人|余名|余户|余元|多人|多名|万元|亿元|万人|公里|平方米|小时|百分点|[%元人名位户家个件条项次场期篇份本册台套张枚块辆批起例"
    "支队组班站所处间座栋亩吨斤米天板盒箱只对双副幅顶桶瓶袋株棵封首节宗笔款种艘岁轮届]"
)
_NUMBERS = "一二三四五六七八九十"
_PLACE = "省|市|区|县|旗|州|镇|乡|村|街道|社区|地区|小区|路|街|公司|集团|厂|矿|局|院|校|大学|学院|中学|小学|医院|银行"
_PLACE += "|单位|部门|工会|车间|分会|协会"
_CROSS, _LINE = "×✕✖╳", "_"
# A mask: crosses, stars, lines, circles or boxes instead of what should stand there. A single x is no mask by itself.
_SIGNS = "□■▢◻△▲◇◆☆★◎"
# One begins where its first sign stands: from every sign of a long line on, the search would run to its end.
_CROSSES = rf"(?<![{_CROSS}])(?<![{_CROSS}] )[{_CROSS}](?: ?[{_CROSS}])*"
_LINES = rf"(?<!{_LINE})(?<!{_LINE} ){_LINE}(?: ?{_LINE})+"
_OTHERS = rf"(?<!\*)\*+|(?<![○〇◯])[○〇◯]{{2,}}|(?<![{_SIGNS}])[{_SIGNS}]+|(?<!●)●{{2,}}"
_MASK = rf"(?:{_CROSSES}|(?<![A-Za-z])[xX]{{2,}}(?![A-Za-z])|{_LINES}|{_OTHERS})"
_ONE_X = r"(?<![A-Za-z])[xX](?![A-Za-z])"
_ANY = rf"(?:{_MASK}|{_ONE_X})"
_DIGITS = rf"[\d〇○零一二三四五六七八九{_CROSS}xX*{_LINE}]"
_YEAR = rf"(?:二?[○〇零0]?20|20|19|二[○〇零0O]|{_ANY})?{_DIGITS}{{0,6}}{_ANY}{_DIGITS}{{0,6}}[ ]?(?=年)年"
_DATE = re.compile(
    rf"(?<![A-Za-z\d]){_YEAR}(?:[ ]?{_ANY}[ ]?月[ ]?{_ANY}[ ]?日)?"
    rf"|(?:\d{{1,2}}月)?{_ANY}[ ]?(?:月(?:[ ]?{_ANY}[ ]?[日号])?|[日号](?!线|楼|炉|机|井|店|文)|周年|世纪)"
    rf"|\b20(?:{_MASK}|{_ONE_X})(?=[-—至到~{HAN}])"
    rf"|\b20(?:{_MASK}|{_ONE_X})(?=[〕\]])|(?<!\d)20\d?(?: {{1,4}}|[?]{{1,2}}|[—…-]{{1,2}})年|(?<![\d年]) +年 +月 +日"
)
_NUMBER_AFTER = rf"[ ]?(?:余|多|万多|千多|百多|万余|万|千|百|亿)?[ ]?(?:{MEASURES})"
_WAITING = "(?:待(?:填写?|补充?|定|核[实对]?|统计|录入|更新)|未填|暂缺)"
_ZEROS = re.compile("二[○〇零][○〇零一二][一二三四五六七八九]年")  # 二○○八年
_FIGURE = re.compile(
    rf"(?<![\dA-Za-z×])(?:{_MASK}|{_ONE_X}|(?<=[{HAN}、]){_LINE}|(?<=[{HAN}])(?<![一二三四五六七八九十百千])[○◯●]|空(?=(?:人次|张|户|元|名|篇|期|场)(?:[,。;、]|$)))(?:\.?{_ANY})*{_NUMBER_AFTER}(?!\d)|(?<=[\d{HAN}]){_MASK}%"
    rf"|(?:(?<=率)|(?<=率[达为占至])|(?<=率达到)|(?<=率提高到))(?:%|百分之)(?=[,。;、]|$)"
    rf"|(?<=[{HAN}]){_WAITING}(?:{MEASURES})(?=[,。;、]|$)|(?<=[{HAN}])待[填补](?:{MEASURES})"
)
_NAME = re.compile(rf"《?{_ANY}(?:[{HAN}]{{0,3}}?(?:{_PLACE})|[{HAN}]{{2,8}}》)")
_BARE = re.compile(rf"{_LINES}|{_CROSSES}|(?<![A-Za-z\d])[xX]{{2,}}(?![A-Za-z\d])|(?<!\*)\*{{2,}}(?!\*)|[□■]{{2,}}")
_TO_FILL = (
    r"[(\[【〔][ ]*(?:(?:数[字据]|具体数[字据])?待(?:填写?|补充?|定|核[实对]?|统计|确认|查|更新|完善|录入)|(?:此处)?填写[^)\]】]{0,8}"
    r"|(?:具体)?数[字据值额]|(?:金额|人数)(?=[ ]*[)\]】〕](?:元|万元|人|名))|空缺?|暂缺|未填|不详|略(?=[)\]】〕]元))[ ]*[)\]】〕]"
)
_BRACKET = re.compile(
    rf"(?:(?<![A-Za-z\d])[(\[【〔][ ]*[)\]】〕]|{_TO_FILL})(?:{MEASURES})?"
    r"|《[ ]*》|“[ ]*”|\{\{[^{}\n]{0,40}\}\}|\$?\{[^{}\n]{1,30}\}"
)
_QUESTION = re.compile(rf"(?<=[{HAN}])[?]{{1,3}}(?={MEASURES})")
_ASKING = re.compile("吗|呢|什么|怎[么样]|多少|如何|谁|哪|为何|是否|能不能|有没有|几")
# 光 射 线: X-rays. 轴 型 形 档 类: things that bear the letter.
_LETTER_X = re.compile("[光射线轴型形档类级]")
# 培训 期, 共有  名职工: a gap where the number should stand.
_SPACE = re.compile(
    rf"(?<=[{HAN}:]) +(?P<unit>{MEASURES})(?=[,。;、]|$)|(?<=[{HAN}]) {{2,}}(?P<before>{MEASURES})(?=[{HAN}])", re.MULTILINE
)
_STAND_IN = re.compile(
    rf"(?<=[{HAN}])(?:(?<![A-Za-z])[Nn](?={_NUMBER_AFTER}(?!\d))|#+(?={_NUMBER_AFTER})|(?:—+|-{{2,}}|…+|\.{{3,}})(?=(?:{MEASURES})[,。;、]))(?:{MEASURES})"
)
_ENUMERATED = re.compile(rf"[{HAN}]{{0,6}}、[{HAN}《]{{0,2}}")
_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)[^*\n,。;]{2,40}\*\*(?!\*)")
# 1101**********8515 and 张**: what is masked for the sake of a person is not left open.
_MASKED_FOR_PRIVACY = re.compile(rf"\d[*xX×]{{3,}}[\dXx]|(?<![{HAN}])[{HAN}][*]{{1,2}}(?![*{HAN}])|[某][*xX×]+")


def find(text: str) -> Iterator[Found]:
    """Blanks and masked dates of a clean text."""
    left = forms(text)
    dates = [
        match for match in _DATE.finditer(text) if not _is_letter(text, match.start(), match.end()) and not _ZEROS.fullmatch(match.group())
    ]
    taken = left + [match.span() for match in dates]
    taken += [match.span() for pattern in (_BOLD, _MASKED_FOR_PRIVACY) for match in pattern.finditer(text)]
    yield from _dates([match for match in dates if not _overlaps(left, *match.span())])
    yield from _figures(text, taken)
    yield from _names(text, taken)
    yield from _questions(text)


# 姓名:____ 性别:__: the fields of a form, which whoever gets it fills in.
_FIELD = re.compile(rf"[{HAN}]{{2,12}}(?:[(][^()\n]{{1,12}}[)])?[:][ ]*(?:_+|[□○]|(?= |$)|(?=年))", re.MULTILINE)
_FORM = re.compile(r"^ *[^。,\n]{0,36}(?:表|书|回执|卡|单)(?:[(][^()\n]{0,20}[)])? *$", re.MULTILINE)
_FIELDS_BELOW = 30  # lines of a form below its heading


def forms(text: str) -> list[tuple[int, int]]:
    """Where lines of a form stand: several fields in a line, or single ones below the heading of an annex."""
    found, at, below = [], 0, 0
    for line in text.split("\n"):
        fields = len(_FIELD.findall(line))
        below = _FIELDS_BELOW if _FORM.match(line) and len(line) <= 40 else below - 1
        if fields > 1 or (fields and below > 0):
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


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
    for pattern in (_FIGURE, _BRACKET, _STAND_IN, _SPACE):
        for match in pattern.finditer(text):
            start, end = match.span()
            if _overlaps(taken, start, end) or _is_product(text, start, end) or (pattern is _SPACE and not _is_gap(text, match)):
                continue
            taken.append((start, end))
            yield Found(start, end, "blank", "数字或内容没有填", "填入实际数字，或删去这一句")


def _is_gap(text: str, match: "re.Match[str]") -> bool:
    """Whether a blank is left in prose before a measure word that is no part of a longer word."""
    line = text[text.rfind("\n", 0, match.start()) + 1 : len(text) if (end := text.find("\n", match.end())) < 0 else end]
    word = match["unit"] or match["before"]
    at = match.end() - len(word)
    return bool(re.search("[,。;]", line)) and "".join(rjieba.cut(text[at : at + 4], False)[:1]) == word


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
