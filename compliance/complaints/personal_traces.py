"""Finds phones, identity numbers, cards, mail addresses and chat accounts inside free text, however they are written."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from compliance.complaints.identity import region_exists

_SEPARATORS = r"[\s\-‐-―－−.·_/\\\u200b-\u200f\u2060\ufe0f\u20e3\ufeff]{1,3}"
_MOBILE_FORMS = (
    r"1[3-9]\d{9}",
    rf"1[3-9]\d{_SEPARATORS}\d{{4}}{_SEPARATORS}\d{{4}}",
    rf"1[3-9]\d{_SEPARATORS}\d{{8}}",
    rf"1[3-9]\d{{5}}{_SEPARATORS}\d{{4}}",
    rf"1[3-9]\d{{2}}{_SEPARATORS}\d{{3}}{_SEPARATORS}\d{{4}}",
    rf"1[3-9]\d{{2}}{_SEPARATORS}\d{{4}}{_SEPARATORS}\d{{3}}",
    rf"1[3-9]\d{_SEPARATORS}\d{{3}}{_SEPARATORS}\d{{5}}",
    rf"1[3-9]\d{{3}}{_SEPARATORS}\d{{6}}",
    rf"1[3-9]\d{{4}}{_SEPARATORS}\d{{5}}",
    rf"1[3-9]\d{{5}}{_SEPARATORS}\d{{2}}{_SEPARATORS}\d{{2}}",
    rf"1{_SEPARATORS}[3-9](?:{_SEPARATORS}\d){{9}}",
)
_MOBILE = re.compile(rf"(?<![\d])(?:(?:\+|00)?86{_SEPARATORS}|(?:\+|00)?86|0)?(?:{'|'.join(_MOBILE_FORMS)})(?!\d)")
_GLUED_MOBILES = re.compile(r"(?<!\d)(?:1[3-9]\d{9}){2,4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}[-－—\s]\d{7,8}|[((]0\d{2,3}[))]\d{7,8})(?:[-转]\d{1,6})?(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{6}[\s-]?(?:\d{8}[\s-]?\d{3}[\dXx]|\d{6}[\s-]?\d{3})(?![\dXx])")
_CARD = re.compile(r"(?<!\d)(?:62\d{2}|4\d{3}|5[1-5]\d{2})(?:[\s-]?\d{4}){3}(?:[\s-]?\d{1,3})?(?!\d)")
_PAPER = re.compile(r"(?:护照|通行证|军官证|居留证)(?:号码|号)?[为是::\s]{0,3}([A-Za-z]{0,2}\d{6,10})")
_ACCOUNT = re.compile(
    r"(?:QQ|微信|wechat|weixin|VX)(?:账号|号码|号)?[为是::\s]{1,3}([A-Za-z0-9][\w-]{4,19})", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?:姓名|联系人|投诉人|举报人|来电人|来件人|诉求人)(?:为|是)?:\s*"
    r"([\u3400-\u9fff\U00020000-\U000323af·]{2,12}?)(?=[,。;、.\s)]|电话|$)"
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_CHINESE_DIGITS = str.maketrans("零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00012345678911" + "23456789")


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A place in the text that identifies a person: [start, end), what it is, and its plain half-width form."""

    start: int
    end: int
    kind: str
    plain: str


@lru_cache(maxsize=256)
def traces(text: str) -> tuple[Trace, ...]:
    """Return every trace in order of place, without overlaps; the earlier and longer one wins."""
    found = sorted(_all_traces(text), key=lambda trace: (trace.start, -trace.end))
    kept: list[Trace] = []
    for trace in found:
        if not kept or trace.start >= kept[-1].end:
            kept.append(trace)
    return tuple(kept)


def _all_traces(text: str) -> Iterator[Trace]:
    shadow = text.translate(_HALF_WIDTH)
    yield from _in_shadow(shadow)
    spelled = text.translate(_ANY_DIGIT)
    if spelled != shadow:
        yield from (each for each in _in_shadow(spelled) if each.kind in ("mobile", "identity"))


def _in_shadow(shadow: str) -> Iterator[Trace]:
    for match in _IDENTITY.finditer(shadow):
        plain = re.sub(r"[\s-]", "", match[0])
        if _can_be_identity(plain):
            yield _trace(match, "identity", plain)
    for match in _GLUED_MOBILES.finditer(shadow):
        for start in range(match.start(), match.end(), 11):
            yield Trace(start=start, end=start + 11, kind="mobile", plain=shadow[start : start + 11])
    for match in _MOBILE.finditer(shadow):
        yield _trace(match, "mobile", re.sub(r"\D", "", match[0])[-11:])
    for match in _LANDLINE.finditer(shadow):
        plain = re.sub(r"[^\d]+", "-", match[0]).strip("-")
        yield _trace(match, "landline", plain)
    for match in _CARD.finditer(shadow):
        plain = re.sub(r"\D", "", match[0])
        if _luhn(plain):
            yield _trace(match, "card", plain)
    for match in _MAIL.finditer(shadow):
        yield _trace(match, "mail", match[0])
    for pattern, kind in ((_PAPER, "account"), (_ACCOUNT, "account"), (_NAMED, "name")):
        for match in pattern.finditer(shadow):
            yield Trace(start=match.start(1), end=match.end(1), kind=kind, plain=match[1])


def _trace(match: re.Match[str], kind: str, plain: str) -> Trace:
    return Trace(start=match.start(), end=match.end(), kind=kind, plain=plain)


def _half_width(character: str) -> str:
    """One character for one: any decimal digit of any script as ASCII, full-width marks as half-width."""
    if character.isascii():
        return character
    value = unicodedata.decimal(character, None)
    if value is not None:
        return str(value)
    if "！" <= character <= "～":
        return chr(ord(character) - 0xFEE0)
    return character


def _any_digit(character: str) -> str:
    plain = _half_width(character).translate(_CHINESE_DIGITS)
    value = unicodedata.digit(plain, None) if not plain.isascii() else None
    return str(value) if value is not None else plain


class _Learned(dict[int, str]):
    """A table for str.translate that asks for each character once; complaints repeat a few thousand of them."""

    def __init__(self, ask: Callable[[str], str]) -> None:
        super().__init__()
        self.ask = ask

    def __missing__(self, code: int) -> str:
        found = self[code] = self.ask(chr(code))
        return found


_HALF_WIDTH, _ANY_DIGIT = _Learned(_half_width), _Learned(_any_digit)


def _can_be_identity(plain: str) -> bool:
    digits = plain.upper()
    born = digits[6:14] if len(digits) == 18 else "19" + digits[6:12]
    try:
        year = date(int(born[:4]), int(born[4:6]), int(born[6:8])).year
    except ValueError:
        return False
    return 1850 <= year <= 2100 and region_exists(digits)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
