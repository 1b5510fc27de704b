"""Workbooks: read as officers keep them, given back with the faults marked, written for export."""

ERROR_HEADING = "错误说明"
SUMMARY_SHEET = "错误汇总"
GUIDE_SHEET = "填写说明"
CHOICES_SHEET = "选项"

# What we add to a workbook ourselves is no data when it comes back.
OWN_SHEETS = frozenset({SUMMARY_SHEET, GUIDE_SHEET, CHOICES_SHEET})


class UnreadableWorkbook(ValueError):
    """A file that cannot be read as a workbook; its text is a sentence for people that says why and what to do."""


def sheet_name(title: str) -> str:
    """The nearest name that Excel takes for a sheet: at most 31 characters and none of []:*?/\\."""
    name = "".join(" " if character in "[]:*?/\\" else character for character in title)[:31].strip(" '")
    return name or "数据"
