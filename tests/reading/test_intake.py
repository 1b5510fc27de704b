"""Papers are taken in from every format of an office, and what cannot be read gets a sentence that says why."""

import io
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import docx
import pypdfium2
import pytest
import weasyprint
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unionhall.shell.reading import intake
from unionhall.shell.reading.intake import UnreadablePaper, take_in

SENTENCE = "恒川机械厂工会全年走访困难职工23户,发放慰问金11500元。"
LONG = 9  # antiword refuses a text that is very short
TRADITIONAL = "恆川機械廠工會全年走訪困難職工23戶,發放慰問金11500元,這是職工的大事。"


def a_docx(times: int = 1) -> bytes:
    paper = docx.Document()
    paper.add_heading("工会工作总结", 1)
    paper.add_paragraph(SENTENCE * times)
    table = paper.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "培训", "3期"
    paper.add_paragraph("以上为全年情况。")
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def a_pdf() -> bytes:
    return bytes(weasyprint.HTML(string=f"<p>{SENTENCE}</p>").write_pdf())


def an_xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("慰问")
        sheet.write_row(0, 0, ["项目", "户数"])
        sheet.write_row(1, 0, ["春节慰问", 23])
    return out.getvalue()


def pages(count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def refusal(data: bytes, filename: str) -> str:
    with pytest.raises(UnreadablePaper) as refused:
        take_in(data, filename)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_the_encodings_of_chinese_offices(encoding: str) -> None:
    assert take_in(SENTENCE.encode(encoding), "总结.txt") == intake.Intake(SENTENCE, "txt")


def test_traditional_text_is_read_from_big5() -> None:
    assert take_in(TRADITIONAL.encode("big5"), "總結.txt").text == TRADITIONAL


def test_line_breaks_of_a_text_stay_so_that_offsets_are_those_of_the_file() -> None:
    text = "一、总结\r\n\r\n" + SENTENCE + "\n"
    assert take_in(text.encode(), "总结.txt").text == text


def test_pasted_text_needs_no_name() -> None:
    assert take_in(SENTENCE.encode(), "").kind == "txt"


def test_word_gives_paragraphs_and_tables_in_their_order() -> None:
    taken = take_in(a_docx(), "总结.docx")
    lines = [line.strip() for line in taken.text.splitlines() if line.strip()]
    assert (taken.kind, lines) == ("docx", ["工会工作总结", SENTENCE, "培训\t3期", "以上为全年情况。"])


def test_word_leaves_out_what_was_deleted_under_review() -> None:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    deleted, added = "<w:del><w:r><w:delText>又5户</w:delText></w:r></w:del>", "<w:ins><w:r><w:t>。</w:t></w:r></w:ins>"
    body = f"<w:p><w:r><w:t>走访23户</w:t></w:r>{deleted}{added}</w:p>"
    paper = package({"word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'.encode()})
    assert take_in(paper, "稿.docx").text == "走访23户。"


def test_pdf_gives_its_text() -> None:
    taken = take_in(a_pdf(), "总结.pdf")
    assert taken.kind == "pdf"
    assert taken.text.replace("\n", "") == SENTENCE


def test_a_workbook_is_read_line_by_line() -> None:
    assert take_in(an_xlsx(), "台账.xlsx") == intake.Intake("慰问\n项目\t户数\n春节慰问\t23", "xlsx")


def test_a_web_page_is_read_without_its_scripts() -> None:
    head = "<head><title>x</title><script>var a='职工'</script></head>"
    page = f"<!DOCTYPE html><html>{head}<body><h1>总结</h1><p>{SENTENCE}</p></body></html>"
    assert take_in(page.encode("gb18030"), "总结.html") == intake.Intake(f"总结\n{SENTENCE}", "html")


@pytest.fixture(scope="module")
def old_word(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice makes the old document that is read here")
    folder = tmp_path_factory.mktemp("doc")
    (folder / "a.docx").write_bytes(a_docx(LONG))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", folder, folder / "a.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.doc").read_bytes()


def only(program: str, folder: Path) -> str:
    """A search path on which, of all that reads old documents, there is but one program."""
    for place in map(Path, os.environ["PATH"].split(":")):
        for file in place.iterdir() if place.is_dir() else ():
            if file.name not in ("soffice", "libreoffice", "antiword") or file.name == program:
                (folder / file.name).unlink(missing_ok=True)
                (folder / file.name).symlink_to(file)
    return str(folder)


@pytest.mark.parametrize("program", ["soffice", "antiword"])
def test_an_old_word_document_is_read_by_whichever_program_is_there(
    program: str, old_word: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not on this machine")
    monkeypatch.setenv("PATH", only(program, tmp_path))
    taken = take_in(old_word, "总结.doc")
    lines = [line for line in taken.text.split("\n") if line.strip()]
    assert (taken.kind, lines) == ("doc", ["工会工作总结", SENTENCE * LONG, "培训\t3期", "以上为全年情况。"])


def test_where_no_program_reads_old_documents_it_is_said_what_to_do(
    old_word: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadablePaper, match=r"本机没有装能读它的软件，请用 Word 或 WPS 另存为 \.docx"):
        take_in(old_word, "总结.doc")


@pytest.mark.parametrize(
    ("data", "filename", "says"),
    [
        (b"", "空.docx", "空的"),
        (b"\0" * 5000, "空.txt", "空的"),
        (b"MZ\x90\0\x03" + b"\0" * 400, "总结.docx", "程序"),
        (b"\x89PNG\r\n\x1a\n" + b"\1" * 50, "总结.docx", "图片"),
        (b"PK\x03\x04 torn off", "总结.docx", "损坏"),
        (package({"a.txt": b"x"}), "总结.docx", "压缩包"),
        (package({"word/document.xml": b"<w:document"}), "总结.docx", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "总结.docx", "密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "总结.doc", "损坏"),
        (b"%PDF-1.7\nnothing", "总结.pdf", "损坏"),
        (a_pdf()[:900], "总结.pdf", "损坏"),
        (pages(3), "总结.pdf", "扫描"),
        (pages(2000), "总结.pdf", "2000 页"),
        (bytes(range(1, 255)) * 40, "总结.txt", "不是文书"),
        (b"{\\rtf1 x}", "总结.doc", "RTF"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, filename: str, says: str) -> None:
    sentence = refusal(data, filename)
    assert says in sentence
    assert filename in sentence
    assert "请" in sentence


def test_a_pdf_behind_a_password_is_refused_as_such() -> None:
    key = "<" + "41" * 32 + ">"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O {key} /U {key} >>",
    ]
    out, places = "%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [{key}{key}] >>\nstartxref\n{len(out)}\n%%EOF"
    assert "密码" in refusal((out + f"xref\n0 5\n0000000000 65535 f \n{table}" + trailer).encode(), "总结.pdf")


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = package({"word/document.xml": b"<w:document>" + b" " * (250 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    began = time.monotonic()
    assert "200 MB" in refusal(bomb, "总结.docx")
    assert time.monotonic() - began < 5


def test_entities_that_multiply_do_no_harm() -> None:
    entities = '<!ENTITY a "哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paper = f'<!DOCTYPE d [{entities}]><w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>'
    assert "请" in refusal(package({"word/document.xml": paper.encode()}), "总结.docx")


def test_a_file_of_more_than_100_mb_is_not_opened() -> None:
    assert "100 MB" in refusal(b"%PDF-1.7" + b"\1" * (101 * 1024 * 1024), "总结.pdf")


def test_a_text_longer_than_any_paper_is_refused() -> None:
    assert "万字" in refusal(("职工的" * 700_000).encode(), "总结.txt")


def test_a_parser_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "SECONDS", 0.01)
    assert "已停止" in refusal(a_pdf(), "总结.pdf")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    read_or_refused(data, "总结.txt")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([a_docx(), a_pdf(), an_xlsx()]),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=6)), max_size=12),
)
def test_a_torn_file_is_read_or_refused_in_a_sentence(data: bytes, wounds: list[tuple[int, bytes]]) -> None:
    torn = bytearray(data)
    for at, wound in wounds:
        place = at % len(torn)
        torn[place : place + len(wound)] = wound
    read_or_refused(bytes(torn), "总结.docx")


def read_or_refused(data: bytes, filename: str) -> None:
    try:
        assert take_in(data, filename).text.strip()
    except UnreadablePaper as refused:
        assert filename in str(refused)
        assert "请" in str(refused)
