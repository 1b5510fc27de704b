"""Writes the reference that lies beside it from the declarations, or with --check fails where it is stale: `make docs`, `make check`."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
django.setup()  # nothing that is declared can be imported before

from unionhall.kernel.access.permissions import permissions, roles
from unionhall.kernel.actions.declare import Action, actions
from unionhall.kernel.ledger.check import fingerprint
from unionhall.kernel.ledger.kinds import label, trees
from unionhall.kernel.ledger.metrics import Metric, Phrase, metrics, phrases
from unionhall.shell.api import api
from unionhall.shell.cli.main import commands
from unionhall.shell.sheets.register import registers

FOLDER = Path(__file__).parent
LOCK = "metrics.lock"
FORMS = {"flow": "期间数", "stock": "期末数", "distinct": "不同对象数", "ratio": "比率"}
BREAKDOWNS = {"kind": "类型", "source": "来源", "sex": "性别", "category": "类别"}


class Stale(Exception):
    """The reference is not what the declarations say; the sentence names what, and what to do."""


def write(folder: Path = FOLDER, *, check: bool = False) -> str:
    """Write what is stale, and say how much that was. Raises ``Stale``: where it is only checked, and where a metric changed in silence."""
    changed = changed_meanings(folder)
    if changed:
        text = "、".join(f"{metrics[name].label}（{name}）" for name in changed)
        raise Stale(f"口径变了而版本没有变：{text}。请提高 Metric 的 version；若只是换了写法，删去 {LOCK} 中这一行再运行一次")
    pages = {f"{name}.md": _page(title, about, lines()) for name, (title, about, lines) in PAGES.items()}
    pages[LOCK] = "".join(f"{line}\n" for line in locked())
    stale = [name for name, text in pages.items() if not (folder / name).exists() or (folder / name).read_text() != text]
    if check and stale:
        raise Stale(f"参考文档不是最新：{'、'.join(stale)}。请运行 python docs/reference/write.py 后一并提交")
    for name in stale:
        (folder / name).write_text(pages[name])
    return f"参考文档 {len(pages)} 份，{f'已更新 {len(stale)} 份' if stale else '都是最新'}。"


def locked() -> list[str]:
    """Every metric with its version and the fingerprint of what it counts."""
    return [f"{metric.name} {metric.version} {fingerprint(metric.name)}" for metric in sorted(metrics, key=lambda metric: metric.name)]


def changed_meanings(folder: Path = FOLDER) -> list[str]:
    """The metrics that count something else than when the lock was written, under the same version."""
    if not (folder / LOCK).exists():
        return []
    before = {tuple(line.split()[:2]): line for line in (folder / LOCK).read_text().splitlines()}
    return [line.split()[0] for line in locked() if before.get(tuple(line.split()[:2]), line) != line]


def _page(title: str, about: str, lines: Iterable[str]) -> str:
    return "\n".join(["<!-- 由 make docs 写出，改动请改声明。 -->", "", f"# {title}", "", about, "", *lines]) + "\n"


def _table(headings: tuple[str, ...], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '／').replace(chr(10), ' ') for cell in row)} |"
    yield ""


def _by_room(items: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Declarations by the first part of their names."""
    for room, named in groupby(sorted(items, key=lambda item: str(item.name)), key=lambda item: item.name.partition(".")[0]):
        yield room, list(named)


def _metrics() -> Iterator[str]:
    for room, named in _by_room(metrics):
        yield from (f"## {room}", "")
        yield from _table(("指标", "名称", "单位", "算法", "版本", "口径"), (_metric(metric) for metric in named))
        parts = [phrase for phrase in phrases if phrase.metric in {metric.name for metric in named}]
        yield from _table(("说法", "名称", "指标", "限定", "属于", "同义词", "不是"), (_phrase(phrase) for phrase in parts))


def _metric(metric: Metric) -> tuple[object, ...]:
    meaning = metric.meaning + ("（少于 3 人不细分）" if metric.guarded else "")
    return f"`{metric.name}`", metric.label, metric.unit, FORMS[metric.form], metric.version, meaning


def _phrase(phrase: Phrase) -> tuple[str, ...]:
    limits = "，".join(f"{BREAKDOWNS[name]}：{label(value)}" for name, value in phrase.breakdown.items())
    whole = phrases[phrase.part_of].label if phrase.part_of else ""
    return f"`{phrase.name}`", phrase.label, f"`{phrase.metric}`", limits, whole, "、".join(phrase.synonyms), "、".join(phrase.not_this)


def _actions() -> Iterator[str]:
    for room, named in _by_room(actions):
        yield from (f"## {room}", "")
        yield from _table(("办理", "名称", "对象", "权限", "可办理的状态", "办理后", "填写"), (_action(action) for action in named))


def _action(action: Action) -> tuple[str, ...]:
    field = next((f for f in action.model._meta.concrete_fields if f.name == "state"), None)
    states = {str(value): str(text) for value, text in getattr(field, "flatchoices", ())}
    given = "、".join(one.label + ("" if one.required and one.default is None else "（可不填）") for one in action.takes)
    asks = given + ("；需写明原因" if action.needs_reason else "")
    open_in = "新增" if action.creates else "、".join(states.get(state, state) for state in action.states) or "任何状态"
    whose = str(action.model._meta.verbose_name)
    return f"`{action.name}`", action.label, whose, action.permission.label, open_in, states.get(action.target, ""), asks


def _permissions() -> Iterator[str]:
    columns = ("权限", "名称", *(role.label for role in roles))
    yield from _table(columns, ((f"`{one.name}`", one.label, *("✓" if role in one.roles else "" for role in roles)) for one in permissions))


def _api() -> Iterator[str]:
    schema = api.get_openapi_schema(path_prefix="/api/")
    rows = ((f"`{verb.upper()}`", f"`{path}`", one["summary"]) for path, verbs in schema["paths"].items() for verb, one in verbs.items())
    yield from _table(("方法", "地址", "名称"), rows)


def _commands() -> Iterator[str]:
    for name, command in _walk("unionhall", typer.main.get_command(commands())):
        yield from (f"## {name}", "", command.help or "", "")
        given = [one for one in command.params if one.name != "help"]
        rows = ((f"`{' '.join([*one.opts, *one.secondary_opts])}`", getattr(one, "help", "") or "") for one in given)
        if given:
            yield from _table(("参数", "说明"), rows)


def _walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", {})
    if not below:
        yield name, command
    for part in sorted(below):
        yield from _walk(f"{name} {part}", below[part])


def _registers() -> Iterator[str]:
    for register in registers:
        yield from (f"## {register.label}（`{register.name}`）", "")
        rows = ((one.label, "✓" if one.required else "", "、".join(one.names[1:])) for one in register.headings)
        yield from _table(("列", "必填", "也认得"), rows)
    yield from ("## 可填的类型", "")
    kinds = ((tree.label, kind.label, label(kind.parent), "、".join(kind.synonyms)) for tree in trees for kind in tree.members.values())
    yield from _table(("用于", "类型", "上级", "也认得"), kinds)


# Title, what it is about, and what stands in it.
PAGES: dict[str, tuple[str, str, Callable[[], Iterator[str]]]] = {
    "metrics": ("指标", "总结、报表、指标页和接口里的每个数字都是这里的一个指标，或一个指标的一部分。", _metrics),
    "actions": ("办理", "每项办理都是页面上的一个按钮、接口里的一个地址和办理日志里的一句话。", _actions),
    "permissions": ("权限", "权限在授权的组织及其下级范围内有效。", _permissions),
    "api": (
        "接口",
        "完整说明在运行中的系统里：`/api/openapi.json`。登录后使用，写入须带 CSRF 令牌；重复提交用 `Idempotency-Key` 防止。",
        _api,
    ),
    "commands": ("命令", "`unionhall 命令 --help` 显示同样的说明。", _commands),
    "registers": ("登记表", "导入时按列名认出登记表；第一个列名是导出时用的。", _registers),
}

if __name__ == "__main__":
    try:
        typer.echo(write(check="--check" in sys.argv[1:]))
    except Stale as stale:
        sys.exit(str(stale))
