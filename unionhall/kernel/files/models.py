"""Files by content: the same bytes are kept once an organization; what a file claims to be is checked against what it is."""

import hashlib
import io
import os
from pathlib import Path

from django.conf import settings
from django.db import models
from PIL import Image, UnidentifiedImageError

from unionhall.kernel.access.models import User
from unionhall.kernel.orgs.models import Org

LARGEST = 20 * 1024 * 1024
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SIGNS = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"\xd0\xcf\x11\xe0": "application/x-ole-storage",
}


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
        raise UnfitFile(f"“{name}”是空文件,请重新选择")
    if len(data) > LARGEST:
        raise UnfitFile(f"“{name}”有 {len(data) // 1048576} MB,最大 20 MB,请压缩后再传")
    data, kind = _sniff(name, data)
    file = File(org=org, digest=hashlib.sha256(data).hexdigest(), name=Path(name).name[:200], kind=kind, size=len(data), uploaded_by=user)
    _write(file.path, data)
    existing = File.objects.filter(org=org, digest=file.digest, name=file.name).first()
    if existing:
        return existing
    file.save()
    return file


def _sniff(name: str, data: bytes) -> tuple[bytes, str]:
    for sign, kind in SIGNS.items():
        if data.startswith(sign):
            return data, kind
    if Path(name).suffix.lower() in {".csv", ".txt"} and b"\0" not in data:
        return data, "text/plain"
    try:
        return _picture(data)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise UnfitFile(f"“{name}”不是能识别的图片、PDF 或表格文件,请换一个文件") from error


def _picture(data: bytes) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(data)) as picture:
        kind = picture.format if picture.format in PICTURES else "JPEG"
        clean = picture.convert("RGB") if kind == "JPEG" else picture.copy()
    clean.info.clear()
    clean.thumbnail((2000, 2000))
    out = io.BytesIO()
    clean.save(out, kind)
    return out.getvalue(), PICTURES[kind]


def _write(path: Path, data: bytes) -> None:
    """On disk before the commit that names it: a file without a row is harmless, a row without a file is not."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
