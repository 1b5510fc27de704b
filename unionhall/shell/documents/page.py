"""A paper as HTML: a fragment for the editor and the preview, and a page of its own to print or to make a PDF from."""

import hashlib
import subprocess
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from unionhall.kernel.papers.content import Content, Paragraph, Table
from unionhall.shell.documents import layout
from unionhall.shell.documents.layout import Link, annex_names, numbered

TEMPLATES = Environment(loader=PackageLoader("unionhall.shell"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
CHINESE = ":lang=zh-cn"  # what a font has to cover
UNABLE = "服务器{}，暂时不能生成 PDF，文稿没有变化。请在服务器上安装 {}，重新启动后再试；Word 文件可以照常导出。"


class PdfUnavailable(RuntimeError):
    """No PDF can be made here; the text says in Chinese what is missing and what to install."""


def write_html(content: Content, link: Link | None = None) -> Markup:
    """The paper as a fragment without styles of its own; every text is escaped.

    A figure is a link with its ``data-key``; where ``link`` gives no address it is plain text that looks the same.
    The first block of each section carries ``id="s-{section}"``, annexes ``id="annex-{n}"``.
    ``ValueError`` as for the Word file: an unknown level, or a row that does not fit its table.
    """
    annexes = list(zip(annex_names(content.annexes), content.annexes, strict=True))
    context = {"content": content, "blocks": _anchored(content), "annexes": annexes, "layout": layout}
    return Markup(TEMPLATES.get_template("paper.html").render(context, link=link or (lambda figure: None)))  # noqa: S704 - it escapes


def _anchored(content: Content) -> Iterator[tuple[str, Paragraph | Table, str]]:
    """Number, block and, for the first paragraph of each section, its name."""
    seen = {""}
    for number, block in numbered(content.body):
        section = block.section if isinstance(block, Paragraph) else ""
        yield number, block, "" if section in seen else section
        seen.add(section)


def write_print(content: Content) -> str:
    """The paper as a whole HTML page in the official format, with its style inside."""
    return TEMPLATES.get_template("paper_print.html").render(content=content, paper=write_html(content))


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
    """What to install, for people, or nothing. Without any font Pango raises nothing and ends the process, so fc-list is asked first."""
    try:
        import weasyprint  # noqa: F401  # only whether its libraries are found

        fonts = subprocess.run(["fc-list", CHINESE], capture_output=True, check=False).stdout  # the program comes with Pango
    except OSError:
        return UNABLE.format("缺少排版库 Pango", "libpango-1.0-0 和 libpangoft2-1.0-0（Debian、Ubuntu）或 pango（红帽系）")
    return "" if fonts else UNABLE.format("没有中文字体", "fonts-noto-cjk（Debian、Ubuntu）或 google-noto-serif-cjk-fonts（红帽系）")
