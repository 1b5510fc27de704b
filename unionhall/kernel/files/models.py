"""Files by content: the same bytes are kept once an organization; what a file claims to be is checked against what it is."""

import codecs
import hashlib
import io
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from PIL import Image, ImageOps

from unionhall.kernel.access.models import User
from unionhall.kernel.orgs.models import Org

LARGEST = 20 * 1024 * 1024
PICTURES = ("JPEG", "PNG", "WEBP")
# What a file begins with, and the names under which it may come.
SIGNS = {
    b"%PDF-": ("application/pdf", {".pdf"}),
    b"PK\x03\x04": ("application/zip", {".zip", ".docx", ".xlsx", ".pptx", ".ofd", ".et", ".wps", ".dps"}),
    b"\xd0\xcf\x11\xe0": ("application/x-ole-storage", {".doc", ".xls", ".ppt", ".et", ".wps", ".dps"}),
}
TEXTS = {".csv", ".txt"}
PICTURE_NAMES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"}


class UnfitFile(ValueError):
    """The file is not taken; the message says why, and what to do."""


class File(models.Model):
    """A file of one organization. ``digest`` is the SHA-256 of what is stored."""

    org = models.ForeignKey(Org, models.PROTECT)
    digest = models.CharField("散列", max_length=64)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=60)
    size = models.PositiveIntegerField("字节")
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = "文件"
        constraints = [models.UniqueConstraint(fields=["org", "digest", "name"], name="one_file")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.FILES_ROOT) / str(self.org_id) / self.digest[:2] / self.digest

    def read(self) -> bytes:
        return self.path.read_bytes()


def keep(org: Org, name: str, data: bytes, user: User | None) -> File:
    """Store bytes and name them; pictures are re-encoded, which drops the place where they were taken.

    Raises ``UnfitFile`` for what is too large, empty, or not what its name says.
    """
    if not data:
        raise UnfitFile(f"“{name}”是空文件，请重新选择")
    if len(data) > LARGEST:
        raise UnfitFile(f"“{name}”有 {len(data) / 1048576:.1f} MB，最大 20 MB，请压缩后再传")
    data, kind = _sniff(name, data)
    content = {"org": org, "digest": hashlib.sha256(data).hexdigest()}
    _write(File(**content).path, data)
    told = {"kind": kind, "size": len(data), "uploaded_by": user}
    return File.objects.get_or_create(**content, name=Path(name).name[:200], defaults=told)[0]


def discard(file: File) -> None:
    """Remove a file that nothing names any more: its row, and what is stored once no other row of the organization names the same."""
    uses: list[Any] = [
        relation for relation in File._meta.get_fields(include_hidden=True) if relation.auto_created and not relation.concrete
    ]
    if any(use.related_model._base_manager.filter(**{use.field.name: file}).exists() for use in uses):
        return
    same = File.objects.filter(org=file.org_id, digest=file.digest)
    file.delete()
    transaction.on_commit(lambda: None if same.exists() else file.path.unlink(missing_ok=True))


def _sniff(name: str, data: bytes) -> tuple[bytes, str]:
    suffix = Path(name).suffix.lower()
    for sign, (kind, suffixes) in SIGNS.items():
        if data.startswith(sign):
            if suffix not in suffixes:
                raise UnfitFile(f"“{name}”的内容与扩展名不符，请用原来的文件重传")
            return data, kind
    if suffix in TEXTS and (b"\0" not in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))):
        return data, "text/plain"
    try:
        data, kind = _picture(data)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:  # what Pillow raises for broken pictures
        raise UnfitFile(f"“{name}”不是能识别的图片、PDF 或表格文件，请换一个文件") from error
    if suffix not in PICTURE_NAMES:
        raise UnfitFile(f"“{name}”的内容是图片，与扩展名不符，请用原来的文件重传")
    return data, kind


def _picture(data: bytes) -> tuple[bytes, str]:
    """Upright, at most 2000 pixels long, and without anything that the camera wrote beside it."""
    with Image.open(io.BytesIO(data)) as picture:
        kind = picture.format if picture.format in PICTURES else "JPEG"
        upright = ImageOps.exif_transpose(picture)
    clean = upright.convert("RGB") if kind == "JPEG" else upright
    clean.info.clear()
    clean.thumbnail((2000, 2000))
    out = io.BytesIO()
    clean.save(out, kind)
    return out.getvalue(), Image.MIME[kind]


def _write(path: Path, data: bytes) -> None:
    """On disk before the commit that names it: a file without a row is harmless, a row without a file is not."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{secrets.token_hex(4)}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
