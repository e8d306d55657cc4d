"""What the API takes in: one Struct an act, unknown fields refused, strict types."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

_NO_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps no text with U+0000 in it."""
Short = Annotated[str, msgspec.Meta(max_length=200, pattern=_NO_NUL)]
Long = Annotated[str, msgspec.Meta(max_length=60_000, pattern=_NO_NUL)]
Whole = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
"""A number that both databases can hold."""


class Input(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The root of all inputs: a field that the act does not know is an error."""


class SignIn(Input):
    """Name and password for a bearer token."""

    username: Short
    password: Annotated[str, msgspec.Meta(max_length=1024)]


class PersonIn(Input):
    """The complainant."""

    name: Short = ""
    phone: Short = ""
    address: Short = ""
    id_kind: Short = ""
    id_number: Short = ""
    anonymous: bool = False


class RespondentIn(Input):
    """The operator complained about."""

    name: Short = ""
    credit_code: Short = ""
    address: Short = ""
    phone: Short = ""


class ComplaintIn(Input):
    """A complaint to register; the same `submission_key` twice makes one case."""

    submission_key: Annotated[str, msgspec.Meta(min_length=8, max_length=64)]
    channel: Short
    received_on: date | None = None
    received_at: datetime | None = None
    kind: Literal["complaint", "report", "enquiry", "suggestion", "letter"] = "complaint"
    external_number: Short = ""
    number_reason: Short = ""
    """Why a number that its channel would not give is registered as it is."""
    authority: Short = ""
    title: Short = ""
    content: Long = ""
    demands: tuple[Short, ...] = ()
    category: Short = ""
    due_on: date | None = None
    complainant: PersonIn = msgspec.field(default_factory=PersonIn)
    respondent: RespondentIn = msgspec.field(default_factory=RespondentIn)
    regimes: tuple[Short, ...] = ()
    handler: Short = ""


class EventIn(Input):
    """A dated legal act; `occurred_on` or `occurred_at` (with offset)."""

    kind: Short
    occurred_on: date | None = None
    occurred_at: datetime | None = None
    decided_on: date | None = None
    due_on: date | None = None
    ground: Short | None = None
    """Why a count was suspended; of a refusal or a termination, the number of the item in its list of grounds."""
    factors: tuple[Short, ...] = ()
    ground_detail: Short = ""
    by: Short | None = None
    limit: Short | None = None
    title: Short = ""
    paper: Short = ""
    note: Long = ""
    reason: Long = ""
    expected_revision: Whole | None = None


class RemarkIn(Input):
    """An internal remark."""

    text: Long


class AssignmentIn(Input):
    """Who takes the case; an empty name takes it from everybody."""

    handler: Short
    reason: Long = ""


class ClassificationIn(Input):
    """The regimes a person chose, and why."""

    regimes: tuple[Short, ...]
    reason: Long


class TierIn(Input):
    """The warning tier, and why."""

    tier: Literal["", "blue", "yellow", "red"]
    reason: Long


class RevealIn(Input):
    """Which personal value to see, and why; the reading is on record."""

    field: Short
    reason: Long


class BundleIn(Input):
    """What the bundle of a case is to hold beside what it always holds; `unmasked` needs a reason."""

    unmasked: bool = False
    drafts: bool = False
    without_damaged: bool = False
    reason: Long = ""


class ClosingIn(Input):
    """How the case ended."""

    outcome: Short
    reason: Long = ""


class ReasonIn(Input):
    """Why."""

    reason: Long


class DraftIn(Input):
    """Which letter to draft, with facts that the case does not know."""

    letter_id: Short
    facts: dict[str, Any] = {}
    step_on: date | None = None


class FactsIn(Input):
    """Facts of a draft, for the revision that was read."""

    facts: dict[str, Any]
    expected_revision: Whole


class ApprovalIn(Input):
    """The hash of the words that were read."""

    expected_content_sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class RevisionIn(Input):
    """The revision that was read."""

    expected_revision: Whole | None = None


class FilingIn(Input):
    """How an issued document was filed."""

    channel: Short
    addressee: Short
    filed_on: date | None = None
    filed_at: datetime | None = None
    tracking: Short = ""
    fields: dict[str, Short] = {}
    """What the channel records beside the tracking number, by the names of its fields."""
    act: Short | None = None
    """Which of the letter's acts it is; "" for none, null for the usual one."""
    note: Long = ""
    reason: Long = ""
