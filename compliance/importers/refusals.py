"""How an import says no: to a whole file (ImportRefused) or to one row (RowRefused, reported as RowError)."""

from dataclasses import dataclass

from filings.said import Refusal


class ImportRefused(Refusal):
    """A file that cannot be imported at all: one sentence that names the place and the cure."""


class RowRefused(Refusal):
    """One row that cannot be imported; `field` is the heading of the column at fault."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class RowError:
    """A refused row as the report shows it; `row` is the sheet's own number, starting at 1."""

    sheet: str
    row: int
    field: str
    message: str
    message_en: str = ""
