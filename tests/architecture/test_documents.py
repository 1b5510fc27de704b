"""What the documents of the project name is there: files, tests, targets of make, pictures."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, name

LARGEST_PICTURE, MOST_PICTURES = 120_000, 10
TOPS = {path.name for path in ROOT.iterdir()} - {"build"}
PLACES = re.compile(r"`([\w.<>*/-]+(?:/|\.\w+))`")
LINKS = re.compile(r"\]\(([^)#:\s]+)\)")
TARGETS = re.compile(r"`make ([a-z]+)")


def documents() -> Iterator[Path]:
    """What people write; decisions tell of their own day, the reference is generated, and the invented module of the guide is not there."""
    yield from (ROOT / file for file in ("README.md", "CONTRIBUTING.md", "deploy/README.md"))
    yield from sorted((ROOT / "docs/guide").glob("*.md"))
    yield from sorted(path for path in (ROOT / "docs/develop").glob("*.md") if path.stem != "house")


def missing(document: Path) -> list[str]:
    """The places and links of a document that lead nowhere."""
    text = document.read_text()
    places = [place for place in PLACES.findall(text) if place.split("/")[0] in TOPS and "trainings" not in place]
    lost = [place for place in places if not any(ROOT.glob(place.rstrip("/")))]
    return lost + [link for link in LINKS.findall(text) if not (document.parent / link).exists()]


def test_a_document_names_only_what_is_there() -> None:
    assert not {name(document): lost for document in documents() if (lost := missing(document))}


def test_a_place_that_is_gone_would_be_missed(tmp_path: Path) -> None:
    document = tmp_path / "gone.md"
    document.write_text("`tests/contracts/test_gone.py`, [图](gone.png), `unionhall/modules/relief/limits/*.csv`, `docs/rules.csv`")
    assert missing(document) == ["tests/contracts/test_gone.py", "gone.png"]


def test_a_document_names_only_targets_that_make_knows() -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = {target for document in documents() for target in TARGETS.findall(document.read_text())}
    assert asked
    assert asked <= known


def test_the_pictures_of_the_guide_are_few_and_small_and_all_are_shown() -> None:
    pictures = sorted((ROOT / "docs/guide/pictures").iterdir())
    shown = {link for document in documents() for link in LINKS.findall(document.read_text()) if link.startswith("pictures/")}
    assert {f"pictures/{picture.name}" for picture in pictures} == shown
    assert len(pictures) <= MOST_PICTURES
    assert not [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE]
