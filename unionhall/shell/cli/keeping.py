"""backup, restore, upgrade: the whole house in one archive, checked by hashes; the key to identity numbers only on a sheet of paper."""

import gzip
import hashlib
import hmac
import json
import re
import sys
import tarfile
import textwrap
import zlib
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from unionhall.kernel.actions.figures import restate_metric
from unionhall.kernel.audit import log
from unionhall.kernel.ledger.check import verify
from unionhall.kernel.ledger.metrics import metrics
from unionhall.kernel.ledger.models import Fact
from unionhall.kernel.orgs.models import Org
from unionhall.shell.cli import engines
from unionhall.shell.cli.main import Stop, app, say
from unionhall.shell.cli.serving import running
from unionhall.shell.cli.setup import migrate

MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
DOCUMENTS = "people_document"
SHEET = """网上职工之家　恢复单
单位：{made.org}
备份时间：{made.when}
证件密钥：
{key}
恢复：unionhall restore 备份文件 --identity-key 密钥（空格可省）
本单与备份分开保管。没有它，备份里的证件号码无法还原；密钥不变时，这一张对以后的备份同样有效。
"""


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: SHA-256 of every member, rows of every table, and by which key its identity numbers were sealed."""

    version: str
    made_at: str
    engine: str
    org: str
    key: str
    counts: dict[str, int]
    hashes: dict[str, str]

    def __str__(self) -> str:
        return f"{len(self.counts)} 张表 {sum(self.counts.values())} 行，附件 {len(self.hashes) - 1} 个"

    @property
    def when(self) -> str:
        return self.made_at[:16].replace("T", " ")


def backup(path: Path) -> Manifest:
    """Write the archive; compressed where its name ends in ``.gz``. Safe while the house is in use. Raises ``Stop``."""
    if path.exists():
        raise Stop(f"{path} 已经存在，请换一个文件名")
    with TemporaryDirectory(dir=settings.HOME) as folder:
        dump, manifest, part = Path(folder) / DATABASE, Path(folder) / MANIFEST, path.with_name(f"{path.name}.part")
        counts = engines.dump(dump)
        # The database goes first: a file is on disk before the row that names it, and never changes.
        members = {DATABASE: dump, **{f"{FILES}/{file.relative_to(settings.FILES_ROOT).as_posix()}": file for file in _files()}}
        hashes = {name: _hash(file) for name, file in members.items()}
        org, now = Org.objects.filter(parent=None).order_by("pk").first(), timezone.localtime()
        key = _mark(settings.IDENTITY_KEY)
        made = Manifest(metadata.version("unionhall"), now.isoformat(), connection.vendor, str(org or ""), key, counts, hashes)
        manifest.write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1))
        with tarfile.open(part, "w:gz" if path.suffix in (".gz", ".tgz") else "w") as archive:
            for name, file in {MANIFEST: manifest, **members}.items():
                archive.add(file, name)
    part.chmod(0o600)
    part.replace(path)
    return made


@app.command("backup")
def backup_(
    file: Annotated[Path, typer.Argument(help="备份写到哪个文件，如 house.tar 或 house.tar.gz")],
    recovery_sheet: Annotated[Path | None, typer.Option(help="恢复单写到哪个文件，打印后删除")] = None,
) -> None:
    """把整个系统备份成一个文件；证件密钥不在里面，只在恢复单上。"""
    if not file.absolute().parent.is_dir():
        raise Stop(f"没有文件夹 {file.absolute().parent}，请先建立")
    made = backup(file)
    say(f"已备份到 {file}：{made}。")
    if recovery_sheet:
        recovery_sheet.touch(mode=0o600)
        recovery_sheet.write_text(_sheet(made))
        say(f"恢复单已写入 {recovery_sheet}。请打印后锁入保险柜，并删除这个文件。")
    elif sys.stdout.isatty():  # never into the journal of a nightly job
        say(_sheet(made))
    else:
        say("证件密钥不在备份里。还没有打印过恢复单的，请运行 unionhall backup 新文件名 --recovery-sheet 恢复单.txt")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="备份文件")],
    replace: Annotated[bool, typer.Option("--replace", help="替换这里已有的资料；原有的另存在旁边")] = False,
    identity_key: Annotated[str, typer.Option(help="恢复单上的证件密钥，或写有它的文件")] = "",
) -> None:
    """从备份恢复，并核对事实账和办理日志。先停止 unionhall serve。"""
    if running():
        raise Stop("系统正在运行，请先停止 unionhall serve 再恢复")
    if not replace and _occupied():
        raise Stop("这里已有资料。要用备份替换它，请加 --replace（原有资料会另存，不会删除）；或换一个 UNIONHALL_HOME")
    with TemporaryDirectory(dir=settings.HOME) as folder:
        made = _unpacked(file, Path(folder))
        _put_in_place(Path(folder), _fitting_key(made, _read_key(identity_key)))
    migrate()
    say(f"已恢复“{made.org}”{made.when}的备份：{made}。")
    wrong = [f"事实账与记录有 {count} 处不一致"] if (count := len(list(verify()))) else []
    wrong += [f"{finding.where}：{finding.what}" for finding in log.verify()]
    if wrong:
        raise Stop("；".join(wrong[:20]))
    say("事实账与全部记录一致；办理日志完整。")


@app.command()
def upgrade() -> None:
    """升级：备份、更新数据库、按新口径重述、核对。"""
    target = settings.HOME / f"before-upgrade-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
    backup(target)
    migrate()
    newest = dict(Fact.objects.order_by().values_list("metric").annotate(Max("version")))
    restated = sum(restate_metric(one.name) for one in metrics if newest.get(one.name, one.version) < one.version)
    differences = list(verify())
    say(f"已升级：重述 {restated} 条事实；核对差异 {len(differences)} 处。升级前的备份：{target}")
    if differences:
        raise Stop("事实账与记录不一致，请保留备份并运行 unionhall ledger verify 查看")


def _occupied() -> bool:
    """Whether somebody already keeps something here."""
    return any(_files()) or (Org._meta.db_table in connection.introspection.table_names() and Org.objects.exists())


def _files() -> list[Path]:
    return sorted(path for path in settings.FILES_ROOT.rglob("*") if path.is_file() and path.suffix != ".part")


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _unpacked(path: Path, folder: Path) -> Manifest:
    """The archive's manifest, when every member is there, is what it was, and fits this house."""
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
        made = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, FileNotFoundError, ValueError, TypeError) as error:
        raise Stop(f"{path} 不是完整的备份，请换一份备份再试。这里的资料没有变动") from error
    found = {file.relative_to(folder).as_posix(): _hash(file) for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST}
    differing = sorted(name for name in {**made.hashes, **found} if made.hashes.get(name) != found.get(name))
    if differing:
        raise Stop(f"备份里有 {len(differing)} 个文件与清单不符（{differing[0]}），请换一份备份再试。这里的资料没有变动")
    if made.engine != (here := connection.vendor):
        raise Stop(f"这份备份来自 {made.engine}，这里用的是 {here}。请按备份的数据库种类设置 UNIONHALL_DATABASE_URL 后再恢复")
    return made


def _put_in_place(folder: Path, key: bytes) -> None:
    """Database, files and key; those that were there go into a folder beside them."""
    kept = settings.HOME / f"before-restore-{timezone.localtime():%Y%m%d-%H%M%S}"
    kept.mkdir()
    engines.load(folder / DATABASE, kept)
    if settings.FILES_ROOT.exists():
        settings.FILES_ROOT.rename(kept / FILES)
    if (folder / FILES).exists():
        (folder / FILES).rename(settings.FILES_ROOT)
    if key != settings.IDENTITY_KEY:
        path = settings.HOME / "identity.key"
        path.rename(kept / path.name)
        path.touch(mode=0o600)
        path.write_bytes(key)
    if not any(kept.iterdir()):
        kept.rmdir()


def _fitting_key(made: Manifest, given: bytes | None) -> bytes:
    """The key that opens the identity numbers of the backup: the one given, or the one that lies here."""
    for key in (given, settings.IDENTITY_KEY):
        if key and _mark(key) == made.key:
            return key
    if given:
        raise Stop("这把证件密钥与备份不符，请核对恢复单。这里的资料没有变动")
    if made.counts.get(DOCUMENTS):
        raise Stop(f"备份里有 {made.counts[DOCUMENTS]} 个加密的证件号码，缺少证件密钥：请用 --identity-key 写上恢复单上的密钥")
    return settings.IDENTITY_KEY


def _mark(key: bytes) -> str:
    """Tells keys apart and gives none away: they are 64 random digits."""
    return hmac.new(key, b"backup", hashlib.sha256).hexdigest()[:16]


def _read_key(written: str) -> bytes | None:
    path = Path(written)
    text = path.read_text() if written and path.is_file() else written
    digits = "".join(text.split()).replace("-", "").lower()
    found = re.search("[0-9a-f]{64}", digits)  # in the whole text of a sheet as well
    return (found[0] if found else digits).encode() or None


def _sheet(made: Manifest) -> str:
    groups = " ".join(re.findall("....", settings.IDENTITY_KEY.decode()))
    return SHEET.format(made=made, key=textwrap.indent(textwrap.fill(groups, 4 * len("1234 ")), "　　"))
