"""A paper as PDF, made by WeasyPrint from the page that is printed."""

import ctypes
import ctypes.util
import hashlib
from functools import cache

from unionhall.kernel.papers.content import Content
from unionhall.shell.documents.page import write_print

PROBE = b":lang=zh-cn"
UNABLE = "服务器{}，暂时不能生成 PDF，文稿没有变化。请在服务器上安装 {}，重新启动后再试；Word 文件可以照常导出。"


class PdfUnavailable(RuntimeError):
    """No PDF can be made here; the text says in Chinese what is missing and what to install."""


def write_pdf(content: Content) -> bytes:
    """The paper as PDF. ``PdfUnavailable`` where Pango or every Chinese font is missing; ``ValueError`` as for HTML."""
    missing = _missing()
    if missing:
        raise PdfUnavailable(missing)
    import weasyprint

    page = write_print(content)
    # The identifier comes from the content, so that a second export is the same file; the hints are the widths of columns.
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    return bytes(weasyprint.HTML(string=page).write_pdf(pdf_identifier=identifier, presentational_hints=True))


def pdf_available() -> bool:
    """Whether this server can make a PDF; looked up once and remembered."""
    return not _missing()


@cache
def _missing() -> str:
    """A sentence for people, or nothing. Fonts first: without any font Pango does not raise, it ends the process."""
    if not _has_chinese_font():
        return UNABLE.format("没有中文字体", "fonts-noto-cjk（Debian、Ubuntu）或 google-noto-serif-cjk-fonts（红帽系）")
    try:
        import weasyprint  # noqa: F401  # only whether its libraries are found
    except OSError:
        return UNABLE.format("缺少排版库 Pango", "libpango-1.0-0 和 libpangoft2-1.0-0（Debian、Ubuntu）或 pango（红帽系）")
    return ""


def _has_chinese_font() -> bool:
    """Whether fontconfig, which Pango asks, knows a font that covers Chinese."""
    try:
        library = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
    except OSError:
        return False
    for name in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(library, name).restype = ctypes.c_void_p
    pattern = ctypes.c_void_p(library.FcNameParse(PROBE))
    fonts = ctypes.c_void_p(library.FcFontList(None, pattern, ctypes.c_void_p(library.FcObjectSetCreate())))
    return bool(fonts.value and ctypes.cast(fonts, ctypes.POINTER(ctypes.c_int))[0])  # an FcFontSet begins with its length
