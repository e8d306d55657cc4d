"""What a complaint (投诉), report (举报) or enquiry is when it comes in: plain frozen values, no behaviour of law."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "complaint": ("投诉", "complaint"),
        "report": ("举报", "report"),
        "enquiry": ("咨询", "enquiry"),
        "suggestion": ("建议", "suggestion"),
        "letter": ("来函", "letter"),
    }
)

RECEIVED_FROM: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "column": ("来件表格的日期栏", "a date column of the export"),
        "number": ("登记编号或者工单编号所载时间", "the date inside the registration number"),
        "entered": ("人工填写", "entered by hand"),
        "letter": ("来函所载日期", "the date on the letter"),
        "unknown": ("未知", "unknown"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Complainant:
    """The complainant or reporter (投诉人、举报人). `anonymous` is true when nobody is named."""

    name: str = ""
    phone: str = ""
    address: str = ""
    id_kind: str = ""
    id_number: str = ""
    anonymous: bool = False


@dataclass(frozen=True, kw_only=True)
class Respondent:
    """The operator complained about (被投诉人、被举报人)."""

    name: str = ""
    credit_code: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportedEvent:
    """A dated legal act that the source itself states (for instance 办结时间); a proposal, not yet a recorded event."""

    kind: str
    on: date
    at: datetime | None = None
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class IncomingComplaint:
    """Everything known when a complaint comes in (来件).

    `source` and `external_number` together are the key of an import. `received_on` is the day of receipt in
    Asia/Shanghai, None when nothing says it; `received_from` (a key of RECEIVED_FROM) says how it is known and
    `received_column` names the column. `due_on` is a day that a letter or work order sets. `label` is the status text
    of the source and never an event. `extra` keeps every other source column word for word, in the sheet's order.
    """

    source: str
    external_number: str = ""
    channel: str = ""
    authority: str = ""
    kind: str = "complaint"
    title: str = ""
    content: str = ""
    demands: tuple[str, ...] = ()
    category: str = ""
    received_on: date | None = None
    received_at: datetime | None = None
    received_from: str = "unknown"
    received_column: str = ""
    due_on: date | None = None
    complainant: Complainant = Complainant()
    respondent: Respondent = Respondent()
    label: str = ""
    regimes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    reported_events: tuple[ReportedEvent, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


FIELD_LABELS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "source": ("来源", "source"),
        "external_number": ("外部编号", "external number"),
        "channel": ("渠道", "channel"),
        "authority": ("来文机关", "authority"),
        "kind": ("类型", "kind"),
        "title": ("标题", "title"),
        "content": ("内容", "content"),
        "demands": ("诉求", "demands"),
        "category": ("问题类别", "category"),
        "received_on": ("收到日", "received on"),
        "received_at": ("收到时间", "received at"),
        "received_from": ("收到日依据", "receipt date taken from"),
        "received_column": ("收到日所在栏", "receipt date column"),
        "due_on": ("来件指定期限", "due date set by the sender"),
        "complainant": ("投诉人", "complainant"),
        "complainant.name": ("投诉人姓名", "complainant's name"),
        "complainant.phone": ("投诉人电话", "complainant's phone"),
        "complainant.address": ("投诉人地址", "complainant's address"),
        "complainant.id_kind": ("证件类型", "kind of identity paper"),
        "complainant.id_number": ("证件号码", "identity number"),
        "complainant.anonymous": ("匿名", "anonymous"),
        "respondent": ("被投诉人", "respondent"),
        "respondent.name": ("被投诉人名称", "respondent's name"),
        "respondent.credit_code": ("统一社会信用代码", "unified social credit code"),
        "respondent.address": ("被投诉人地址", "respondent's address"),
        "respondent.phone": ("被投诉人电话", "respondent's phone"),
        "label": ("来源状态", "status at the source"),
        "regimes": ("适用程序", "regimes"),
        "facts": ("期限要素", "facts that decide a limit"),
        "reported_events": ("来源所载事项", "acts stated by the source"),
        "extra": ("其他栏目", "other columns"),
        "notes": ("导入说明", "remarks"),
    }
)


def field_label(name: str, *, language: str = "zh") -> str:
    """Return the label of a field (`received_on`, `complainant.phone` …) in `zh` or `en`; an unknown name comes back."""
    pair = FIELD_LABELS.get(name)
    if pair is None:
        return name
    return pair[0] if language == "zh" else pair[1]


def as_plain(incoming: IncomingComplaint) -> dict[str, Any]:
    """Return the complaint as JSON-ready values: dates as ISO text, mappings and tuples as dicts and lists."""
    return {each.name: _plain(getattr(incoming, each.name)) for each in fields(incoming)}


def from_plain(values: Mapping[str, Any]) -> IncomingComplaint:
    """Return the complaint that `as_plain` described. Raises KeyError or ValueError when the values are not its own."""
    known = {each.name for each in fields(IncomingComplaint)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise KeyError(f"not a field of an incoming complaint: {', '.join(unknown)}")
    ready = dict(values)
    for name in ("received_on", "due_on"):
        if ready.get(name):
            ready[name] = date.fromisoformat(ready[name])
    if ready.get("received_at"):
        ready["received_at"] = datetime.fromisoformat(ready["received_at"])
    for name, kind in (("complainant", Complainant), ("respondent", Respondent)):
        if name in ready:
            ready[name] = kind(**ready[name])
    for name in ("demands", "regimes", "notes"):
        if name in ready:
            ready[name] = tuple(ready[name])
    if "reported_events" in ready:
        ready["reported_events"] = tuple(_reported(each) for each in ready["reported_events"])
    return IncomingComplaint(**ready)


def _reported(values: Mapping[str, Any]) -> ReportedEvent:
    at = values.get("at")
    return ReportedEvent(
        kind=values["kind"],
        on=date.fromisoformat(values["on"]),
        at=datetime.fromisoformat(at) if at else None,
        column=values.get("column", ""),
    )


def flat_values(incoming: IncomingComplaint) -> dict[str, str]:
    """Return every field as text under its dotted name (`complainant.phone`, `extra.处理部门`), in a stable order.

    This is what an import compares to find changed source fields; `notes` are left out, being words of the importer.
    """
    flat: dict[str, str] = {}
    for name, value in as_plain(incoming).items():
        if name == "notes":
            continue
        if isinstance(value, dict):
            flat.update({f"{name}.{key}": _text(inner) for key, inner in value.items()})
        else:
            flat[name] = _text(value)
    return flat


def changed_fields(before: IncomingComplaint, after: IncomingComplaint) -> dict[str, tuple[str, str]]:
    """Return dotted field name → (before, after) for every source value that differs; empty when nothing changed."""
    old, new = flat_values(before), flat_values(after)
    names = list(dict.fromkeys([*old, *new]))
    return {name: (old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")}


def fingerprint(incoming: IncomingComplaint) -> str:
    """Return the SHA-256 (hex) of all source values; two rows that say the same have the same fingerprint."""
    text = json.dumps(flat_values(incoming), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def with_notes(incoming: IncomingComplaint, *notes: str) -> IncomingComplaint:
    """Return the complaint with further remarks; a remark already there is not repeated."""
    return replace(incoming, notes=tuple(dict.fromkeys([*incoming.notes, *notes])))


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (Complainant, Respondent, ReportedEvent)):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(inner) for inner in value]
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
