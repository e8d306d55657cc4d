"""What a registration is checked for beyond the verb's own checks; the form and the API ask the same function."""

from dataclasses import dataclass
from datetime import date

from compliance.complaints.channels import CHANNELS
from compliance.complaints.identity import Checked
from compliance.complaints.numbering import check_number_12315, check_number_12345
from compliance.errors import BadInput
from filings.said import Said


@dataclass(frozen=True)
class TakenNumber:
    """A number (来件编号) as it will be registered, with the remarks that go on the file."""

    value: str
    notes: tuple[str, ...] = ()


def take_number(*, channel: str, number: str, today: date, reason: str = "") -> TakenNumber:
    """Return the number of a channel in its normal form: 25 digits for 12315, 4 to 40 signs for a hotline.

    With a `reason` a number that fails is taken as it was typed, and a remark says what is wrong and why it stands.
    Without one raises BadInput with the field `external_number`. Channels that give no form to their numbers take any.
    """
    if not number or channel not in CHANNELS:
        return TakenNumber(number)
    checked = _checked(CHANNELS[channel].number, number, today)
    if checked is None or checked.ok:
        return TakenNumber(checked.value if checked else number)
    if reason.strip():
        return TakenNumber(number, (f"来件编号按原样登记：{checked.problem}理由：{reason.strip()}",))
    refused = Said(checked.problem, checked.problem_en)
    raise BadInput.of(refused, fields={"external_number": refused})


def _checked(form: str, number: str, today: date) -> Checked | None:
    if form == "samr_12315":
        return check_number_12315(number, not_after=today)
    return check_number_12345(number) if form == "hotline_12345" else None
