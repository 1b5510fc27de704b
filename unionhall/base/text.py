"""Text as people type it, made comparable: widths, blanks, names and column headings."""

import re
import unicodedata

# Only what has an ASCII twin is folded. Unicode's NFKC would also change rare characters in people's names.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x00A0: " ", 0xFFE5: "¥"}
_MIDDLE_DOTS = dict.fromkeys(map(ord, "‧•・･∙⋅"), "·")
# Marks without width come along when text is copied from a chat or a web page.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_TABLE = _HALF_WIDTH | _MIDDLE_DOTS | _INVISIBLE

# 〇, the CJK blocks with their extensions, and the private use area, where older systems keep rare characters of names.
_HAN = "〇㐀-䶿一-鿿豈-﫿\ue000-\uf8ff\U00020000-\U000323af"
_BLANK_IN_NAME = re.compile(rf"(?<=[{_HAN}·.])\s+(?=[{_HAN}·.])")
_DOT_IN_NAME = re.compile(rf"(?<=[{_HAN}])\.(?=[{_HAN}])")
_BRACKETS = re.compile(r"[(\[{【〔〖《〈][^)\]}】〕〗》〉]*(?:[)\]}】〕〗》〉]|$)")


def fold(text: str) -> str:
    """Full-width forms become half-width, middle dots become ·, blanks are trimmed and collapsed.

    For names, numbers and keys. Prose keeps its Chinese punctuation: see ``prose``.
    """
    return " ".join(text.translate(_TABLE).split())


def prose(text: str) -> str:
    """Running text without marks that have no width and without blanks at its ends; nothing else is changed."""
    return text.translate(_INVISIBLE).strip()


def name(text: str) -> str:
    """A person's name: 张 三 → 张三, 阿依古丽.买买提 → 阿依古丽·买买提; the blank of a Latin name stays."""
    return _DOT_IN_NAME.sub("·", _BLANK_IN_NAME.sub("", fold(text)))


def heading(text: str) -> str:
    """The key by which column headings are compared: 金额(元), 金 额 and *金额 are all 金额."""
    folded = fold(text).lower()
    return _letters(_BRACKETS.sub("", folded)) or _letters(folded)


def _letters(text: str) -> str:
    """Without punctuation, symbols and blanks."""
    return "".join(character for character in text if unicodedata.category(character)[0] not in "PSZ")
