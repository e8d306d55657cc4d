"""A view of the register as its address says it: filters, sort, page and columns; the export uses the same."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Request

from compliance.records.complaints import Complaint
from compliance.records.register import SORTS, RegisterFilters
from compliance.web import dates
from compliance.web.fields import query_day, query_number
from compliance.web.words import label, listed
from compliance.wording import say

PAGE = 50
COLUMNS = (
    "number",
    "title",
    "channel",
    "received_on",
    "due",
    "status",
    "tier",
    "handler",
    "external_number",
    "authority",
    "kind",
    "category",
    "complainant",
    "respondent_name",
    "regimes",
    "label",
    "outcome",
    "created_at",
    "updated_at",
)
DEFAULT_COLUMNS = COLUMNS[:8]
TEXT_FILTERS = ("text", "status", "channel", "kind", "handler", "tier", "regime", "lamp")
DAY_FILTERS = ("received_from", "received_to", "due_from", "due_to")
SORT_OF_COLUMN = {"number": "number", "received_on": "received", "due": "due"}


@dataclass(frozen=True)
class RegisterView:
    """What the address asks for; `query` writes it back, with changes."""

    filters: RegisterFilters
    columns: tuple[str, ...]
    offset: int

    def query(self, **changes: Any) -> str:
        """Return the address parameters of this view with `changes`; empty values fall away, the page starts anew."""
        values: dict[str, Any] = {name: getattr(self.filters, name) for name in (*TEXT_FILTERS, *DAY_FILTERS)}
        values["sort"] = "" if self.filters.sort == "received_desc" else self.filters.sort
        values["cols"] = "" if self.columns == DEFAULT_COLUMNS else ",".join(self.columns)
        values.update(changes)
        return urlencode({name: str(value) for name, value in values.items() if value not in ("", None, 0)})

    def address(self, path: str = "/complaints", **changes: Any) -> str:
        """Return `path` with this view's parameters."""
        query = self.query(**changes)
        return f"{path}?{query}" if query else path

    def chips(self, lang: str) -> list[tuple[str, str]]:
        """Return (words, address without it) for every filter that is set."""
        found = []
        for name in (*TEXT_FILTERS, *DAY_FILTERS):
            value = getattr(self.filters, name)
            if value:
                words = say(
                    "register.date_range", lang, name=say(f"register.{name}", lang), value=_word(name, value, lang)
                )
                found.append((words, self.address(**{name: ""})))
        return found

    def sorted_by(self, column: str) -> str:
        """Return the sort key that a click on the column's head asks for; an empty text for columns without one."""
        stem = SORT_OF_COLUMN.get(column)
        if stem is None:
            return ""
        ascending = f"{stem}_asc"
        return f"{stem}_desc" if self.filters.sort == ascending and f"{stem}_desc" in SORTS else ascending


def view_of(request: Request) -> RegisterView:
    """Return the view that the request's address describes; unknown values count as not given."""
    query = request.query_params
    given: dict[str, Any] = {name: query.get(name, "").strip()[:100] for name in TEXT_FILTERS}
    given |= {name: query_day(request, name) for name in DAY_FILTERS}
    sort = query.get("sort", "")
    filters = RegisterFilters(**given, sort=sort if sort in SORTS else "received_desc")
    asked = [name for part in query.getall("cols", []) for name in part.split(",")]
    columns = tuple(name for name in COLUMNS if name in asked) or DEFAULT_COLUMNS
    if "number" not in columns:
        columns = ("number", *columns)
    return RegisterView(filters=filters, columns=columns, offset=query_number(request, "offset"))


def cell(case: Complaint, column: str, due: date | None, lang: str) -> Any:
    """Return the value of a column as a person reads it; dates stay dates, so that a sheet can hold them as such."""
    if column == "due":
        return due
    if column == "complainant":
        return case.complainant.get("name", "")
    if column == "handler":
        return case.handler_name or ""
    if column == "regimes":
        return listed((label(lang, "regime", regime) for regime in case.regimes), lang)
    if column in ("created_at", "updated_at"):
        return dates.show_instant(getattr(case, column), seconds=False)
    if column in ("channel", "kind", "status", "tier"):
        return label(lang, column, getattr(case, column))
    return getattr(case, column)


def described(view: RegisterView, lang: str) -> str:
    """Return the filters in one line, for the cover sheet and the print head."""
    return "；".join(words for words, _ in view.chips(lang)) or say("register.sheet.no_filters", lang)


def _word(name: str, value: Any, lang: str) -> str:
    if name == "handler" and value == "-":
        return say("register.unassigned", lang)
    if isinstance(value, date):
        return value.isoformat()
    return label(lang, name, value) if name != "text" else str(value)
