"""How an import says no: to a whole file (ImportRefused) or to one row (RowRefused, reported as RowError)."""

from dataclasses import dataclass


class ImportRefused(ValueError):
    """A file that cannot be imported at all. Each message is one sentence that names the place and the cure."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh
        self.message_en = message_en


class RowRefused(ValueError):
    """One row that cannot be imported; `field` is the heading of the column at fault."""

    def __init__(self, field: str, message_zh: str, message_en: str) -> None:
        super().__init__(message_zh)
        self.field = field
        self.message_zh = message_zh
        self.message_en = message_en


@dataclass(frozen=True, kw_only=True)
class RowError:
    """A refused row as the report shows it; `row` is the sheet's own number, starting at 1."""

    sheet: str
    row: int
    field: str
    message: str
    message_en: str = ""
