"""figures and evidence: the numbers, and the records behind them; ledger and audit: whether they hold; map: what there is."""

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

import typer

from unionhall.base.periods import Period
from unionhall.kernel.actions.declare import actions
from unionhall.kernel.actions.figures import restate_metric
from unionhall.kernel.actions.models import Origin
from unionhall.kernel.audit import log
from unionhall.kernel.ledger import check
from unionhall.kernel.ledger.figures import Ask, Evidence, Figure, answers, breakdown, evidence
from unionhall.kernel.ledger.kinds import trees
from unionhall.kernel.ledger.metrics import Phrase, metrics, phrases
from unionhall.kernel.papers.declare import paper_kinds, sections
from unionhall.shell.cli.main import Stop, app, say
from unionhall.shell.cli.places import ORG, organization
from unionhall.shell.cli.wording import Program
from unionhall.shell.sheets.register import registers

JSON = Annotated[bool, typer.Option("--json", help="输出 JSON")]
SHOWN = 20  # faults that are named one by one
ledger = Program("事实账")
audit = Program("办理日志")
app.add_typer(ledger, name="ledger")
app.add_typer(audit, name="audit")


@app.command()
def figures(  # noqa: PLR0913 - the options of a command
    period: Annotated[str, typer.Option(help="期间，如 2014、2014-05、2014Q2、2014H1")],
    org: ORG = "",
    metric: Annotated[list[str] | None, typer.Option(help="指标，可写多个")] = None,
    by: Annotated[str, typer.Option(help="按什么分：kind|source|sex|category|month|org")] = "",
    as_of: Annotated[int | None, typer.Option(help="事实账位置")] = None,
    as_json: JSON = False,
) -> None:
    """列出一个期间的数字。"""
    place, when = organization(org), Period.parse(period)
    rows = []
    chosen = [_known(phrases, name) for name in metric or phrases.names()]
    asks = [Ask.phrase(phrase, place, when, as_of) for phrase in chosen]
    if by:
        for phrase, ask in zip(chosen, asks, strict=True):
            rows += [_row(phrase, {by: name}, f"{phrase.label}·{text}", found) for name, text, found in breakdown(ask, by)]
    else:
        answered = zip(chosen, answers(asks), strict=True)
        rows = [_row(phrase, {}, phrase.label, found) for phrase, found in answered if metric or found.value is not None]
    line = "{label}　{shown} {unit}　（记录 {records} 条）"
    _tell(rows, (line.format(**row, shown="--" if row["value"] is None else row["value"]) for row in rows), as_json=as_json)


def _known(registry: Any, name: str) -> Any:
    """A metric or phrase by the name that somebody wrote."""
    if name not in registry:
        raise Stop(f"没有“{name}”这个指标，名称见 unionhall map")
    return registry[name]


def _row(phrase: Phrase, cell: dict[str, str], label: str, found: Figure) -> dict[str, Any]:
    form = metrics[phrase.metric].form
    row: dict[str, Any] = {"metric": phrase.metric, "phrase": phrase.name, "label": label, "unit": phrase.counter, "form": form}
    row |= {"breakdown": phrase.breakdown | cell, "value": found.value, "records": found.records, "facts": found.facts}
    row["version"] = found.version
    return row | ({"declared": True} if found.declared else {}) | ({"undated": found.undated} if found.undated else {})


@app.command("evidence")
def evidence_(  # noqa: PLR0913 - the options of a command
    metric: Annotated[str, typer.Argument(help="指标")],
    period: Annotated[str, typer.Option(help="期间，如 2014、2014-05")],
    org: ORG = "",
    kind: Annotated[str, typer.Option(help="类型")] = "",
    source: Annotated[str, typer.Option(help="来源")] = "",
    as_json: JSON = False,
) -> None:
    """列出一个数字背后的记录，和它们来自哪份表格的哪一行。"""
    base = Ask.phrase(_known(phrases, metric), organization(org), Period.parse(period))
    rows = [_evidence(row) for row in evidence(replace(base, kind=_kind(kind) or base.kind, source=_kind(source) or base.source))]
    line, where = "{on}　{sum}　{record}", "　{file}“{sheet}”第 {row} 行"
    _tell(rows, ((line + where if row["origin"] else line).format(**row) for row in rows), as_json=as_json)


def _kind(written: str) -> str:
    """A kind or source by name, label or synonym."""
    found = next((kind for tree in trees if (kind := tree.read(written))), None)
    if written and not found:
        raise Stop(f"没有“{written}”这个类型或来源，可写：{'、'.join(kind.label for tree in trees for kind in tree.members.values())}")
    return found.name if found else ""


def _evidence(row: Evidence) -> dict[str, Any]:
    origin = Origin.objects.filter(model=row.model, record_id=row.record_id, created=True).select_related("batch").first()
    where = {"file": origin.batch.file_name, "sheet": origin.sheet, "row": origin.row} if origin else None
    return {"record": f"{row.model}:{row.record_id}", "on": row.on, "sum": row.sum, "origin": where, **(where or {})}


@ledger.command("verify")
def verify_ledger() -> None:
    """逐条重算记录应记的事实，与事实账核对。"""
    differences = list(check.verify())
    for found in differences[:SHOWN]:
        say(f"不一致：{found.ref[0]} {found.ref[1]}　应记 {len(found.wanted)} 条，现记 {len(found.posted)} 条")
    say(f"事实账与记录有 {len(differences)} 处不一致。" if differences else "事实账与全部记录一致。")
    raise typer.Exit(bool(differences))


@ledger.command()
def rebuild() -> None:
    """由记录重新算出整本事实账，与现有的比对。"""
    stands, made = check.rebuild()
    say(f"现有 {stands[:16]}　重算 {made[:16]}　{'相同' if stands == made else '不同'}")
    raise typer.Exit(stands != made)


@ledger.command()
def restate(metric: Annotated[str, typer.Argument(help="指标")]) -> None:
    """口径变更后，按新口径重述一个指标。"""
    known = _known(metrics, metric)
    say(f"“{known.label}”已按第 {known.version} 版口径重述，写入 {restate_metric(metric)} 条事实。")


@audit.command("verify")
def verify_audit() -> None:
    """核对办理日志及其封块。"""
    findings = log.verify()
    for finding in findings[:SHOWN]:
        say(f"{finding.where}：{finding.what}")
    if not findings:
        say(f"办理日志完整，未封块的有 {log.younger()} 条。")
    raise typer.Exit(bool(findings))


@app.command("map")
def map_(as_json: JSON = False) -> None:
    """列出模块、记录、办理、指标和文稿。"""
    parts: dict[str, Any] = {
        "models": sorted({action.model._meta.label_lower for action in actions}),
        "actions": {action.name: action.label for action in actions},
        "metrics": {metric.name: f"{metric.label}（{metric.unit}）" for metric in metrics},
        "papers": {kind.name: kind.label for kind in paper_kinds},
        "sections": {section.name: section.chapter for section in sections},
        "registers": {register.name: register.label for register in registers},
    }
    lines = []
    for title, items in parts.items():
        lines += [f"[{title}]", *(f"  {name}　{items[name]}" if isinstance(items, dict) else f"  {name}" for name in items)]
    _tell(parts, lines, as_json=as_json)


def _tell(found: object, lines: Iterable[str], *, as_json: bool) -> None:
    """The same in two ways: as JSON for programs, line by line for people."""
    for line in [json.dumps(found, ensure_ascii=False, indent=1, default=_plain)] if as_json else lines:
        say(line)


def _plain(value: Any) -> Any:
    """A figure as JSON has it; a day as it is written."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
