"""Number series of documents (机关代字): which letters are counted together, and how their numbers are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.complaints.document_numbers import series_number

KIND, PROFILE = "kind:", "profile:"
CASES = "TS"
"""Cases are numbered under these letters; documents never are."""


@dataclass(frozen=True)
class Series:
    """One count per year. `uses` names letters by ``kind:<kind>`` or ``profile:<profile>``; none = all that no other
    series names. `ordinal` writes 第 before the serial; forms of the market regulators (form-table) have it always."""

    code: str
    uses: tuple[str, ...] = ()
    ordinal: bool = False

    def number(self, year: int, serial: int, *, profile: str) -> str:
        """The document number, such as 示例函〔2026〕12号. Raises ValueError for a code or serial that makes none."""
        return series_number(self.code, year, serial, ordinal=self.ordinal or profile == "form-table")


def series_for(every: Sequence[Series], *, kind: str, profile: str) -> Series | None:
    """The series that numbers a letter: the one that names its kind, else its profile, else the one for all others."""
    for use in (KIND + kind, PROFILE + profile):
        for series in every:
            if use in series.uses:
                return series
    return next((series for series in every if not series.uses), None)


def series_problem(every: Sequence[Series]) -> tuple[str, dict[str, str]] | None:
    """What keeps these series from standing together: message id and values; None when they may."""
    for series in every:
        if series.code == CASES:
            return "errors.series_of_cases", {"code": CASES}
        try:
            series.number(2026, 1, profile="")
        except ValueError:
            return "errors.series_wrong", {"code": series.code[:32]}
    codes = [series.code for series in every]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        return "errors.series_twice", {"code": twice}
    uses = [use for series in every for use in series.uses]
    if double := next((use for use in uses if uses.count(use) > 1), None):
        return "errors.series_use_twice", {"use": double}
    if every and sum(not series.uses for series in every) != 1:
        return "errors.series_one_default", {}
    return None
