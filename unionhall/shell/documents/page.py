"""A paper as HTML: a fragment for the editor and the preview, and a page of its own to print or to make a PDF from."""

from collections.abc import Iterator

from django.conf import settings
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from unionhall.kernel.papers.content import Content, Paragraph, Table
from unionhall.shell.documents import layout
from unionhall.shell.documents.numbering import Link, annex_names, numbered

TEMPLATES = Environment(
    loader=FileSystemLoader(settings.PACKAGE / "shell" / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def write_html(content: Content, link: Link | None = None) -> Markup:
    """The paper as a fragment without styles of its own; every text is escaped.

    A figure is a link with its ``data-key``; where ``link`` gives no address it is plain text that looks the same.
    The first block of each section carries ``id="s-{section}"``, annexes ``id="annex-{n}"``.
    ``ValueError`` as for the Word file: an unknown level, or a row that does not fit its table.
    """
    context = {
        "content": content,
        "blocks": _anchored(content),
        "annexes": list(zip(annex_names(content.annexes), content.annexes, strict=True)),
        "link": link or (lambda figure: None),
        "goes_across": layout.goes_across,
        "shares": lambda table: layout.column_widths([column.width for column in table.columns], 100),
        "dense": layout.DENSE_FROM,
    }
    return Markup(TEMPLATES.get_template("paper.html").render(context))  # noqa: S704 - the template escapes


def write_print(content: Content) -> str:
    """The paper as a whole HTML page in the official format, with its style inside."""
    return TEMPLATES.get_template("paper_print.html").render(content=content, paper=write_html(content), layout=layout, faces=_faces)


def _anchored(content: Content) -> Iterator[tuple[str, Paragraph | Table, str]]:
    """Number, block and, for the first paragraph of each section, its name."""
    seen = {""}
    for number, block in numbered(content.body):
        section = block.section if isinstance(block, Paragraph) else ""
        yield number, block, "" if section in seen else section
        seen.add(section)


def _faces(face: str) -> Markup:
    """Digits first (see the font-face; titles have their own), then the Chinese face, its alternatives, and what a server has."""
    chinese = (face, *layout.ALTERNATIVES[face], f"Noto {'Sans' if face == layout.HEI else 'Serif'} CJK SC")
    latin = [] if face == layout.BIAOSONG else ["UnionhallLatin"]
    return Markup(", ".join([*latin, *(f'"{name}"' for name in chinese)]))  # noqa: S704 - names of ours, for a style sheet
