"""Takes a paper in: a file of any office format becomes plain text, or a sentence that says why it cannot, and never harm."""

import codecs
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import unionhall

Kind = Literal["docx", "doc", "pdf", "xlsx", "xls", "html", "txt"]

LARGEST_FILE = 100 * 1024 * 1024
LONGEST_TEXT = 2_000_000  # code points; a year's report has some 30,000
SECONDS = 40  # of the clock, for one file

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FOREIGN = (
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</(?:p|div|span|td|li|h\d)>", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# The most frequent characters of Chinese prose, simplified and traditional: under a wrong encoding they are rare.
_FREQUENT = frozenset("的一是在不了有和人中大为為上个個国國我以要他时時来來用们們生到作地于於出会會工年月日职職")


class UnreadablePaper(ValueError):
    """A file that gives no text; the message is a sentence for people: why, and what to do."""


@dataclass(frozen=True)
class Intake:
    """``text`` is what all offsets count in, code point by code point. A byte order mark is no part of it."""

    text: str
    kind: Kind


def take_in(data: bytes, filename: str) -> Intake:
    """The text of a file, told by its content and not by its name; for pasted text ``filename`` is "".

    Formats that need a parser are read in a process of their own, with limits of time and memory. Raises ``UnreadablePaper``.
    """
    name = f"“{Path(filename).name[-60:]}”" if filename else "粘贴的内容"
    if len(data) > LARGEST_FILE:
        raise UnreadablePaper(f"{name}有 {len(data) // 1048576} MB，最大能读 100 MB，请删去图片后再传，或只传文字部分")
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadablePaper(f"{name}是空的，没有可读的内容，请核对后重新选择文件")
    kind = _kind(data, name)
    text = _decoded(data, name) if kind is None else _parsed(data, kind, name)
    if kind is None:
        kind = "html" if _is_page(text, filename) else "txt"
        text = _parsed(text.encode(), "html", name) if kind == "html" else text
    if len(text) > LONGEST_TEXT:
        raise UnreadablePaper(f"{name}超过 {LONGEST_TEXT // 10000} 万字，无法读取，请拆成几个文件再传")
    if not text.strip():
        raise UnreadablePaper(f"{name}里没有文字，请核对后重新选择文件")
    return Intake(text, kind)


def _kind(data: bytes, name: str) -> Kind | None:
    """The format by the file's own signature; nothing for what may be text."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _kind_of_package(data, name)
    if data.startswith(_COMPOUND):
        return _kind_of_compound(data, name)
    if data.startswith(b"{\\rtf"):
        raise UnreadablePaper(f"{name}是 RTF 文件，请用 Word 或 WPS 打开后另存为 .docx 再传")
    for sign, what in _FOREIGN:
        # A text in UTF-8 may well begin with the letters MZ: a program has zeros among its first bytes.
        if data.startswith(sign) and (sign != b"MZ" or b"\0" in data[:256]):
            raise UnreadablePaper(f"{name}是{what}，不是文书，请选择 Word、PDF、Excel 或文本文件")
    return None


def _kind_of_package(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadablePaper(damaged(name)) from error
    if "word/document.xml" in parts:
        return "docx"
    if "xl/workbook.xml" in parts:
        return "xlsx"
    raise UnreadablePaper(f"{name}是压缩包，或不是 Word、Excel 文档，请解压后选择其中的文书")


def _kind_of_compound(data: bytes, name: str) -> Kind:
    """Word or Excel of 97 to 2003, told by the names of their streams, or a newer one behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadablePaper(locked(name))
    if "WordDocument".encode("utf-16-le") in data:
        return "doc"
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    raise UnreadablePaper(f"{name}不是 Word 或 Excel 文档，请用 Word 或 WPS 打开后另存为 .docx 再传")


def damaged(name: str) -> str:
    return f"{name}已损坏或不完整，无法打开，请用 Word 或 WPS 打开后另存为 .docx 再传"


def locked(name: str) -> str:
    return f"{name}设有打开密码，请去掉密码并保存后再传"


def _decoded(data: bytes, name: str) -> str:
    """Text of UTF-8, UTF-16 with its mark, GB18030 or Big5; line breaks stay as they are."""
    mark = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    named = _META_CHARSET.search(data[:4096])
    guesses = [mark] if mark else ["utf-8", *([named[1].decode()] if named else [])]
    for encoding in guesses:
        try:
            return _without_controls(data.decode(encoding), name)
        except (UnicodeDecodeError, LookupError):
            continue
    candidates = [text for text in (_try(data, "gb18030"), _try(data, "big5hkscs")) if text is not None]
    best = max(candidates, key=_frequent_share, default="")
    if _frequent_share(best) < 0.02:
        raise UnreadablePaper(f"{name}的文字编码无法识别，或不是文书，请用 Word 或 WPS 打开后另存为 .docx 再传")
    return _without_controls(best, name)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _frequent_share(text: str) -> float:
    counted = Counter(character for character in text[:20_000] if ord(character) > 127)
    return sum(counted[character] for character in _FREQUENT) / max(1, counted.total())


def _without_controls(text: str, name: str) -> str:
    if len(_CONTROL.findall(text[:100_000])) > 3:
        raise UnreadablePaper(f"{name}不是文书，请选择 Word、PDF、Excel 或文本文件")
    return text


def _is_page(text: str, filename: str) -> bool:
    named = Path(filename).suffix.lower() in {".html", ".htm"}
    return bool(_HTML.match(text[:4096])) or (named and bool(_TAG.search(text)))


def _parsed(data: bytes, kind: Kind, name: str) -> str:
    """What the parser of the format finds, in a process of its own: it may hang, swell or fall, and nothing happens here."""
    command = [sys.executable, "-m", "unionhall.shell.reading.intake_formats", kind, name]
    root = str(Path(unionhall.__file__).parents[1])
    # The parser is given neither the settings nor the secrets of the server.
    env = {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": root}
    with tempfile.TemporaryFile() as file:  # a parser that falls over early would break a pipe
        file.write(data)
        file.seek(0)
        out, nothing = subprocess.PIPE, subprocess.DEVNULL
        process = subprocess.Popen(command, stdin=file, stdout=out, stderr=nothing, start_new_session=True, env=env)
    try:
        written, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise UnreadablePaper(f"{name}读取超过 {SECONDS} 秒，已停止，请删去图片和附件，或拆成几个文件再传") from None
    finally:
        _end(process)
    try:
        answer = json.loads(written)
    except ValueError as error:
        raise UnreadablePaper(damaged(name)) from error
    if "refused" in answer:
        raise UnreadablePaper(answer["refused"])
    return str(answer["text"])


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends the parser with whatever it started; one that has ended by itself is left alone."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
