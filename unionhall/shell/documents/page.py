"""A paper as HTML: a fragment for the editor and the preview, and a page of its own to print or to make a PDF from."""

from collections.abc import Callable, Iterator, Sequence
from string import Template

from markupsafe import Markup, escape

from unionhall.kernel.papers.content import Align, Content, Paragraph, Quoted, Run, Table
from unionhall.shell.documents import layout
from unionhall.shell.documents.numbering import annex_names, numbered

Link = Callable[[Quoted], str | None]

CLASS: dict[Align, Markup] = {"left": Markup(), "centre": Markup(' class="mid"'), "right": Markup(' class="num"')}
OWN = Markup('<span class="uh-handtag">手写段落，刷新数据时不会改动</span>')
MARKS = {"hand": "手工", "stale": "变"}


def write_html(content: Content, link: Link | None = None) -> Markup:
    """The paper as a fragment without styles of its own; every text is escaped.

    A figure is a link with its ``data-key``; where ``link`` gives no address it is plain text that looks the same.
    The first block of each section carries ``id="s-{section}"``, annexes ``id="annex-{n}"``.
    ``ValueError`` as for the Word file: an unknown level, or a row that does not fit its table.
    """
    parts = [Markup("<h2>{}</h2>").format(_lines(content.title)), *_body(content, link), *_ending(content)]
    for n, (name, annex) in enumerate(zip(annex_names(content.annexes), content.annexes, strict=True), 1):
        head = Markup('<section class="uh-annex" id="annex-{}"><p class="uh-annexname">{}</p><h3>{}</h3>').format(n, name, annex.title)
        parts.append(head + _table(annex, link, titled=True) + Markup("</section>"))
    return Markup("\n").join(parts)


def write_print(content: Content) -> str:
    """The paper as a whole HTML page in the official format, with its style inside."""
    title, author = escape(content.title), escape(content.signature)
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title><meta name="author" content="{author}">'
        f"<style>{_style()}</style></head><body>\n{write_html(content)}\n</body></html>\n"
    )


def _body(content: Content, link: Link | None) -> Iterator[Markup]:
    seen: set[str] = set()
    for number, block in numbered(content.body):
        if isinstance(block, Table):
            yield _table(block, link)
            continue
        anchor = Markup(' id="s-{}"').format(block.section) if block.section and block.section not in seen else Markup()
        seen.add(block.section)
        yield _paragraph(number, block, anchor, link)


def _paragraph(number: str, block: Paragraph, anchor: Markup, link: Link | None) -> Markup:
    """A heading of level 1 stands alone; below it, heading and text share their paragraph as they do in print."""
    heading, text = number + block.heading, _runs(block.runs, link)
    if block.level == 1:
        return Markup("<h3{}>{}</h3>").format(anchor, heading) + (Markup("\n<p>{}</p>").format(text) if text else Markup())
    if not block.heading:
        heading_text: Markup | str = heading
    elif not text:
        return Markup("<h4{}>{}</h4>").format(anchor, heading)
    else:
        level = block.level + 2
        heading_text = Markup('<span class="uh-runin" role="heading" aria-level="{}">{}</span>').format(level, heading)
    own = (Markup(' class="uh-hand"'), OWN) if block.own else (Markup(), Markup())
    return Markup("<p{}{}>{}{}{}</p>").format(anchor, *own, heading_text, text)


def _runs(runs: Sequence[Run], link: Link | None) -> Markup:
    return Markup().join(_lines(run) if isinstance(run, str) else _figure(run, link) for run in runs)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.splitlines())


def _figure(figure: Quoted, link: Link | None) -> Markup:
    marks = [mark for mark, there in (("hand", figure.by_hand), ("stale", figure.stale)) if there]
    said = Markup().join(Markup("<sup>{}</sup>").format(MARKS[mark]) for mark in marks)
    inner = Markup('<span class="u">{}</span>{}').format(figure.text, said)
    attributes = Markup('class="{}" data-key="{}"').format(" ".join(["fig", *marks]), figure.key or figure.metric)
    address = link(figure) if link else None
    if address is None:
        return Markup("<span {}>{}</span>").format(attributes, inner)
    return Markup('<a href="{}" {} aria-expanded="false">{}</a>').format(address, attributes, inner)


def _table(table: Table, link: Link | None, titled: bool = False) -> Markup:
    """A table that scrolls by itself on a small screen; ``titled`` when its title already stands above it."""
    columns = table.columns
    hidden = Markup(' class="uh-sr"') if titled else Markup()
    caption = Markup("<caption{}>{}</caption>").format(hidden, table.title) if table.title else Markup()
    head = Markup().join(Markup('<th scope="col"{}>{}</th>').format(CLASS[c.align], _lines(c.label)) for c in columns)
    widths = Markup().join(Markup('<col width="{}%">').format(share) for share in layout.column_widths([c.width for c in columns], 100))
    foot = Markup("<tfoot>{}</tfoot>").format(_row(table.total, table, link, head=True)) if table.total else Markup()
    note = Markup('<p class="uh-note">{}</p>').format(_lines(table.note)) if table.note else Markup()
    size = " is-compact" if len(table.rows) >= layout.DENSE_FROM else ""
    shape = Markup(
        '<div class="uh-scroll" tabindex="0" role="region" aria-label="{}"><table class="uh-table{}">{}<colgroup>{}</colgroup>'
        "<thead><tr>{}</tr></thead>{}{}</table></div>{}"
    )
    return shape.format(table.title or "表格", size, caption, widths, head, _row_groups(table, link), foot, note)


def _row_groups(table: Table, link: Link | None) -> Markup:
    """A row that goes across heads a group of its own."""
    groups: list[list[Markup]] = [[]]
    for row in table.rows:
        if layout.goes_across(row, table):
            head = Markup('<tr><th scope="rowgroup" colspan="{}">{}</th></tr>').format(len(table.columns), _runs(row, link))
            groups.append([head])
        else:
            groups[-1].append(_row(row, table, link))
    return Markup().join(Markup("<tbody>{}</tbody>").format(Markup().join(rows)) for rows in groups if rows)


def _row(cells: Sequence[Run], table: Table, link: Link | None, head: bool = False) -> Markup:
    """One row; ``head`` makes its first cell the heading of the row."""
    if layout.goes_across(cells, table):
        return Markup('<tr><th scope="row" colspan="{}">{}</th></tr>').format(len(table.columns), _runs(cells, link))
    written = []
    for n, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
        tag = Markup('th scope="row"') if head and n == 0 else Markup("td")
        written.append(Markup("<{}{}>{}</{}>").format(tag, CLASS[column.align], _runs((cell,), link), tag[:2]))
    return Markup("<tr>{}</tr>").format(Markup().join(written))


def _ending(content: Content) -> list[Markup]:
    """The list of annexes, who signs and when, and notes in brackets."""
    parts = []
    if content.annexes:
        numbers = [""] if len(content.annexes) == 1 else [f"{n}." for n in range(1, len(content.annexes) + 1)]
        named = [number + annex.title for number, annex in zip(numbers, content.annexes, strict=True)]
        lines = Markup("</p><p>").join(["附表：" + named[0], *named[1:]])
        parts.append(Markup('<div class="uh-annexlist"><p>{}</p></div>').format(lines))
    signed = Markup("</p><p>").join(text for text in (content.signature, content.dated) if text)
    if signed:
        parts.append(Markup('<div class="uh-sign"><p>{}</p></div>').format(signed))
    return parts + [Markup("<p>（{}）</p>").format(_lines(note)) for note in content.notes]


def _faces(face: str, last: str) -> str:
    """Digits first (see the font-face), then the Chinese face, its alternatives, and what a server has."""
    return ", ".join(["UnionhallLatin", *(f'"{name}"' for name in (face, *layout.ALTERNATIVES[face], f"Noto {last} CJK SC"))])


def _style() -> str:
    """The official format for print; only the faces and measures of ``layout`` are filled in."""
    values = {
        "margins": f"{layout.TOP}mm {layout.RIGHT}mm {layout.BOTTOM}mm {layout.LEFT}mm",
        "number": f"{layout.BOTTOM - layout.FOOTER - 5}mm",  # 7 mm below the text
        "line": f"{layout.LINE}pt",
        "tighter": f"-{layout.TIGHTER}pt",
        "latin": layout.LATIN,
        "by_hand": layout.BY_HAND,
        "fangsong": _faces(layout.FANGSONG, "Serif"),
        "kai": _faces(layout.KAI, "Serif"),
        "hei": _faces(layout.HEI, "Sans"),
        "song": _faces(layout.SONG, "Serif"),
        "biaosong": _faces(layout.BIAOSONG, "Serif").removeprefix("UnionhallLatin, "),
    }
    return Template(PRINT).substitute(values)


PRINT = """
@font-face { font-family: UnionhallLatin; src: local("$latin"), local("Liberation Serif"), local("Tinos"); unicode-range: U+20-7E; }
@page { size: A4; margin: $margins; }
@page :right { @bottom-right { content: "— " counter(page) " —"; padding: $number 14pt 0 0; font: 14pt $song; vertical-align: top; } }
@page :left { @bottom-left { content: "— " counter(page) " —"; padding: $number 0 0 14pt; font: 14pt $song; vertical-align: top; } }
body { margin: 0; font: 16pt/$line $fangsong; letter-spacing: $tighter; text-align: justify; color: #000; orphans: 1; widows: 1; }
p, h2, h3, h4 { margin: 0; font-size: inherit; font-weight: 400; text-indent: 2em; }
h2 { font: 700 22pt/33pt $biaosong; text-align: center; text-indent: 0; margin-bottom: $line; }
h3 { font-family: $hei; break-after: avoid; }
h4, [aria-level="4"] { font-family: $kai; }
.fig.hand { background: #$by_hand; }
.fig sup, .uh-handtag, caption.uh-sr { display: none; }
table { width: 100%; margin-bottom: 4pt; border: 1pt solid #000; border-collapse: collapse; font-size: 12pt; line-height: 16.2pt; }
table.is-compact { font-size: 10.5pt; line-height: 14.2pt; }
caption { padding: 8pt 0 4pt; font: 12pt/20pt $hei; text-align: center; }
th, td { height: 8.3mm; padding: 0 0.5em; border: 0.5pt solid #000; text-align: left; vertical-align: middle; break-inside: avoid; }
.is-compact th, .is-compact td { height: 5.7mm; }
th { font-weight: 400; font-family: $hei; }
thead th { height: 8.3mm; font-size: 10.5pt; line-height: 14.2pt; text-align: center; }
tbody .mid, tfoot .mid { text-align: center; }
tbody .num, tfoot .num { text-align: right; white-space: nowrap; }
tbody th[scope="rowgroup"] { font-size: 10.5pt; break-after: avoid; }
tfoot { display: table-row-group; }
.uh-note { font-size: 10.5pt; line-height: 18pt; text-indent: 0; margin-bottom: 8pt; }
.uh-annexlist { margin-top: 14pt; text-align: left; }
.uh-annexlist p { padding-left: 5.75em; text-indent: -0.75em; }
.uh-annexlist p:first-child { text-indent: -3.75em; }
.uh-annexlist p:only-child { padding-left: 5em; text-indent: -3em; }
.uh-sign { float: right; margin: $line 4em 0 0; text-align: center; break-inside: avoid; }
.uh-sign + * { clear: both; }
.uh-sign p { text-indent: 0; white-space: nowrap; }
.uh-sign p:first-child:not(:only-child) { margin: 0 -20em; }
.uh-annex { break-before: page; clear: both; }
.uh-annexname { font-family: $hei; text-indent: 0; }
.uh-annex h3 { font: 700 18pt/29pt $biaosong; text-align: center; text-indent: 0; margin-bottom: 6pt; }
"""
