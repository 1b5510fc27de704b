"""Backup and restore of a whole house, on the engine of this test run: nothing is lost, nothing is taken on trust."""

import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

FILL = """
import django; django.setup()
from unionhall.kernel.actions.declare import Call, actions
from unionhall.kernel.actions.run import run
from unionhall.kernel.actions.upkeep import close_audit_block
from unionhall.kernel.files.models import keep
from unionhall.kernel.orgs.models import Org
from unionhall.kernel.people import identity
from django.utils import timezone

org = Org.objects.get()
do = lambda action, **data: run(actions[action], Call(None, data, org=org, channel="command")).record
card = do("people.card.add", name="周晓禾", sex="female")
do("relief.visit.register", person=card.person_id, kind="visit.illness", amount="600", visited_on="2026-03-05")
identity.keep(card.person, "110101194912310024")
keep(org, "签收.pdf", b"%PDF-1.4 signed", None)
close_audit_block(timezone.now())
"""
LOOK = """
import django; django.setup()
from django.conf import settings
from unionhall.kernel.files.models import File
from unionhall.kernel.people.identity import unseal
from unionhall.kernel.people.models import Document
from unionhall.modules.relief.models import Visit

print(Visit.objects.get().amount, File.objects.get().read(), unseal(Document.objects.get()))
"""
NUMBERS = """
import django; django.setup()
from unionhall.modules.relief.models import Visit

print(*Visit.objects.order_by("pk").values_list("number", flat=True))
"""


@pytest.fixture(scope="module")
def filled(house: Any, founded: Any) -> Any:
    """A house with a visit, an identity number, a file and a closed block of the log; no test changes it."""
    made = house("filled", founded)
    done = made.python(FILL)
    assert done.code == 0, done.text
    return made


@pytest.fixture(scope="module")
def archive(filled: Any, tmp_path_factory: Any) -> Path:
    path: Path = tmp_path_factory.mktemp("backup") / "house.tar.gz"
    said = filled.command("backup", path, "--recovery-sheet", path.with_name("sheet.txt"))
    assert said.code == 0, said.text
    return path


@pytest.fixture
def second(house: Any) -> Any:
    return house("second")


def put_back(house: Any, archive: Path, *words: str) -> Any:
    said = house.command("restore", archive, "--identity-key", key_of(archive), *words)
    assert said.code == 0, said.text
    return said


def members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as opened:
        return {member.name: opened.extractfile(member).read() for member in opened.getmembers()}  # type: ignore[union-attr]  # files all


def remade(archive: Path, target: Path, **changed: bytes) -> Path:
    """The archive with other bytes in some of its members, named by how their names begin."""
    with tarfile.open(target, "w") as made:
        for name, data in members(archive).items():
            stored = next((other for start, other in changed.items() if name.startswith(start)), data)
            info = tarfile.TarInfo(name)
            info.size = len(stored)
            made.addfile(info, io.BytesIO(stored))
    return target


def key_of(archive: Path) -> str:
    lines = archive.with_name("sheet.txt").read_text().splitlines()
    return "".join(line.strip() for line in lines if line.startswith("　　"))


def counts(archive: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads(members(archive)["manifest.json"])["counts"]
    return found


def test_a_house_comes_back_whole_in_another_place(filled: Any, archive: Path, second: Any, tmp_path: Path) -> None:
    assert "事实账与全部记录一致；办理日志完整" in put_back(second, archive).text
    assert second.python(LOOK).text == filled.python(LOOK).text
    assert "60000 b'%PDF-1.4 signed' 110101194912310024" in second.python(LOOK).text
    assert second.command("backup", tmp_path / "again.tar").code == 0
    assert counts(tmp_path / "again.tar") == counts(archive)
    assert "相同" in second.command("ledger", "rebuild").text


def test_numbers_given_after_a_restore_go_on_where_they_stopped(archive: Path, second: Any) -> None:
    put_back(second, archive)
    done = second.python(FILL.replace("周晓禾", "贺明辉").replace("identity.keep", "print"))
    assert done.code == 0, done.text
    assert "慰问〔2026〕1号 慰问〔2026〕2号" in second.python(NUMBERS).text


def test_the_key_is_on_the_sheet_alone_and_never_in_the_archive(filled: Any, archive: Path) -> None:
    secrets = [(filled.home / f"{name}.key").read_bytes() for name in ("identity", "secret")]
    assert key_of(archive).replace(" ", "") == secrets[0].decode()
    assert archive.with_name("sheet.txt").stat().st_mode & 0o077 == 0
    assert not [name for name, data in members(archive).items() if name.endswith(".key") or any(secret in data for secret in secrets)]


def test_the_sheet_itself_is_read_for_the_key(archive: Path, second: Any) -> None:
    said = second.command("restore", archive, "--identity-key", archive.with_name("sheet.txt"))
    assert said.code == 0, said.text


def test_every_member_is_named_with_its_hash(archive: Path) -> None:
    held = members(archive)
    manifest = json.loads(held.pop("manifest.json"))
    assert manifest["hashes"] == {name: hashlib.sha256(data).hexdigest() for name, data in held.items()}
    assert manifest["counts"]["relief_visit"] == 1


def test_without_the_key_of_its_identity_numbers_nothing_is_restored(archive: Path, second: Any) -> None:
    for words, says in (((), "缺少证件密钥"), (("--identity-key", "0" * 64), "与备份不符")):
        said = second.command("restore", archive, *words)
        assert (said.code, says in said.text) == (2, True), said.text
    assert "先运行 unionhall init" in second.command("serve", "--port", "1").text


def test_an_archive_that_was_touched_is_refused(filled: Any, archive: Path, tmp_path: Path) -> None:
    remade(archive, tmp_path / "forged.tar", files=b"%PDF-1.4 forged")
    (tmp_path / "short.tar.gz").write_bytes(archive.read_bytes()[:4000])
    (tmp_path / "text.tar").write_text("不是备份")
    whole = "不是完整的备份"
    for name, says in (("forged.tar", "与清单不符"), ("short.tar.gz", whole), ("text.tar", whole), ("none.tar", "没有找到")):
        said = filled.command("restore", tmp_path / name, "--replace")
        assert (said.code, says in said.text) == (2, True), said.text
    assert "60000" in filled.python(LOOK).text


def test_what_is_there_is_replaced_only_when_told_and_then_kept_beside(archive: Path, second: Any) -> None:
    put_back(second, archive)
    refused = second.command("restore", archive)
    assert (refused.code, "--replace" in refused.text) == (2, True)
    before = set(second.home.glob("before-restore-*"))
    put_back(second, archive, "--replace")
    (kept,) = set(second.home.glob("before-restore-*")) - before
    assert (kept / "files").is_dir()
    assert (kept / "unionhall.sqlite3").exists() != bool(second.database)
    assert "60000" in second.python(LOOK).text


def test_a_backup_goes_back_into_its_own_kind_of_database(archive: Path, second: Any, tmp_path: Path) -> None:
    manifest = members(archive)["manifest.json"].replace(b'"engine": "', b'"engine": "other ')
    said = second.command("restore", remade(archive, tmp_path / "other.tar", manifest=manifest))
    assert (said.code, "UNIONHALL_DATABASE_URL" in said.text) == (2, True)


def test_a_backup_never_overwrites_another(filled: Any, archive: Path, tmp_path: Path) -> None:
    assert "已经存在" in filled.command("backup", archive).text
    assert "没有文件夹" in filled.command("backup", tmp_path / "missing" / "house.tar").text
