"""What a public text must not say of persons: numbers that name them, and the names of those who are ill or were helped."""

import re
from collections.abc import Iterator

import rjieba

from unionhall.base import identifiers
from unionhall.shell.reading.faults.dictionary import frequency, rows
from unionhall.shell.reading.faults.fault import Found

_IDENTITY = re.compile(r"(?<!\d)\d{6}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dXx](?!\d)|(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}(?: ?\d{4}){3}(?: ?\d{1,3})?(?!\d)")
_ADDRESS = re.compile(r"(?:家住|住址[:]?|家庭地址[:]?|居住在)(?P<where>[^,。;\n]{2,30}?\d+(?:号|室|栋|幢|单元)[^,。;\n的]{0,12})")
_SENTENCE = re.compile(r"[^。!?\n]+")
_WORDS = dict(rows("people.txt"))
_WEAK, _TITLE, _SURNAME = re.compile(_WORDS["weak"]), _WORDS["title"], _WORDS["surname"]
_PUBLIC = re.compile(f"(?:{_WORDS['public']})$")
_BEFORE = re.compile(f"(?:{_TITLE}|{_WORDS['helping']})(?:了|过)?$")
_CALLED = "女士|先生|师傅|老人|大爷|大娘|大妈|大叔|奶奶|爷爷|阿姨"
_END = rf"[,。;、:()的]|同志|送|家|等|{_CALLED}|和|及|与|{_WORDS['suffering']}|[二两三四五六七八九十\d]+[名位户人]|领|得到|获得?|支付|$"
_NAME = re.compile(rf"(?P<name>{_SURNAME}[一-鿿]{{1,2}}?)(?={_END})")
_TITLED_NAME = re.compile(rf"(?:{_WORDS['belonging']})(?P<name>{_SURNAME}[一-鿿]{{1,2}}?)(?={_END})")
_WITH_NUMBER = re.compile(
    rf"(?:^|(?<=[^一-鿿])|(?<={_WORDS['belonging'].replace('|', ')|(?<=')}))(?P<name>{_SURNAME}[一-鿿]{{1,2}})[,(: ]{{0,2}}(?:[男女][,、])?"
    r"(?:(?:公民)?身份证?(?:件)?(?:号码?)?|证件号码?|(?:银行)?卡号|(?:银行)?账号|开户[^,。;\d]{0,8})[:为是]?[ ]*$"
)
_HIT = re.compile(
    rf"(?:{_WORDS['suffering']})|[(][^()]{{0,12}}(?:{_WORDS['weak']})|(?:同志|{_CALLED})|(?:、{_SURNAME}[一-鿿]{{1,2}})*等?(?:[二两三四五六七八九十\\d]+[名户位])?(?:困难|特困|患病|受助|残疾|单亲)|(?:、{_SURNAME}[一-鿿]{{1,2}})*(?:等)?[二两三四五六七八九十\d]+[名位户]"
)
_SICK = re.compile(f"(?:{_WORDS['weak']})[^,。;、]{{0,6}}的$")
_IN_BRACKETS = re.compile("[(][^()]*[)]、$")
_TITLED = re.compile(f"(?:{_WORDS['title']}|向|给|看望|探望|救助|资助)(?:了|过)?$")
# Surnames that are other words most of the time.
_CONJUNCTIONS = "和于向从都"
_AMBIGUOUS = _CONJUNCTIONS + "时成方全安高文万应平关司明常连单解任宗项车路经"
_PARTICLES = frozenset(
    "某的了着过在和与及或被把将对向从到由于就都也还又再更最很不没未已能会可要应该使让给等且但若则这那其此每我你他她它们之所为以"
)
_OWNER = 30  # characters before a number in which its owner may be named
_COMMON = 100  # counts of a word that is more than a name


def find(text: str) -> Iterator[Found]:
    """Personal data in a clean text."""
    taken: list[tuple[int, int]] = []
    for pattern, what in ((_IDENTITY, "身份证号"), (_PHONE, "手机号"), (_CARD, "银行卡号")):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken) or not _is(what, match.group()):
                continue
            taken.append(match.span())
            owner = _WITH_NUMBER.search(text, max(0, match.start() - _OWNER), match.start()) if what != "手机号" else None
            if owner:
                yield Found(*owner.span("name"), "privacy", f"与{what}写在一起的姓名", "删去", "soft")
            yield Found(*match.span(), "privacy", f"公开的文书里不能有{what}", "删去")
    for match in _ADDRESS.finditer(text):
        yield Found(*match.span("where"), "privacy", "公开的文书里不能有家庭住址", "删去")
    for sentence in _SENTENCE.finditer(text):
        if _WEAK.search(sentence.group()):
            yield from _persons(sentence.group(), sentence.start())


def _is(what: str, number: str) -> bool:
    if what == "身份证号":
        number = re.sub("[ -]", "", number)
        try:
            identifiers.parse_identity(number)
        except ValueError:
            return len(number) == 18 and number[6:8] in ("19", "20")
        return True
    return what == "手机号" or _luhn(number.replace(" ", "")) or number.startswith("62")


def _luhn(digits: str) -> bool:
    """The check digit of bank cards, ISO/IEC 7812."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _persons(sentence: str, at: int) -> Iterator[Found]:
    """Names of those to whom something happened or was done; leaders, helpers and winners are known to everybody."""
    rows: list[list[tuple[int, int]]] = []
    for start, end in sorted({*_names(sentence), *_behind_titles(sentence)}):
        if rows and start < rows[-1][-1][1]:
            continue
        if rows and sentence[rows[-1][-1][1] : start] in ("、", "和", "及"):
            rows[-1].append((start, end))
        else:
            rows.append([(start, end)])
    for row in rows:
        # Whoever stands in one row with them was helped as well.
        private = [span for span in row if not _PUBLIC.search(sentence, 0, span[0])]
        for start, end in private if any(_is_told(sentence, *span) for span in private) else ():
            yield Found(at + start, at + end, "privacy", "患病或受助的人在公开的文书里不宜写出姓名", "改为“某某”", "soft")


def _is_told(sentence: str, start: int, end: int) -> bool:
    before = _BEFORE.search(sentence, 0, start) or _SICK.search(sentence, 0, start) or _IN_BRACKETS.search(sentence, 0, start)
    return bool(before or _HIT.match(sentence, end))


def _behind_titles(sentence: str) -> Iterator[tuple[int, int]]:
    """患癌的职工程素梅: names behind a title, wherever the dictionary would cut."""
    for match in _TITLED_NAME.finditer(sentence):
        if _is_name(match["name"], tied=True):
            yield match.span("name")


def _names(sentence: str) -> Iterator[tuple[int, int]]:
    """Where something stands that can be read as a name: a surname and one or two characters that make no common word."""
    at = 0
    words = list(_placed(sentence))
    for (start, word, tag), (_, following, _) in zip(words, [*words[1:], (0, "", "")], strict=True):
        if start < at or not re.match(_SURNAME, word):
            continue
        listed = at > 0 and sentence[at:start] == "、"
        tied = listed or bool(_BEFORE.search(sentence, 0, start) or _SICK.search(sentence, 0, start))
        match = _NAME.match(sentence, start) if len(word) == 1 or frequency(word) < _COMMON else None
        if tag in ("nr", "nrt", "nrfg") and 2 <= len(word) <= 3:
            name = max(word, match["name"] if match else "", key=len)
        elif tied and len(word) == 1 and len(following) == 2:
            name = word + following
        else:
            name = match["name"] if match else ""
        called = re.match(_CALLED, sentence[start + len(name) :])
        if name and _is_name(name, tied=bool(listed or called or _TITLED.search(sentence, 0, start))):
            at = start + len(name)
            yield start, at


def _is_name(name: str, *, tied: bool) -> bool:
    """Whether a surname and what follows it are no other words; ``tied`` says that a name is expected there."""
    given = name[1:]
    if frequency(name) >= _COMMON or (len(name) == 3 and frequency(name[:2]) >= 10 * _COMMON) or set(given) & _PARTICLES:
        return False
    if name[0] not in _AMBIGUOUS and (len(given) == 1 or frequency(given) < _COMMON):
        return True
    return name[0] not in _CONJUNCTIONS and len(name) == 3 and tied


def _placed(sentence: str) -> Iterator[tuple[int, str, str]]:
    at = 0
    for word, tag in rjieba.tag(sentence):
        yield at, word, tag
        at += len(word)
