"""What a public text must not say of persons: numbers that name them, and the names of those who are ill or were helped."""

import re
from collections.abc import Iterator

import rjieba

from unionhall.base import identifiers
from unionhall.shell.reading.faults.fault import Found

_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_CARD = re.compile(r"(?<!\d)\d{4}(?: ?\d{4}){3}(?: ?\d{1,3})?(?!\d)")
_SENTENCE = re.compile(r"[^。!?\n]+")
_WEAK = (
    "患有?|身患|确诊|重病|大病|重疾|绝症|尿毒症|白血病|癌|肿瘤|残疾|瘫痪|住院|手术|化疗|透析|病逝|去世|病故|特困|困难职工|困难会员|困难户|困难家庭|"
    "低保|救助|帮扶对象|受助|资助|补助对象|单亲|孤儿|工伤|家庭困难|生活困难"
)
# The words that stand right before a name; without one of them, or a name's company, two characters are just two characters.
_TITLE = "职工|会员|同志|员工|对象|学生|女工|农民工|工人|患者|家属|遗属|师傅|户主|姓名[:]?|居民"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史"
    "陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房蒲滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官"
)
_NAMED = re.compile(rf"(?:{_TITLE})(?P<name>[{_SURNAMES}][一-鿿]{{1,2}})(?=[,。;、:()的]|同志|送|因|患|家|一家|本人|身|等|女士|先生|$)")
_COMRADE = re.compile(rf"(?P<name>(?<![一-鿿])[{_SURNAMES}][一-鿿]{{1,2}})(?=同志|女士|先生|师傅)")


def find(text: str) -> Iterator[Found]:
    """Personal data in a clean text."""
    taken: list[tuple[int, int]] = []
    for pattern, what in ((_IDENTITY, "身份证号"), (_PHONE, "手机号"), (_CARD, "银行卡号")):
        for match in pattern.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken) or not _is(what, match.group()):
                continue
            taken.append(match.span())
            yield Found(*match.span(), "privacy", f"公开的文书里不能有{what}", "删去")
    for sentence in _SENTENCE.finditer(text):
        if re.search(_WEAK, sentence.group()):
            yield from _persons(sentence.group(), sentence.start())


def _is(what: str, number: str) -> bool:
    if what == "身份证号":
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
    names = {(at + match.start("name"), at + match.end("name")) for pattern in (_NAMED, _COMRADE) for match in pattern.finditer(sentence)}
    place = 0
    for word, tag in rjieba.tag(sentence):
        if (
            tag == "nr"
            and 2 <= len(word) <= 3
            and word[0] in _SURNAMES
            and re.search(f"(?:{_TITLE}|慰问|看望|救助|资助|帮扶)$", sentence[:place])
        ):
            names.add((at + place, at + place + len(word)))
        place += len(word)
    last = -1
    for start, end in sorted(names, key=lambda span: (span[0], -span[1])):
        if start >= last:
            last = end
            yield Found(start, end, "privacy", "患病或受助的人在公开的文书里不宜写出姓名", "改为“某某”或“一名职工”", "soft")
