"""What the API takes in about issue, numbers and the organisation; unknown fields refused."""

from typing import Annotated, Any

import msgspec

from compliance.web.api.inputs import Input, Short, Whole

Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class IssueIn(Input):
    """Approved documents, in the order of their numbers."""

    documents: Annotated[tuple[Whole, ...], msgspec.Meta(max_length=1000)]


class CorrectionIn(Input):
    """Why the issued document is corrected."""

    reason: Reason


class NextNumberIn(Input):
    """The serial that a series goes on with."""

    series: Short
    year: Whole
    next: Whole
    reason: Reason


class VerifyIn(Input):
    """A document number, or a code of at least eight digits."""

    asked: Short


class SeriesIn(Input):
    """One number series; `uses` such as ``kind:decision`` or ``profile:gw-letter``, none for all other letters."""

    code: Short
    uses: tuple[Short, ...] = ()
    ordinal: bool = False


class OrganisationIn(Input):
    """Particulars, letterhead, series and approval chain."""

    name: Short
    short_name: Short = ""
    credit_code: Short = ""
    address: Short = ""
    department: Short = ""
    contact_person: Short = ""
    contact_phone: Short = ""
    series: tuple[SeriesIn, ...] = ()
    letterhead_name: Short = ""
    company_profile: Short = "company-letter"
    sealed: bool | None = None
    printed_by: Short = ""
    verification: bool = False
    approval_chain: dict[str, str] = msgspec.field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return msgspec.to_builtins(self)
