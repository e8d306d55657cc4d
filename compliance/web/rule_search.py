"""Finding a rule by what people write: 令121号第十五条, order 121 art. 15, 121 15, 7个工作日, 受理. Every part must fit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deadlines.articles import articles_in, chinese_number
from deadlines.coverage import Covered

_ARTICLE = re.compile(r"第?([零〇一二两三四五六七八九十百]+|[0-9]{1,4})条|\b(?:art|article)s?\b\.?\s*([0-9]{1,4})")
_PARTS = re.compile(r"第([零〇一二两三四五六七八九十百]+|[0-9]{1,4})[款项目]")
_SPAN = re.compile(r"([0-9]{1,4})\s*(个工作日|工作日|个月|小时|日|天|年|working days?|days?|hours?|months?|years?)")
_PIECE = re.compile(r"[0-9]+|[a-z]+|[一-鿿]+")
# Words that say only what kind of number stands beside them.
_EMPTY = frozenset(
    {"order", "no", "art", "article", "articles", "para", "the", "of", "令", "号", "第", "号令", "总局令", "国务院令"}
)
_UNITS = {
    "个工作日": "working_day", "工作日": "working_day", "working day": "working_day", "个月": "month", "month": "month",
    "小时": "hour", "hour": "hour", "日": "day", "天": "day", "day": "day", "年": "year", "year": "year",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A query taken apart: articles, spans as (amount, unit), other numbers, words."""

    articles: frozenset[int] = frozenset()
    spans: frozenset[tuple[int, str]] = frozenset()
    numbers: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.articles or self.spans or self.numbers or self.words)

    def fits(self, entry: Covered, text: str) -> bool:
        """Whether an entry has every part; `text` holds its words, lower case."""
        cite, rows = entry.cite, f"{entry.row} {entry.limit.row}"
        lengths = {(span.amount, span.unit) for span in entry.spans}
        return self.spans <= lengths and self.fits_place(cite.instrument, cite.number, cite.article, rows, text)

    def fits_place(self, instrument: str, number: str, article: str, rows: str, text: str) -> bool:
        """Whether a place in a text has the articles, the numbers (of instrument, article or row) and the words."""
        own = articles_in(article)
        numbers = {*re.findall(r"[0-9]+", f"{number} {instrument} {rows}"), *(str(one) for one in own)}
        return self.articles <= own and self.numbers <= numbers and all(word in text for word in self.words)


def wanted(query: str) -> Wanted:
    """What a query asks for; punctuation and words such as 令, 号, order, art. count for nothing."""
    rest = query.lower()
    articles = frozenset(chinese_number(zh or digits) for zh, digits in _ARTICLE.findall(rest))
    rest = _PARTS.sub(" ", _ARTICLE.sub(" ", rest))
    spans = frozenset((int(amount), _UNITS[unit.removesuffix("s")]) for amount, unit in _SPAN.findall(rest))
    pieces = [_trimmed(piece) for piece in _PIECE.findall(_SPAN.sub(" ", rest))]
    return Wanted(
        articles=articles,
        spans=spans,
        numbers=frozenset(piece for piece in pieces if piece.isdigit()),
        words=tuple(piece for piece in pieces if piece and not piece.isdigit()),
    )


def _trimmed(piece: str) -> str:
    if piece in _EMPTY:
        return ""
    bare = piece.strip("令号第") if not piece.isascii() else piece
    return "" if bare in _EMPTY else bare
