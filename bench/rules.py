"""500 rules on a paper of 60 KB: the set matcher beside ``re`` and ``regex`` one by one, interleaved, with the same hits.

Run from the project's root: ``python -m bench.rules``. ``regex`` is a development dependency. Ratios are medians of seven rounds.
"""

import os
import re
import statistics
import time
from collections.abc import Callable

import django
import regex

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
django.setup()

from unionhall.shell.reading.faults import usage  # noqa: E402 - the reader stands on models, which want the settings first
from unionhall.shell.reading.faults.matcher import RuleSet  # noqa: E402 - the same

ROUNDS, RULES, SIZE = 7, 500, 60_000
_SENTENCE = re.compile(r"[^。;\n]+[。;\n]*")
# Invented: a paper has a fault now and then, and many sentences without one.
_SENTENCES = (
    "恒川机械厂工会第{n}分会组织职工开展劳动竞赛{n}项,参加{m}人次。",
    "工会认真布署全年工作,各车间都制定了措施;",
    "全年走访困难职工{n}户,发放慰问金{m}00元,做到了应帮尽帮。",
    "截止{k}月底,新发展会员{n}人,会员总数达到{m}人。",
    "职工书屋添置图书{m}册,订阅报刊{n}种,借阅人次比上年增加。\n",
    "女职工委员会举办健康讲座{k}场,组织体检,参检率达到九成以上。",
    "把根底工作做实,各分会的台账由专人登记,每季度检查一次。",
    "工会经费按预算执行,定期公开,接受会员和经审委员会监督。\n",
    "合理化建议由各班组提出,工会登记编号,答复意见写明理由和时限。",
    "夏季高温期间,工会为露天作业的班组送去毛巾、绿豆汤和防暑药品。",
)
_UNITS = "人次 户 人 条 项 期 场 篇 份 家".split()


def paper() -> str:
    """Some 60,000 bytes of UTF-8."""
    text, n = [], 0
    while sum(len(sentence.encode()) for sentence in text) < SIZE:
        n += 1
        text.append(_SENTENCES[n * 7 % len(_SENTENCES)].format(n=n % 40 + 2, m=n * 3, k=n % 12 + 1))
    return "".join(text)


def patterns() -> list[str]:
    """The rules of the reader's own lists, and counts of things up to five hundred."""
    own = [rule.pattern for rule in usage.rules()]
    words = [
        *(rule.right for rule in usage.rules() if re.fullmatch("[一-鿿]{2}", rule.right)),
        *"会员 职工 慰问 讲座 图书 经费 体检".split(),
    ]
    counts = [rf"{word}[^,。;\n]{{0,8}}?\d+{unit}" for unit in _UNITS for word in dict.fromkeys(words)]
    return [*own, *counts][:RULES]


def timed(run: Callable[[], int]) -> tuple[float, int]:
    began = time.perf_counter()
    hits = run()
    return time.perf_counter() - began, hits


def main() -> None:
    """Prints the times, the ratios and the hits."""
    text, rules = paper(), patterns()
    sentences = _SENTENCE.findall(text)
    ours, plain, other = RuleSet(rules), [re.compile(rule) for rule in rules], [regex.compile(rule) for rule in rules]
    runs: dict[str, Callable[[], int]] = {
        "set": lambda: sum(1 for _ in ours.find(sentences)),
        "re": lambda: sum(1 for rule in plain for _ in rule.finditer(text)),
        "regex": lambda: sum(1 for rule in other for _ in rule.finditer(text)),
    }
    taken: dict[str, list[float]] = {name: [] for name in runs}
    hits: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            seconds, hits[name] = timed(run)
            taken[name].append(seconds)
    middle = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{len(rules)} rules, {len(text.encode())} bytes, {len(sentences)} sentences")
    for name in runs:
        print(f"{name:6} {middle[name] * 1000:8.1f} ms  {hits[name]} hits  {middle[name] / middle['set']:5.1f} × the set")


if __name__ == "__main__":
    main()
