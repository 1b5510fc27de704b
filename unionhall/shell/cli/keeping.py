"""backup and restore: the whole house in one archive, checked by hashes; the key to identity numbers only on a sheet of paper."""

import gzip
import hashlib
import hmac
import json
import re
import sys
import tarfile
import zlib
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from django.utils import timezone

from unionhall.kernel.audit import log
from unionhall.kernel.ledger import check
from unionhall.kernel.orgs.models import Org
from unionhall.shell.cli import engines
from unionhall.shell.cli.main import Stop, app, say
from unionhall.shell.cli.serving import running

MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
DOCUMENTS = "people_document"


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


def backup(path: Path) -> Manifest:
    """Write the archive; compressed where its name ends in ``.gz``. Safe while the house is in use. Raises ``Stop``."""
    if path.exists():
        raise Stop(f"{path} 已经存在，请换一个文件名")
    part = path.with_name(f"{path.name}.part")
    with TemporaryDirectory(dir=settings.HOME) as folder:
        dump = Path(folder) / DATABASE
        counts = engines.dump(dump)
        # The database goes first: a file is on disk before the row that names it, and never changes.
        stored = {f"{FILES}/{file.relative_to(settings.FILES_ROOT).as_posix()}": file for file in _files()}
        members = {DATABASE: dump, **stored}
        hashes = {name: _hash(file) for name, file in members.items()}
        top = Org.objects.filter(parent=None).order_by("pk").first()
        now, key = timezone.localtime().isoformat(), _mark(settings.IDENTITY_KEY)
        made = Manifest(version(), now, connection.vendor, str(top or ""), key, counts, hashes)
        (Path(folder) / MANIFEST).write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1))
        with tarfile.open(part, "w:gz" if path.suffix in (".gz", ".tgz") else "w") as archive:
            for name, file in {MANIFEST: Path(folder) / MANIFEST, **members}.items():
                archive.add(file, name)
    part.chmod(0o600)
    part.replace(path)
    return made


def restore(path: Path, *, replace: bool = False, key: bytes | None = None) -> Manifest:
    """Put an archive back into this house, once all of it proved whole; what was there is kept beside it. Raises ``Stop``."""
    occupied = engines.occupied() or any(_files())
    if occupied and not replace:
        raise Stop("这里已有资料。要用备份替换它，请加 --replace（原有资料会另存，不会删除）；或换一个 UNIONHALL_HOME")
    with TemporaryDirectory(dir=settings.HOME) as folder:
        made = _unpacked(path, Path(folder))
        if made.engine != connection.vendor:
            here = connection.vendor
            raise Stop(f"这份备份来自 {made.engine}，这里用的是 {here}。请按备份的数据库种类设置 UNIONHALL_DATABASE_URL 后再恢复")
        key = _fitting_key(made, key)
        kept = settings.HOME / f"before-restore-{timezone.localtime():%Y%m%d-%H%M%S}"
        kept.mkdir()
        engines.load(Path(folder) / DATABASE, kept)
        if settings.FILES_ROOT.exists():
            settings.FILES_ROOT.rename(kept / FILES)
        if (Path(folder) / FILES).exists():
            (Path(folder) / FILES).rename(settings.FILES_ROOT)
        _take_key(key, kept)
    if not any(kept.iterdir()):
        kept.rmdir()
    return made


def version() -> str:
    """The version of this software; empty where it runs from a folder that was never installed."""
    try:
        return metadata.version("unionhall")
    except metadata.PackageNotFoundError:
        return ""


@app.command("backup")
def backup_(
    file: Annotated[Path, typer.Argument(help="备份写到哪个文件，如 house.tar 或 house.tar.gz")],
    recovery_sheet: Annotated[Path | None, typer.Option(help="恢复单写到哪个文件，打印后删除")] = None,
) -> None:
    """把整个系统备份成一个文件；证件密钥不在里面，只在恢复单上。"""
    if not file.absolute().parent.is_dir():
        raise Stop(f"没有文件夹 {file.absolute().parent}，请先建立")
    made = backup(file)
    say(f"已备份到 {file}：{_told(made)}。")
    if recovery_sheet:
        recovery_sheet.touch(mode=0o600)
        recovery_sheet.write_text(_sheet(made))
        say(f"恢复单已写入 {recovery_sheet}。请打印后锁入保险柜，并删除这个文件。")
    elif sys.stdout.isatty():  # never into the journal of a nightly job
        say(_sheet(made))
    else:
        say("证件密钥不在备份里。还没有打印过恢复单的，请运行 unionhall backup 新文件名 --recovery-sheet 恢复单.txt")


@app.command("restore")
def restore_(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    replace: Annotated[bool, typer.Option("--replace", help="替换这里已有的资料；原有的另存在旁边")] = False,
    identity_key: Annotated[str, typer.Option(help="恢复单上的证件密钥，或写有它的文件")] = "",
) -> None:
    """从备份恢复，并核对事实账和办理日志。先停止 unionhall serve。"""
    from unionhall.shell.cli.setup import migrate

    if running():
        raise Stop("系统正在运行，请先停止 unionhall serve 再恢复")
    made = restore(file, replace=replace, key=_read_key(identity_key))
    migrate()
    when = made.made_at[:16].replace("T", " ")
    say(f"已恢复“{made.org}”{when}的备份：{_told(made)}。")
    wrong = [f"事实账与记录有 {count} 处不一致"] if (count := len(list(check.verify()))) else []
    wrong += [f"{finding.where}：{finding.what}" for finding in log.verify()]
    if wrong:
        raise Stop("；".join(wrong[:20]))
    say("事实账与全部记录一致；办理日志完整。")


def _told(made: Manifest) -> str:
    return f"{len(made.counts)} 张表 {sum(made.counts.values())} 行，附件 {len(made.hashes) - 1} 个"


def _files() -> list[Path]:
    return sorted(path for path in settings.FILES_ROOT.rglob("*") if path.is_file() and path.suffix != ".part")


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _unpacked(path: Path, folder: Path) -> Manifest:
    """The archive's manifest, when every member is there and is what it was."""
    if not path.is_file():
        raise Stop(f"没有找到文件 {path}")
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
    return made


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


def _take_key(key: bytes, kept: Path) -> None:
    if key == settings.IDENTITY_KEY:
        return
    path = settings.HOME / "identity.key"
    if path.exists():
        path.rename(kept / path.name)
    path.touch(mode=0o600)
    path.write_bytes(key)
    settings.IDENTITY_KEY = key


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
    key = settings.IDENTITY_KEY.decode()
    groups = [key[start : start + 4] for start in range(0, len(key), 4)]
    lines = (
        "网上职工之家　恢复单",
        f"单位：{made.org}",
        f"备份时间：{made.made_at[:16].replace('T', ' ')}",
        "证件密钥：",
        *("　　" + " ".join(groups[start : start + 4]) for start in range(0, len(groups), 4)),
        "恢复：unionhall restore 备份文件 --identity-key 密钥（空格可省）",
        "本单与备份分开保管。没有它，备份里的证件号码无法还原；密钥不变时，这一张对以后的备份同样有效。",
    )
    return "\n".join(lines) + "\n"
