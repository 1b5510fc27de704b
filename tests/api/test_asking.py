"""Figures and their evidence: numbers for those who may see numbers, records for those who may see records."""

from typing import Any

import pytest


@pytest.fixture
def visited(world: Any, officer: Any) -> None:
    """Four people: three in hospital, one with a child; 600 元 each."""
    for kind in ("visit.illness", "visit.illness", "visit.illness", "visit.birth"):
        data = {"person": world.person(world.union).person_id, "kind": kind, "amount": 600, "visited_on": "2026-03-05"}
        assert officer.post("relief.visit/register", data)[0] == 200


def value(program: Any, **query: Any) -> Any:
    status, said = program.get("figures", period="2026", **query)
    assert status == 200, said
    return {item["label"]: item["value"] for item in said["items"]}


@pytest.mark.usefixtures("visited")
def test_a_figure_has_its_unit_and_the_number_of_its_records(officer: Any) -> None:
    item = officer.get("figures", metric="relief.amount", period="2026Q1")[1]["items"][0]
    assert (item["value"], item["unit"], item["records"], item["label"]) == (2400, "元", 4, "慰问帮扶金额")


@pytest.mark.usefixtures("visited")
def test_what_is_behind_a_figure_adds_up_to_it(officer: Any) -> None:
    said = officer.get("evidence", metric="relief.amount", period="2026")[1]
    assert said["total"] == 4
    assert sum(item["value"] for item in said["items"]) == 2400
    assert officer.get(f"{said['items'][0]['model']}/{said['items'][0]['id']}")[0] == 200


@pytest.mark.usefixtures("visited")
def test_the_level_above_sees_numbers_and_no_records(program: Any, world: Any) -> None:
    reviewer = program("reviewer")
    assert value(reviewer, metric="relief.times", org=world.union.code) == {"慰问帮扶": 4}
    assert reviewer.get("evidence", metric="relief.times", period="2026", org=world.union.code)[0] == 403


@pytest.mark.usefixtures("visited")
def test_a_cell_of_fewer_than_three_people_is_left_open_for_the_level_above(program: Any, officer: Any, world: Any) -> None:
    reviewer, union, group = program("reviewer"), world.union.code, world.groups[world.union.pk][0].code
    assert value(officer, metric="relief.times", by="kind")["生育探望"] == 1
    cells = value(reviewer, metric="relief.times", by="kind", org=union)
    assert (cells["生育探望"], cells["住院探望"]) == (None, 3)
    assert value(reviewer, metric="relief.birth.times", org=union) == {"生育探望": None}
    assert value(reviewer, metric="relief.illness.times", org=union) == {"住院探望": 3}
    assert value(reviewer, metric="relief.birth.times", org=group) == {"生育探望": None}
    assert value(officer, metric="relief.birth.times") == {"生育探望": 1}


def test_the_figures_of_another_union_are_not_there(program: Any, world: Any) -> None:
    assert program("neighbour").get("figures", period="2026", org=world.union.code)[0] == 404
    assert program("officer").get("figures", period="2026", org="没有这个")[0] == 404


def test_a_question_that_cannot_be_read_is_told_what_is_understood(officer: Any) -> None:
    for query, field in (({"period": "去年"}, "period"), ({"period": "2026", "metric": "x"}, "metric"), ({}, "period")):
        status, said = officer.get("figures", **query)
        assert (status, said["errors"][0]["field"]) == (422, field)
    status, said = officer.get("figures", period="2026", by="颜色", metric="relief.times")
    assert (status, said["errors"][0]["field"]) == (422, "by")
