"""Document numbers (发文字号): read, repaired to GB/T 9704 form, and written from a number series."""

import re
from dataclasses import dataclass

from compliance.complaints.identity import Checked, tidy

_ANY_BRACKETS = str.maketrans(
    {"[": "〔", "]": "〕", "(": "〔", ")": "〕", "【": "〔", "】": "〕", "﹝": "〔", "﹞": "〕"}
)
_PARTS = re.compile(
    r"(?P<organ>[\u4e00-\u9fff×xXA-Za-z0-9]+)〔(?P<year>\d{2}|\d{4})〕(?P<ordinal>第?)(?P<serial>\d+)号"
)


@dataclass(frozen=True, kw_only=True)
class DocumentNumber:
    """The parts of a document number; `ordinal` is true for the SAMR form with 第."""

    organ: str
    year: int
    serial: int
    ordinal: bool = False

    def __str__(self) -> str:
        return f"{self.organ}〔{self.year}〕{'第' if self.ordinal else ''}{self.serial}号"


def check_document_number(value: str) -> Checked:
    """Return the document number in the form of GB/T 9704 (六角括号, full year, no leading zero, no 第 added or lost).

    What was changed stands in `notes`. The 第 of SAMR forms is kept. `kind` is `gbt_9704` or `samr_form`.
    """
    raw = tidy(value)
    text = raw.translate(_ANY_BRACKETS)
    notes: list[str] = []
    if text != raw:
        notes.append("括号已改为六角括号〔〕。")
    match = _PARTS.fullmatch(text)
    if not match:
        return Checked(
            value=text,
            ok=False,
            problem="发文字号应写成“机关代字〔2026〕12号”，请核对。",
            problem_en="A document number reads organ code〔2026〕12号.",
        )
    year = match["year"]
    if len(year) == 2:
        year = f"20{year}"
        notes.append(f"年份已补全为{year}。")
    if int(match["serial"]) < 1 or not 1949 <= int(year) <= 2099:
        return Checked(
            value=text,
            ok=False,
            problem="发文字号的年份或者序号不正确，请核对。",
            problem_en="The year or the serial of the document number is wrong.",
        )
    if match["serial"].startswith("0"):
        notes.append(f"序号不编虚位，{match['serial']}号已改为{int(match['serial'])}号。")
    number = DocumentNumber(
        organ=match["organ"], year=int(year), serial=int(match["serial"]), ordinal=bool(match["ordinal"])
    )
    return Checked(value=str(number), ok=True, kind="samr_form" if number.ordinal else "gbt_9704", notes=tuple(notes))


def parse_document_number(value: str) -> DocumentNumber | None:
    """Return the parts of a document number after repair, or None when it is not one."""
    checked = check_document_number(value)
    match = _PARTS.fullmatch(checked.value) if checked.ok else None
    if not match:
        return None
    return DocumentNumber(
        organ=match["organ"], year=int(match["year"]), serial=int(match["serial"]), ordinal=bool(match["ordinal"])
    )


def series_number(organ: str, year: int, serial: int, *, ordinal: bool = False) -> str:
    """Return the next number of a series, such as 示例函〔2026〕12号. Raises ValueError for parts that make no number."""
    if serial < 1 or not re.fullmatch(r"[\u4e00-\u9fff×A-Za-z0-9]+", organ):
        raise ValueError(f"no document number can be made of {organ!r} and serial {serial}")
    return str(DocumentNumber(organ=organ, year=year, serial=serial, ordinal=ordinal))
