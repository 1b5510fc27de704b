"""Everything that people read is Chinese, neutral, and in the words of the glossary."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.tree import rows as table
from tests.contracts.registries import each
from tests.contracts.world import World
from unionhall.kernel.access.permissions import permissions, roles
from unionhall.kernel.actions.declare import Invalid, actions
from unionhall.kernel.jobs.models import jobs
from unionhall.kernel.ledger.kinds import kinds, trees
from unionhall.kernel.ledger.metrics import metrics, phrases
from unionhall.kernel.ledger.models import Record
from unionhall.kernel.limits.tables import limits
from unionhall.kernel.orgs.models import kinds as org_kinds
from unionhall.kernel.papers.declare import paper_kinds
from unionhall.shell.pages.declare import pages
from unionhall.shell.sheets.register import registers

HAN = re.compile("[㐀-鿿]")
LATIN = re.compile(r"[A-Za-z]{2,}")
# Words that a Chinese reader reads in Latin letters, and sign-in names of the test's own people.
LATIN_WORDS = {"Excel", "WPS", "CSV", "xlsx", "xls", "csv", "et", "ods", "Word", "PDF", "docx", "pdf", "JPG", "PNG", "zip", "MB", "IP"}
LATIN_WORDS |= {"officer", "neighbour", "leader", "member", "reviewer", "U01"}
ADDRESS = re.compile(r"https?://\S+|\b[0-9A-F]{12}\b")  # what is typed or scanned, not read: addresses and codes of slips
ADDRESSED = re.compile("[你您]")
HALF_WIDTH = re.compile(r"[㐀-鿿][,;:?!]|[,;:?!][㐀-鿿]")
# The nouns of the house whose models carry their name.
NOUNS = {"org": "orgs.org", "person": "people.person", "card": "people.card", "post": "people.post", "grant": "access.grant"}
NOUNS |= {
    "link": "links.link",
    "event": "events.event",
    "paper": "papers.paper",
    "declared_figure": "ledger.declaredfigure",
    "file": "files.file",
}


def labels() -> Iterator[tuple[str, str]]:
    """Every label that is declared, with where it stands."""
    for registry in (actions, permissions, roles, jobs, metrics, phrases, kinds, trees, pages, registers, limits, org_kinds, paper_kinds):
        for item in registry:
            yield f"{registry.kind} {item.name}", str(item.label)
    for action in actions:
        yield from ((f"{action.name}.{given.name}", given.label) for given in action.takes)
        for given in action.takes:
            yield from ((f"{action.name}.{given.name}={value}", label) for value, label in given.options())
    for metric in metrics:
        yield f"{metric.name} meaning", metric.meaning
    for page in pages:
        yield from ((f"{page.name} {part}", getattr(page, part)) for part in ("menu", "empty"))
    for register in registers:
        yield from ((f"{register.name} heading", heading.label) for heading in register.headings)


def is_chinese(label: str) -> None:
    assert HAN.search(label) or label in ("元", "%"), f"no Chinese in “{label}”"
    assert not set(LATIN.findall(label)) - LATIN_WORDS, label


def is_neutral(text: str) -> None:
    assert not ADDRESSED.search(text), f"nobody is addressed: {text}"
    assert not HALF_WIDTH.search(text), f"punctuation is full-width: {text}"


def is_read_in_chinese(texts: list[str], where: str = "") -> None:
    """What a page shows: no English left over, nobody addressed."""
    for text in (ADDRESS.sub("", text) for text in texts):
        strange = {word for word in LATIN.findall(text) if word not in LATIN_WORDS}
        assert not strange, f"{where}: {strange} in “{text}”"
        assert not ADDRESSED.search(text), f"{where}: {text}"


def test_every_label_is_chinese() -> None:
    for where, label in labels():
        assert label, where
        is_chinese(label)
        is_neutral(label)


@each("model", [model for model in apps.get_models() if model.__module__.startswith("unionhall.modules")])
def test_every_field_of_a_record_has_a_chinese_name(model: Any) -> None:
    is_chinese(str(model._meta.verbose_name))
    for field in model._meta.get_fields():
        if isinstance(field, models.Field) and field.name != "id":
            is_chinese(str(field.verbose_name))
            is_chinese("的" + "".join(str(text) for _, text in field.flatchoices or ()))


@each("model", [model for model in apps.get_models() if issubclass(model, Record)])
def test_a_record_is_called_what_the_glossary_calls_it(model: Any) -> None:
    known = {row["Chinese"] for row in table("glossary") if row["module"] in (model._meta.app_label, "kernel")}
    assert str(model._meta.verbose_name) in known


@pytest.mark.parametrize("term", NOUNS)
def test_the_nouns_of_the_house_are_called_what_the_glossary_calls_them(term: str) -> None:
    chinese = next(row["Chinese"] for row in table("glossary") if row["term"] == term)
    assert str(apps.get_model(NOUNS[term])._meta.verbose_name) == chinese


@each("action", actions)
def test_every_refusal_says_in_chinese_what_to_do(action: Any, world: World) -> None:
    """Empty and absurd input alike are answered in neutral sentences."""
    subject = (
        None
        if action.creates or action.model._meta.app_label not in {page.model._meta.app_label for page in pages}
        else world.sample(action.model)
    )
    for data in ({}, {given.name: "@@" for given in action.takes}):
        try:
            world.do(action, data, record=subject, org=None if subject is not None else world.union, reason="")
        except Invalid as refused:
            for problem in refused.problems:
                assert HAN.search(problem.message)
                assert not ADDRESSED.search(problem.message)
                assert not LATIN.search(problem.message.replace("@@", "")), problem.message
