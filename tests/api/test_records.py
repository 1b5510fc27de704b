"""Registers and actions as other programs meet them: same rights, same rules, same refusals as on the pages."""

from typing import Any

from django.test import Client
from django.urls import resolve

from unionhall.kernel.actions.declare import actions
from unionhall.kernel.audit.models import Entry
from unionhall.modules.relief.models import Visit
from unionhall.shell.api import api


def messages(said: dict[str, Any], field: str = "") -> str:
    return "；".join(error["message"] for error in said["errors"] if not field or error["field"] == field)


def test_a_stranger_is_told_to_sign_in(program: Any) -> None:
    for address in ("relief.visit", "relief.visit/1", "figures?period=2026"):
        assert program("").get(address) == (401, {"errors": [{"field": "", "message": "需要先登录", "level": "error"}]})


def test_writing_needs_the_token_of_the_session(world: Any, program: Any, visit: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.user("officer"), backend="unionhall.shell.pages.signin.NameOrPhone")
    asking = program("officer")
    asking.client = browser
    assert asking.post("relief.visit/register", visit)[0] == 403
    assert not Visit.objects.exists()


def test_what_is_registered_is_numbered_logged_and_read_back_in_yuan(officer: Any, visit: Any, world: Any) -> None:
    status, said = officer.post("relief.visit/register", visit)
    assert (status, said["repeated"]) == (200, False)
    record = officer.get(f"relief.visit/{said['record']['id']}")[1]
    assert record["number"]
    assert (record["amount"], record["visited_on"], record["org"]) == (600.5, "2026-03-05", world.union.code)
    assert record["person"]["name"] == world.card.name
    assert Visit.objects.get().amount == 60050
    assert Entry.objects.get(action="relief.visit.register").channel == "api"


def test_lists_are_paged_and_narrowed_by_the_filters_of_the_page(officer: Any, visit: Any) -> None:
    for day in range(1, 6):
        officer.post("relief.visit/register", {**visit, "visited_on": f"2026-03-0{day}"})
    officer.post("relief.visit/register", {**visit, "kind": "visit.birth"})
    said = officer.get("relief.visit", size=2, page_number=2)[1]
    assert (said["total"], len(said["items"])) == (6, 2)
    assert officer.get("relief.visit", kind="visit.birth")[1]["total"] == 1
    assert officer.get("relief.visit", visited_on="2026-04")[1]["total"] == 0


def test_another_union_sees_nothing_and_is_told_no_more_than_of_what_is_not_there(
    officer: Any, program: Any, visit: Any, world: Any
) -> None:
    number = officer.post("relief.visit/register", visit)[1]["record"]["id"]
    neighbour = program("neighbour")
    assert neighbour.get("relief.visit")[1]["total"] == 0
    missing = neighbour.get("relief.visit/999999")
    assert missing[0] == 404
    assert neighbour.get(f"relief.visit/{number}") == missing
    assert neighbour.post(f"relief.visit/{number}/correct", {"amount": 1}) == missing
    assert neighbour.post(f"relief.visit/register?org={world.union.code}", visit) == missing
    assert Visit.objects.get().amount == 60050


def test_who_has_no_right_is_told_which_right_and_who_has_it(program: Any) -> None:
    status, said = program("reviewer").get("relief.visit")
    assert status == 403
    assert "工会专干" in messages(said)


def test_a_refusal_names_field_and_remedy_and_writes_nothing(officer: Any, visit: Any) -> None:
    status, said = officer.post("relief.visit/register", {**visit, "amount": "很多", "kind": ""})
    assert status == 422
    assert "元" in messages(said, "amount")
    assert messages(said, "kind") == "需选择类型"
    assert not Visit.objects.exists()


def test_a_word_that_no_action_knows_is_refused_and_not_passed_over(officer: Any, visit: Any) -> None:
    status, said = officer.post("relief.visit/register", {**visit, "ammount": 1}, confirm=True)
    assert status == 422
    assert {error["field"] for error in said["errors"]} == {"ammount", "confirm"}


def test_what_is_no_json_is_refused(officer: Any) -> None:
    response = officer.client.post("/api/relief.visit/register", "金额=1", content_type="application/json")
    assert response.status_code == 422
    assert "JSON" in response.json()["errors"][0]["message"]
    for body in ("[1]", '{"data": [1]}', '{"data": {}, "version": "三"}'):
        assert officer.client.post("/api/relief.visit/register", body, content_type="application/json").status_code == 422


def test_what_a_correction_does_not_name_stays(officer: Any, visit: Any) -> None:
    number = officer.post("relief.visit/register", {**visit, "reason": "腿伤", "visitors": "李守田"})[1]["record"]["id"]
    status, said = officer.post(f"relief.visit/{number}/correct", {"amount": 700})
    assert status == 200
    kept = Visit.objects.get()
    assert (kept.amount, kept.reason, kept.visitors, kept.kind, said["record"]["version"]) == (70000, "腿伤", "李守田", "visit.illness", 2)
    officer.post(f"relief.visit/{number}/correct", {"visitors": "贺明辉"})
    assert Visit.objects.get().amount == 70000


def test_who_saves_over_another_gets_both_values(officer: Any, visit: Any) -> None:
    number = officer.post("relief.visit/register", visit)[1]["record"]["id"]
    officer.post(f"relief.visit/{number}/correct", {"amount": 700}, version=1)
    status, said = officer.post(f"relief.visit/{number}/correct", {"amount": 800}, version=1)
    assert (status, said["version"]) == (409, 2)
    assert said["values"]["金额"] == {"now": "700", "given": "800"}
    assert Visit.objects.get().amount == 70000


def test_a_request_sent_twice_is_carried_out_once(officer: Any, visit: Any) -> None:
    first = officer.post("relief.visit/register", visit, key="a1")[1]
    again = officer.post("relief.visit/register", visit, key="a1")[1]
    assert (again["repeated"], again["record"]["id"]) == (True, first["record"]["id"])
    assert Visit.objects.count() == 1
    assert officer.post("relief.visit/register", {**visit, "amount": 1}, key="a1")[0] == 422


def test_what_wants_a_yes_is_asked_and_then_done(officer: Any, visit: Any) -> None:
    officer.post("relief.visit/register", visit)
    status, said = officer.post("relief.visit/register", visit)
    assert (status, said["errors"][0]["level"]) == (422, "confirm")
    assert officer.post("relief.visit/register", visit, confirmed=True)[0] == 200


def test_the_description_has_one_address_for_every_action_under_its_label() -> None:
    described = {
        one["operationId"]: one for verbs in api.get_openapi_schema(path_prefix="/api/")["paths"].values() for one in verbs.values()
    }
    for action in actions:
        if action.hidden:
            continue
        one = described[action.name]
        schema = one["requestBody"]["content"]["application/json"]["schema"]["properties"]["data"]
        assert one["summary"] == action.label
        assert set(schema["properties"]) == {given.name for given in action.takes}
    kinds = described["relief.visit.register"]["requestBody"]["content"]["application/json"]["schema"]["properties"]["data"]
    assert "visit.illness" in kinds["properties"]["kind"]["enum"]
    assert "person" in kinds["required"]


def test_the_description_itself_is_for_who_has_signed_in(officer: Any, program: Any) -> None:
    assert officer.get("openapi.json")[1]["info"]["title"] == "网上职工之家"
    assert program("").client.get("/api/openapi.json").status_code == 302


def test_no_page_stands_in_the_way_of_the_interface() -> None:
    for address in ("openapi.json", "figures", "relief.visit", "relief.visit/3", "relief.visit/register", "relief.visit/3/sign"):
        assert resolve(f"/api/{address}", "unionhall.site.urls").app_name == "ninja"
