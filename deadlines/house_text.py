"""The house's own limits (内部时限) as text: another length, another name, one more limit; everything else stays as written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from deadlines.errors import RulebookError

HOUSE_FILE = "house.toml"
_BLOCK = re.compile(r"(?m)^\[\[(?:limit|note)\]\]")


@dataclass(frozen=True, slots=True)
class HouseLimit:
    """One limit of the house: its name, its length (``2 hours``), the statutory limit above it (``regime.limit``)."""

    id: str
    label: str
    label_en: str
    span: str
    under: str = ""
    starts: tuple[str, ...] = ()
    met_by: tuple[str, ...] = ()


def with_limit(text: str, limit: HouseLimit, *, today: date) -> str:
    """The file with this limit in it: the one of the same id changed in place, else one added behind the last limit.

    Raises RulebookError for an existing limit without a length to change.
    """
    begins = [match.start() for match in _BLOCK.finditer(text)]
    for begin, end in zip(begins, [*begins[1:], len(text)], strict=True):
        block = text[begin:end]
        if re.search(rf'(?m)^id = "{re.escape(limit.id)}"$', block):
            return text[:begin] + _changed(block, limit) + text[end:]
    last = [begin for begin in begins if text.startswith("[[note]]", begin)]
    place = last[0] if last else len(text)
    return text[:place].rstrip("\n") + "\n\n" + _new(limit, today) + "\n" + text[place:]


def _changed(block: str, limit: HouseLimit) -> str:
    spans = list(re.finditer(r'(?m)^( *span = )"[^"\n]*"', block))
    if not spans:
        raise RulebookError(file=HOUSE_FILE, limit=limit.id, key="span", problem="没有可以改的长度，请直接改文件全文")
    newest = spans[-1]
    block = block[: newest.start()] + newest[1] + _quoted(limit.span) + block[newest.end() :]
    block = _with_key(block, "label", limit.label)
    block = _with_key(block, "label_en", limit.label_en)
    without = re.sub(r"(?m)^under = .*\n", "", block)
    return re.sub(r"(?m)^(kind = .*\n)", lambda m: m[1] + _under(limit), without, count=1)


def _with_key(block: str, key: str, value: str) -> str:
    return re.sub(rf"(?m)^{key} = .*$", lambda _: f"{key} = {_quoted(value)}", block, count=1)


def _new(limit: HouseLimit, today: date) -> str:
    return f"""[[limit]]
id = {_quoted(limit.id)}
label = {_quoted(limit.label)}
label_en = {_quoted(limit.label_en)}
owner = "addressee"
kind = "house"
{_under(limit)}starts = {_list(limit.starts)}
met_by = {_list(limit.met_by)}
produces = "内部办理记录"
produces_en = "internal record"
consequence = "按内部规定考核"
consequence_en = "internal policy"

  [[limit.version]]
  from = 2015-01-01
  span = {_quoted(limit.span)}
  note = "内部规定，不是法定期限"
  note_en = "internal policy, not law"
  cite = {{ instrument = "内部规定", number = "", article = "", evidence = "text_seen", checked = {today} }}
"""


def _under(limit: HouseLimit) -> str:
    return f"under = {_quoted(limit.under)}\n" if limit.under else ""


def _list(names: tuple[str, ...]) -> str:
    return "[" + ", ".join(_quoted(name) for name in names) + "]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
