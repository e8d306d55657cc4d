"""Numbers of persons and organisations: 统一社会信用代码, 居民身份证, telephone. Valid, repaired or refused."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

# Province codes of GB/T 2260 by great region: north, north-east, east, centre and south, south-west, north-west, others.
# 71, 81, 82 stand for Taiwan, Hong Kong and Macao; 83 opens residence permits of Taiwan people only.
PROVINCES = frozenset(
    f"{region}{place}"
    for region, places in (("1", 5), ("2", 3), ("3", 7), ("4", 6), ("5", 4), ("6", 5), ("7", 1), ("8", 2))
    for place in range(0 if region == "5" else 1, places + 1)
)
_RESIDENCE_PERMITS = frozenset({"81", "82", "83"})
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: place for place, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
# Blanks and marks without a glyph: soft hyphen, joiners, the direction marks that Windows copies along, selectors.
_INVISIBLE = re.compile(r"[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:-(\d{1,6}))?")
_HOTLINE = re.compile(r"([48]00)-?(\d{3})-?(\d{4})")
_SHORT = re.compile(r"95\d{3,6}|96\d{3,5}|123\d{2}|1[01]\d{3}|100\d{2,3}")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A number after checking: `value` in its normal form, `ok`, `notes` on what was repaired, `problem` if not ok."""

    value: str
    ok: bool
    kind: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""
    problem_en: str = ""


def tidy(text: str) -> str:
    """Return the text with full-width characters made half-width (NFKC) and all blanks and invisible marks removed."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def check_credit_code(value: str) -> Checked:
    """Check a unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, alphabet and check digit."""
    code = tidy(value).upper()
    notes = () if code == value else ("统一社会信用代码已去除空格并统一为半角大写。",)
    if len(code) != 18:
        return _refused(code, f"统一社会信用代码应为18位，现为{len(code)}位。", "A credit code has 18 characters.")
    strange = sorted(set(code) - set(_CREDIT_ALPHABET))
    if strange:
        return _refused(
            code,
            f"统一社会信用代码含有不允许的字符“{''.join(strange)}”（不使用I、O、S、V、Z）。",
            "A credit code never contains I, O, S, V or Z.",
        )
    total = sum(_CREDIT_VALUES[character] * weight for character, weight in zip(code, _CREDIT_WEIGHTS, strict=False))
    if _CREDIT_ALPHABET[(31 - total % 31) % 31] != code[17]:
        return _refused(code, "统一社会信用代码的校验位不符，请核对。", "The check digit of the credit code is wrong.")
    return Checked(value=code, ok=True, kind="credit_code", notes=notes)


def check_id_card(value: str) -> Checked:
    """Check a resident identity number (公民身份号码, GB 11643-1999), a residence permit or a 2023 foreigner's card.

    A first-generation number of 15 digits is valid and comes back in its 18-digit form with a note.
    """
    number = tidy(value).upper().replace("-", "")
    notes: tuple[str, ...] = () if number == value else ("身份证号码已去除空格并统一为半角大写。",)
    if re.fullmatch(r"\d{15}", number):
        number = _upgraded(number)
        notes = (*notes, "15位旧身份证号码已换算为18位。")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return _refused(number, "身份证号码应为18位（末位可为X）或者15位。", "An identity number has 18 or 15 digits.")
    if not region_exists(number):
        return _refused(
            number, "身份证号码的地区代码不存在。", "The region code of the identity number does not exist."
        )
    if _birth_date(number) is None:
        return _refused(
            number, "身份证号码中的出生日期不存在。", "The birth date in the identity number does not exist."
        )
    if id_check_digit(number[:17]) != number[17]:
        return _refused(number, "身份证号码的校验位不符，请核对。", "The check digit of the identity number is wrong.")
    return Checked(value=number, ok=True, kind="id_card", notes=notes)


def id_check_digit(first_17: str) -> str:
    """Return the 18th character for 17 digits (mod 11-2, GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return _ID_CHECK[total % 11]


def region_exists(number: str) -> bool:
    """Tell whether an identity number begins with a region that exists (a leading 9: the province stands after it)."""
    if number[0] == "9":
        return number[1:3] in PROVINCES
    return number[:2] in PROVINCES or number[:2] in _RESIDENCE_PERMITS


def check_phone(value: str) -> Checked:
    """Check a telephone number; `kind` is mobile, landline, hotline (400/800) or short (95xxx, 123xx).

    Country code, blanks, separators and full-width digits are removed with a note; a landline comes back as 010-12345678.
    """
    raw = tidy(value)
    digits = re.sub(r"[‐-―－−.·()()]", "-", raw).strip("-")
    digits = re.sub(r"转|ext\.?|#", "-", digits, flags=re.IGNORECASE)
    digits = re.sub(r"-{2,}", "-", re.sub(r"^(?:\+|00)86-?", "", digits))
    bare = digits.replace("-", "")
    notes = () if bare == value else ("电话号码已统一格式。",)
    if _MOBILE.fullmatch(bare):
        return Checked(value=bare, ok=True, kind="mobile", notes=notes)
    if _MOBILE.fullmatch(bare.removeprefix("86")) or _MOBILE.fullmatch(bare.removeprefix("0")):
        return Checked(value=bare[-11:], ok=True, kind="mobile", notes=("电话号码已去除前缀。",))
    if match := _HOTLINE.fullmatch(digits):
        return Checked(value="-".join(match.groups()), ok=True, kind="hotline")
    if match := _LANDLINE.fullmatch(digits):
        return Checked(value="-".join(part for part in match.groups() if part), ok=True, kind="landline")
    if _SHORT.fullmatch(bare):
        return Checked(value=bare, ok=True, kind="short", notes=notes)
    return _refused(raw, "电话号码格式不正确，请核对位数。", "This is not a telephone number; count the digits.")


def _upgraded(number_15: str) -> str:
    first_17 = f"{number_15[:6]}19{number_15[6:]}"
    return first_17 + id_check_digit(first_17)


def _birth_date(number: str) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= 1850 else None


def _refused(value: str, problem: str, problem_en: str) -> Checked:
    return Checked(value=value, ok=False, problem=problem, problem_en=problem_en)
