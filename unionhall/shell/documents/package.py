"""The file around a Word document: styles, font table, settings, page numbers, all zipped with fixed dates.

The same paper gives the same bytes, so that a second export can be compared with the first.
"""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from unionhall.shell.documents import layout
from unionhall.shell.documents.layout import ALTERNATIVES, LATIN, Justify, Shape, Style, twips
from unionhall.shell.documents.wml import NAMESPACES, Look, attribute, clean, fonts, paragraph, paragraph_properties, run, run_properties

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# What every paper has beside its text, and what it is to the document. Relationship ids count from rId1: the footers are 4 and 5.
PARTS = {"styles": "styles", "fontTable": "fontTable", "settings": "settings", "footerOdd": "footer", "footerEven": "footer"}
# Layout of today's Word (mode 15), Chinese punctuation, odd and even pages apart.
SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/>'
    "<w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)
SECTION = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
    f'<w:pgSz w:w="{twips(layout.PAGE[0])}" w:h="{twips(layout.PAGE[1])}"/>'
    f'<w:pgMar w:top="{twips(layout.TOP)}" w:right="{twips(layout.RIGHT)}" w:bottom="{twips(layout.BOTTOM)}" '
    f'w:left="{twips(layout.LEFT)}" w:header="851" w:footer="{twips(layout.FOOTER)}" w:gutter="0"/>'
    f'<w:docGrid w:type="lines" w:linePitch="{round(layout.LINE * 20)}"/></w:sectPr>'
)


def write_package(body: str, links: Mapping[str, str], title: str, author: str) -> bytes:
    """The DOCX file around ``body`` (the content of w:body without its section); ``links`` are relationship ids by address."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("rId1", f"{OFFICE}/officeDocument", "word/document.xml", ""),
            ("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", ""),
        ),
        "docProps/core.xml": _core(title, author),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}{SECTION}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relationships(
            *((f"rId{n}", f"{OFFICE}/{kind}", f"{part}.xml", "") for n, (part, kind) in enumerate(PARTS.items(), 1)),
            *((id, f"{OFFICE}/hyperlink", address, ' TargetMode="External"') for address, id in links.items()),
        ),
        "word/styles.xml": _styles(),
        "word/fontTable.xml": _font_table(),
        "word/settings.xml": SETTINGS,
        "word/footerOdd.xml": _footer("right"),
        "word/footerEven.xml": _footer("left"),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(info, (DECLARATION + text).encode())
    return buffer.getvalue()


def _content_types() -> str:
    kinds = {f"/word/{part}.xml": f"{WORD_TYPE}.{kind}+xml" for part, kind in PARTS.items()}
    kinds["/word/document.xml"] = f"{WORD_TYPE}.document.main+xml"
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(*rows: tuple[str, str, str, str]) -> str:
    """Rows of id, type, target and, for an address outside the file, its mode."""
    inner = "".join(f'<Relationship Id="{id}" Type="{kind}" Target={attribute(target)}{mode}/>' for id, kind, target, mode in rows)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _core(title: str, author: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(clean(title))}</dc:title><dc:creator>{escape(clean(author))}</dc:creator><dc:language>zh-CN</dc:language>"
        "</cp:coreProperties>"
    )


def _styles() -> str:
    size, line = round(layout.SAN * 2), round(layout.LINE * 20)
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(layout.FANGSONG)}"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        # Widow control off: an official page is filled to its last line. No automatic gap beside digits: it would differ
        # at the edges of content controls.
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:line="{line}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>'
        f'<w:rPr><w:spacing w:val="{round(-layout.TIGHTER * 20)}"/></w:rPr></w:style>'
        f"{''.join(_style(style) for style in layout.STYLES)}</w:styles>"
    )


def _style(style: Style) -> str:
    look = run_properties(Look(style.face, style.latin, style.size))
    own = "" if style.name.isascii() else ' w:customStyle="1"'  # Word knows the English names as its own
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{style.id}"><w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/>{paragraph_properties(style.shape)}{look}</w:style>"
    )


def _font_table() -> str:
    families = {layout.KAI: "modern", layout.FANGSONG: "modern", layout.HEI: "swiss"}
    chinese = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{families.get(face, "roman")}"/><w:pitch w:val="variable"/></w:font>'
        for face, others in ALTERNATIVES.items()
    )
    return (
        f'<w:fonts {NAMESPACES}>{chinese}<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _footer(side: Justify) -> str:
    """— 1 — one character in from the outer edge."""
    shape = Shape("Footer", align=side, left=side == "left", right=side == "right", size=layout.SI)
    number = f'{run("— ")}<w:fldSimple w:instr=" PAGE ">{run("1")}</w:fldSimple>{run(" —")}'
    return f"<w:ftr {NAMESPACES}>{paragraph(shape, number)}</w:ftr>"
