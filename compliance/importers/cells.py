"""One cell → text: verbatim for keeping, cleaned for reading. What was repaired is said, nothing is lost silently."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from compliance.importers.sheets import Cell

_NOTHING = frozenset(
    {"", "null", "none", "nan", "n/a", "#n/a", "/", "\\n", "-", "--", "—", "——", "－", "－－", "null值", "(null)"}
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2060\ufffe\uffff]")
_EXCEL_BREAK = re.compile(r"_x000[dD]_\n?")
_TRACES_OF_LOSS = re.compile(r"\ufffd|锟斤拷|烫烫烫|\?{4,}")
_WESTERN = re.compile(
    r"[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{3,}"
)
_SHORT = 40
_HAN = re.compile(r"[\u3400-\u9fff]")


def verbatim(cell: Cell) -> str:
    """Return the cell as it is read in the sheet: numbers without a false .0, dates in ISO form, text untouched.

    Characters that no database stores (NUL and other controls, lone surrogates) are dropped.
    """
    if isinstance(cell, str):
        return cell if cell.isprintable() else _storable(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (datetime, date)):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)


def _storable(text: str) -> str:
    text = _EXCEL_BREAK.sub("\n", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).encode("utf-8", "ignore").decode("utf-8")


def is_nothing(text: str) -> bool:
    """Tell whether a text only says that there is nothing: blank, NULL, None, N/A, / or dashes."""
    return len(text) < 12 and text.strip().lower() in _NOTHING


def cleaned(cell: Cell) -> tuple[str, tuple[str, ...]]:
    """Return (text without surrounding blanks, repairs); "" for NULL and its like.

    Repairs are codes: `blank` (blanks cut), `mojibake` (wrong encoding undone), `lost` (characters beyond repair).
    """
    if isinstance(cell, str) and len(cell) <= _SHORT:
        return _cleaned_short(cell)
    return _cleaned_text(verbatim(cell))


@lru_cache(maxsize=4096)
def _cleaned_short(text: str) -> tuple[str, tuple[str, ...]]:
    """Categories, states and offices repeat down a column; cleaning each once halves the time of a large sheet."""
    return _cleaned_text(verbatim(text))


def _cleaned_text(text: str) -> tuple[str, tuple[str, ...]]:
    bare = text.strip(" \t\n\r\u3000\xa0")
    if is_nothing(bare):
        return "", ()
    repairs = ("blank",) if bare != text else ()
    if bare.isascii():
        return bare, repairs
    repaired = unscrambled(bare)
    if repaired != bare:
        return repaired, (*repairs, "mojibake")
    if _TRACES_OF_LOSS.search(bare):
        return bare, (*repairs, "lost")
    return bare, repairs


def half_width(text: str) -> str:
    """Return the text with full-width digits, letters and marks made half-width (NFKC), for numbers, dates and phones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def unscrambled(text: str) -> str:
    """Return text whose encoding was mistaken once (UTF-8 read as GBK or as Latin-1) in its right form, else unchanged."""
    if len(text) < 3:
        return text
    if _WESTERN.search(text):
        for encoding in ("cp1252", "latin-1"):
            for target in ("utf-8", "gb18030"):
                found = _recoded(text, encoding, target)
                if found and len(_HAN.findall(found)) * 2 >= len(found):
                    return found
        return text
    if len(_HAN.findall(text)) < 3:
        return text
    found = _recoded(text, "gb18030", "utf-8")
    # Chinese text is practically never valid UTF-8 after GBK encoding, unless it was UTF-8 all along.
    if found and len(found) < len(text) and _HAN.search(found):
        return found
    return text


def _recoded(text: str, encoding: str, target: str) -> str | None:
    try:
        return text.encode(encoding).decode(target)
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
