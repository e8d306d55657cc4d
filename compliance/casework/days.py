"""Days that a program may send as they are and a form has read already: one bound for both."""

from __future__ import annotations

from datetime import date

from compliance.complaints.dates import DateRefused, read_date
from compliance.errors import BadInput


def require_sound_day(day: date, *, field: str) -> None:
    """Raise BadInput with the field for a day outside the years that a case may have (1949 to 2099)."""
    try:
        read_date(day)
    except DateRefused as refused:
        raise BadInput.of(refused.said, fields={field: refused.said}) from refused
