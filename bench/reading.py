"""How well and how fast figures are read, beside the Chinese models of recognizers-text-suite and jionlp, in one run on the same texts.

Run: python bench/reading.py [FOLDER] [--peers PYTHON]
FOLDER holds papers (*.txt) with expected.json, as `make papers` wants them; without it only the reader's own test set is read.
PYTHON is an interpreter with `recognizers-text-suite==1.0.2a2 emoji==1.7.0 jionlp==1.5.31`, installed by hand in an environment of
their own: they are no dependencies of the project. A peer that is not there is left out with a word.

A figure is met when its place and value are; F1, then units right among those met, then seconds for 60 KB of text.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from unionhall.base.measures import MEASURE, unit  # noqa: E402 - the project is found from wherever the benchmark is started

KILOBYTES = 60
ABSENT = 3
Found = dict[str, Any]


def main() -> None:
    """Read the texts with ours and with each peer, and print one line for each."""
    options = argparse.ArgumentParser()
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--peers", default=sys.executable)
    options.add_argument("--peer", choices=PEERS)
    given = options.parse_args()
    if given.peer:
        json.dump(run(PEERS[given.peer](), json.load(sys.stdin)), sys.stdout)
        return
    texts, wanted = material(given.folder)
    report("unionhall", run(ours(), texts), wanted)
    for name in PEERS:
        result = ask_peer(given.peers, name, texts)
        if result:
            report(name, result, wanted)
        else:
            print(f"{name:24} 未安装,未比较。安装方法见本文件开头。")


def material(folder: Path | None) -> tuple[list[str], list[list[Found]]]:
    """The texts and the figures that a careful person found in each."""
    if folder:
        papers = sorted(folder.glob("*.txt"))
        facts = [item for item in json.loads((folder / "expected.json").read_text("utf-8")) if item["kind"] == "fact"]
        return [paper.read_text("utf-8") for paper in papers], [[fact for fact in facts if fact["paper"] == paper.stem] for paper in papers]
    from tests.reading.sample import cases

    print("没有给出文稿目录,只读自有测试句。")
    return [case.text for case in cases()], [[{"value": one.value, "unit": one.unit} for one in case.figures] for case in cases()]


def run(read: Callable[[str], list[Found]], texts: list[str]) -> dict[str, Any]:
    """What a reader finds in each text, and its seconds for 60 KB of them."""
    read(texts[0])
    found = [read(text) for text in texts]
    whole = "\n".join(texts)
    sample = (whole * (KILOBYTES * 1024 // len(whole.encode()) + 1)).encode()[: KILOBYTES * 1024].decode(errors="ignore")
    began = time.perf_counter()
    read(sample)
    return {"found": found, "seconds": time.perf_counter() - began}


def ask_peer(python: str, name: str, texts: list[str]) -> dict[str, Any] | None:
    """A peer's result from its own interpreter; ``None`` where it is not installed. What it says of itself is not shown."""
    command = [python, "-W", "ignore", __file__, "--peer", name]
    answer = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False)
    if answer.returncode:
        return None
    result: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return result


def report(name: str, result: dict[str, Any], wanted: list[list[Found]]) -> None:
    met = [pair for found, facts in zip(result["found"], wanted, strict=True) for pair in pairs(found, facts)]
    found, facts = (sum(len(items) for items in lists) for lists in (result["found"], wanted))
    right = sum(figure["unit"] == fact["unit"] for figure, fact in met)
    f1 = 2 * len(met) / max(1, found + facts)
    print(
        f"{name:24} P {len(met) / max(1, found):.3f}  R {len(met) / max(1, facts):.3f}  F1 {f1:.3f}"
        f"  unit {right / max(1, len(met)):.3f}  {KILOBYTES} KB {result['seconds']:.2f} s"
    )


def pairs(found: list[Found], facts: list[Found]) -> Iterable[tuple[Found, Found]]:
    """One to one, in the order of the text; sentences of the own test set have values without places."""
    left = list(found)
    for fact in facts:
        met = next((figure for figure in left if meets(figure, fact)), None)
        if met:
            left.remove(met)
            yield met, fact


def meets(figure: Found, fact: Found) -> bool:
    start = fact.get("offset")
    there = start is None or (figure["start"] < start + len(fact["text"]) and start < figure["end"])
    return there and abs(figure["value"] - fact["value"]) <= 1e-6 * max(1.0, fact["value"])


def ours() -> Callable[[str], list[Found]]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
    import django

    django.setup()
    from unionhall.shell.reading import figures
    from unionhall.shell.reading.text import read_text

    return lambda text: [figure.as_json() for figure in figures.find(read_text(text))]


def recognizers() -> Callable[[str], list[Found]]:
    """Its numbers with our measure word behind them, its percentages and its currencies: the best that it does here."""
    with Quiet():
        from recognizers_number import Culture, recognize_number, recognize_percentage
        from recognizers_number_with_unit import recognize_currency

    def read(text: str) -> list[Found]:
        money = [figure(one.start, one.end + 1, one.resolution["value"], "元") for one in recognize_currency(text, Culture.Chinese)]
        rates = [
            figure(one.start, one.end + 1, one.resolution["value"].rstrip("%"), "%") for one in recognize_percentage(text, Culture.Chinese)
        ]
        numbers = recognize_number(text, Culture.Chinese)
        counts = [counted(text, one.start, one.end + 1, (one.resolution or {}).get("value")) for one in numbers]
        return apart([*money, *rates, *counts])

    return read


def jionlp() -> Callable[[str], list[Found]]:
    """Its money, and the numerals that its tagger marks with our measure word behind them."""
    with Quiet():
        import jiojio
        import jionlp as jio

        jiojio.init(pos=True)

    from unionhall.base.quantities import value_of

    def read(text: str) -> list[Found]:
        found = [
            figure(money["offset"][0], money["offset"][1], money["detail"]["num"], "元")
            for money in jio.ner.extract_money(text, with_parsing=True)
            if isinstance(money["detail"]["num"], str)
        ]
        at = 0
        for word, tag in jiojio.cut(text):
            at = text.index(word, at)
            if tag == "m":
                try:
                    value = value_of(word.rstrip("%多余"))
                except ValueError:
                    value = None
                end = at + len(word)
                found.append(figure(at, end, value, "%") if word.endswith("%") else counted(text, at, end, value))
            at += len(word)
        return apart(found)

    return read


def counted(text: str, start: int, end: int, value: object) -> Found | None:
    """A numeral as a figure, where one of our measure words follows it."""
    word = MEASURE.match(text, end + (text[end : end + 1] in ("多", "余")))
    return figure(start, word.end(), value, unit(word.group())) if word else None


def figure(start: int, end: int, value: object, by: str) -> Found | None:
    try:
        return {"start": start, "end": end, "value": float(str(value)), "unit": by}
    except ValueError:
        return None


def apart(found: list[Found | None]) -> list[Found]:
    """Without those that overlap an earlier finding."""
    kept: list[Found] = []
    for item in found:
        if item and not any(one["start"] < item["end"] and item["start"] < one["end"] for one in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: int(item["start"]))


class Quiet:
    """Standard output goes to standard error for a while: what a library says at its start is no result."""

    def __enter__(self) -> None:
        self.kept, sys.stdout = sys.stdout, sys.stderr

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        sys.stdout = self.kept
        if isinstance(error, ImportError):
            sys.exit(ABSENT)


PEERS = {"recognizers-text-suite": recognizers, "jionlp": jionlp}

if __name__ == "__main__":
    main()
