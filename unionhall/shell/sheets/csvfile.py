"""CSV as Chinese offices save it: UTF-8, UTF-16 or GB18030, parted by commas, semicolons or tabs."""

import codecs
import csv
import io
import re
from collections import Counter

from unionhall.shell.sheets import UnreadableWorkbook

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LOOKED_AT = 20


def rows(data: bytes, filename: str) -> list[list[str]]:
    """Every row of the file, the n-th being row n as Excel shows it. Raises ``UnreadableWorkbook``."""
    content = _decode(data, filename)
    try:
        return list(csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content)))
    except csv.Error as error:
        raise UnreadableWorkbook(f"“{filename}”的内容不成表格（{error}），请用 Excel 或 WPS 另存为 .xlsx 后再上传") from error


def _decode(data: bytes, filename: str) -> str:
    mark = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    for encoding in (mark,) if mark else ("utf-8", "gb18030"):
        try:
            content = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL_CHARACTERS.search(content):
            break
        return content
    raise UnreadableWorkbook(f"“{filename}”不是 Excel 工作簿，也不是 CSV 文件，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")


def _delimiter(content: str) -> str:
    """The delimiter under which most of the first rows have the same number of columns, more than one."""
    lines = content.splitlines()[:_LOOKED_AT]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

    return max(",;\t", key=agreement)
