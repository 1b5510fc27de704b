"""Words and parts of speech of a Chinese text, by the dictionary of jieba."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rjieba import Jieba


@cache
def _segmenter() -> "Jieba":
    from rjieba import Jieba

    return Jieba()


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a text, each with its part of speech (n, v, vn, m, p …), in their order and without gaps."""
    return [(str(word), str(tag)) for word, tag in _segmenter().tag(text)] if text else []
