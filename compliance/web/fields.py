"""Form fields to values: every problem is a sentence under its field, and what was typed is kept."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict, UploadFile

from compliance.complaints.dates import DateRefused, read_moment, split_moment
from compliance.errors import ComplianceError
from compliance.web.page import Form, lang_of, resources_of
from compliance.web.words import label
from compliance.wording import say


@dataclass
class Fields:
    """One submitted form. Ask for each field by name; afterwards `errors` says what is wrong."""

    values: FormMultiDict
    lang: str
    today: date
    errors: dict[str, str] = field(default_factory=dict)
    """Field name -> sentence, in the language of the page."""

    def text(
        self, name: str, *, required: bool = False, most: int = 20_000, title: str = "", around: str | None = None
    ) -> str:
        """Return the field's text without blanks (or what is named) around it; an empty one is an error when required."""
        value = self.values.get(name, "")
        value = value.replace("\r\n", "\n").replace("\x00", "").strip(around)[:most] if isinstance(value, str) else ""
        if required and not value:
            self.errors.setdefault(name, say("forms.required", self.lang, field=title or self._title(name)))
        return value

    def number(self, name: str) -> int | None:
        """Return the whole number that the page itself put into a field; None for anything else."""
        value = self.text(name, most=13)
        return int(value) if value.isascii() and value.isdigit() and len(value) <= 12 else None

    def many(self, name: str) -> tuple[str, ...]:
        """Return every value of a field that may stand several times (tick boxes)."""
        return tuple(value for value in self.values.getall(name, []) if isinstance(value, str) and value)

    def choice(self, name: str, allowed: Any, *, required: bool = False) -> str:
        """Return the field's value when it is one of `allowed`; an unknown one is an error."""
        value = self.text(name, required=required)
        if value and value not in allowed:
            self.errors[name] = say("forms.bad_choice", self.lang, field=self._title(name), value=value)
            return ""
        return value

    def moment(self, name: str, *, required: bool = False) -> tuple[date | None, datetime | None]:
        """Return the day, and the instant when a time of day was typed; (None, None) for an empty or wrong field."""
        value = self.text(name, required=required, most=60)
        if not value:
            return None, None
        try:
            return split_moment(read_moment(value, year=self.today.year))
        except DateRefused as refused:
            self.errors[name] = refused.said.speak(self.lang)
            return None, None

    def day(self, name: str, *, required: bool = False) -> date | None:
        """Return the day of a field; None for an empty or wrong one."""
        return self.moment(name, required=required)[0]

    async def upload(self, name: str) -> tuple[bytes | None, str | None]:
        """Return (bytes, file name) of an uploaded file; (None, None) when none was chosen."""
        sent = self.values.get(name)
        if not isinstance(sent, UploadFile) or not sent.filename:
            return None, None
        return await sent.read(), sent.filename

    def form(self, *, message: str = "") -> Form:
        """Return what the page shows again: everything typed, the sentences, one sentence above."""
        typed: dict[str, Any] = {}
        for name in self.values:
            found = [value for value in self.values.getall(name) if isinstance(value, str)]
            typed[name] = found if len(found) > 1 else (found[0] if found else "")
        return Form(values=typed, errors=self.errors, message=message)

    def take(self, refusal: ComplianceError) -> None:
        """Put a verb's refusal beside the fields it names."""
        self.errors.update(refusal.field_sentences(self.lang))

    def refused(self, refusal: ComplianceError) -> Form:
        """Return the form with a verb's refusal: beside the fields it names, else as the one sentence above."""
        self.take(refusal)
        return self.form(message="" if self.errors else refusal.message(self.lang))

    def _title(self, name: str) -> str:
        return label(self.lang, "field", name)


async def fields_of(request: Request) -> Fields:
    """Return the form that was submitted."""
    return Fields(values=await request.form(), lang=lang_of(request), today=resources_of(request).clock.today())


def query_day(request: Request, name: str) -> date | None:
    """Return the day of an address parameter; None when it is missing or no day."""
    value = request.query_params.get(name, "")
    try:
        return split_moment(read_moment(value, year=resources_of(request).clock.today().year))[0] if value else None
    except DateRefused:
        return None


def query_number(request: Request, name: str, *, default: int = 0, most: int = 10_000_000) -> int:
    """Return a whole number of an address parameter between 0 and `most`; `default` for anything else."""
    value = request.query_params.get(name, "")
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 12 else default
