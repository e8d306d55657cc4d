"""A whole 12315 or 12345 slip (工单), pasted as text → the fields of the registration form, and what was not understood."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from compliance.complaints.dates import DateRefused, read_moment, split_moment
from compliance.complaints.identity import check_credit_code, check_phone, tidy
from compliance.complaints.numbering import receipt_date_of, unwrap_number
from compliance.complaints.slip_layout import (
    DATE,
    HOTLINE_RANKS,
    LONG,
    NOTHING,
    OTHER_RANKS,
    SECTION,
    Piece,
    cut,
)

MOST_TEXT = 60_000
_NUMBER_12315 = re.compile(r"(?<!\d)1\d{24}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_PAPER = re.compile(r"[\u4e00-\u9fff]{2,12}[〔\[【(]20\d{2}[〕\]】)]\s?第?\d{1,6}号")
_TOLD = re.compile(rf"(?P<day>{DATE.pattern})[^。；\n]{{0,8}}?(?:来电|来信|来访|致电|投诉|举报|登记|反映|转办|派单)")
_KINDS = (("举报", "report"), ("投诉", "complaint"), ("咨询", "enquiry"), ("建议", "suggestion"), ("来函", "letter"))
_NAMELESS = frozenset({"匿名", "匿名用户", "不愿透露", "保密"})


class Note(NamedTuple):
    """One remark on what was read, in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What a slip says. `fields`: name of the form's field → text as a person would type it; `unread`: lines, word for
    word, that went into no field."""

    fields: Mapping[str, str]
    notes: tuple[Note, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass
class _Reading:
    """One slip while it is read; never leaves this module."""

    today: date
    pieces: list[Piece] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def all_of(self, name: str) -> list[Piece]:
        """The pieces of a field that say something, in the order of the slip."""
        return [piece for piece in self.pieces if piece.field == name and piece.value not in NOTHING]

    def leave(self, piece: Piece) -> None:
        """Put a labelled value among what stays visible."""
        line = f"{piece.label}：{piece.value}"
        if line not in self.unread:
            self.unread.append(line)


def read_slip(text: str, *, today: date) -> Slip:
    """Return what a pasted slip says; never raises. Dates without a year take the year of `today`.

    Labels may stand in any order, with either colon, in brackets, in cells of a table or on a line of their own.
    Numbers, telephones and dates without a label are found by their form.
    """
    reading = _Reading(today)
    reading.pieces, reading.loose = cut(text[:MOST_TEXT].replace("\x00", ""))
    _numbers(reading)
    _person(reading)
    _words(reading)
    _channel(reading)
    _received(reading)
    _due(reading)
    for piece in reading.pieces:
        if piece.field == "other" and piece.value not in NOTHING:
            reading.leave(piece)
    reading.unread.extend(line for line in reading.loose if line not in reading.unread)
    return Slip(fields=reading.fields, notes=tuple(dict.fromkeys(reading.notes)), unread=tuple(reading.unread))


def _first(reading: _Reading, name: str, *, clean: bool = True) -> str:
    """Take the first value of a field; other values of the same field stay visible."""
    found = reading.all_of(name)
    value = found[0].value if found else ""
    for other in found[1:]:
        if other.value != value:
            reading.leave(other)
    if value:
        reading.fields[name] = " ".join(value.split()) if clean else value
    return reading.fields.get(name, "")


def _numbers(reading: _Reading) -> None:
    number = unwrap_number(_first(reading, "external_number"))[0]
    if not number:
        found = list(dict.fromkeys(_in_text(_NUMBER_12315, reading)))
        number = found[0] if found else ""
        if len(found) > 1:
            _note(reading, f"另有编号 {found[1]}，未采用。", f"Another number was found and not taken: {found[1]}.")
    if number:
        reading.fields["external_number"] = number
    code = tidy(_first(reading, "respondent_code")).upper()
    if not code:
        code = next((each for each in _in_text(_CODE, reading) if check_credit_code(each).ok), "")
    if code:
        reading.fields["respondent_code"] = code
    if not _first(reading, "letter_number"):
        paper = next(iter(_in_text(_PAPER, reading)), "")
        reading.fields |= {"letter_number": paper} if paper else {}


def _person(reading: _Reading) -> None:
    name = _first(reading, "name")
    if name in _NAMELESS:
        reading.fields.pop("name")
        reading.fields["anonymous"] = "1"
    for kind in ("phone", "address"):
        own = [piece for piece in reading.all_of(kind) if piece.party != "respondent"]
        theirs = [piece for piece in reading.all_of(kind) if piece.party == "respondent"]
        chosen = (own or theirs)[:1]
        for piece in (*own, *theirs):
            if piece not in chosen:
                reading.leave(piece)
        if chosen and not own:
            label = chosen[0].label
            _note(reading, f"“{label}”写在被投诉人之后，请核对是谁的。", f"{label} stands after the respondent: whose?")
        if chosen:
            value = " ".join(chosen[0].value.split())
            checked = check_phone(value) if kind == "phone" else None
            reading.fields[kind] = checked.value if checked and checked.ok else value
    if "phone" not in reading.fields:
        _phone_in_text(reading)
    _first(reading, "respondent_name")


def _phone_in_text(reading: _Reading) -> None:
    found = list(dict.fromkeys(re.sub(r"\D", "", each) for each in _in_text(_MOBILE, reading, group=1)))
    if len(found) == 1:
        reading.fields["phone"] = found[0]
        _note(
            reading, "电话取自正文，请核对是否投诉人的电话。", "The phone comes from the text: is it the complainant's?"
        )
    elif found:
        shown = "、".join(found)
        _note(reading, f"正文中有多个电话（{shown}），未填入。", f"Several phones in the text, none taken: {shown}.")


def _words(reading: _Reading) -> None:
    for name in ("title", "category", "authority", "letter_title"):
        _first(reading, name)
    for name in LONG:
        parts = list(dict.fromkeys(piece.value for piece in reading.all_of(name)))
        if parts:
            reading.fields[name] = "\n".join(parts)
    if "demands" in reading.fields:
        parts = re.split(r"[\n;；]+|(?:^|(?<=[\s。，,]))\d{1,2}[.、．)）]\s*", reading.fields["demands"])
        reading.fields["demands"] = "\n".join(
            part.strip(" 。，,\u3000") for part in parts if part.strip(" 。，,\u3000")
        )
    if "content" not in reading.fields:
        text = [line for line in reading.loose if len(line) > 14 and not SECTION.fullmatch(line)]
        if text:
            reading.fields["content"] = "\n".join(text)
            reading.loose = [line for line in reading.loose if line not in text]
            _note(reading, "投诉内容取自没有写明栏目的文字。", "The content comes from lines without a label.")
    for piece in reading.all_of("kind")[:1]:
        kind = next((kind for word, kind in _KINDS if word in piece.value), "")
        if kind:
            reading.fields["kind"] = kind
        else:
            reading.leave(piece)
    if "kind" not in reading.fields and any(piece.label.startswith("举报") for piece in reading.pieces):
        reading.fields["kind"] = "report"


def _channel(reading: _Reading) -> None:
    labels = {piece.label for piece in reading.pieces}
    said = " ".join([*reading.loose, *(piece.value for piece in reading.pieces if piece.field not in LONG), *labels])
    if _NUMBER_12315.fullmatch(reading.fields.get("external_number", "")):
        reading.fields["channel"] = "samr_12315"
    elif "12345" in said or any(label.startswith("工单") for label in labels):
        reading.fields["channel"] = "hotline_12345"
    elif "12315" in said:
        reading.fields["channel"] = "samr_12315"


def _received(reading: _Reading) -> None:
    hotline = reading.fields.get("channel", "").startswith("hotline")
    for rank in HOTLINE_RANKS if hotline else OTHER_RANKS:
        for piece in reading.all_of(rank):
            value = _moment(piece.value, reading.today)
            if not value:
                reading.leave(piece)
            elif "received" in reading.fields and reading.fields["received"] != value:
                _note(reading, f"另有{piece.label} {value}，未作为收到日。", f"{piece.label} {value} was not taken.")
            else:
                reading.fields["received"] = value
    if "received" in reading.fields:
        return
    dated = [found for line in reading.loose if (found := _moment(line, reading.today)) and len(line) < 40]
    inside = receipt_date_of(reading.fields.get("external_number", ""))
    told = _TOLD.search(unicodedata.normalize("NFKC", reading.fields.get("content", "")))
    if inside:
        reading.fields["received"] = inside.isoformat()
        _note(reading, "收到日取自登记编号所载日期。", "The day of receipt is the one inside the number.")
    elif dated:
        reading.fields["received"] = dated[0]
        _note(reading, "收到日取自没有写明栏目的日期。", "The day of receipt comes from a date without a label.")
    elif told and (value := _moment(told["day"], reading.today)):
        reading.fields["received"] = value
        _note(reading, "收到日取自正文，请核对。", "The day of receipt comes from the text.")


def _due(reading: _Reading) -> None:
    for piece in reading.all_of("due_on"):
        value = _moment(piece.value, reading.today, ahead=True)[:10]
        if value and "due_on" not in reading.fields:
            reading.fields["due_on"] = value
        elif not value or value != reading.fields["due_on"]:
            reading.leave(piece)


def _moment(text: str, today: date, *, ahead: bool = False) -> str:
    """The first date in a text as the form shows it; a day and month after today belong to the year before."""
    match = DATE.search(unicodedata.normalize("NFKC", text))
    if not match:
        return ""
    try:
        day, instant = split_moment(read_moment(match[0].strip(), year=today.year))
        if not match["year"] and day > today and not ahead:
            day, instant = split_moment(read_moment(match[0].strip(), year=today.year - 1))
    except DateRefused:
        return ""
    at_midnight = instant is None or (instant.hour, instant.minute) == (0, 0)
    return day.isoformat() if at_midnight else f"{day.isoformat()} {instant:%H:%M}"


def _in_text(pattern: re.Pattern[str], reading: _Reading, *, group: int = 0) -> list[str]:
    """What a pattern finds in loose lines first, then in the labelled texts."""
    places = [*reading.loose, *(piece.value for piece in reading.pieces if piece.field in (*LONG, "other"))]
    return [match[group] for text in places for match in pattern.finditer(unicodedata.normalize("NFKC", text))]


def _note(reading: _Reading, zh: str, en: str) -> None:
    reading.notes.append(Note(zh, en))
