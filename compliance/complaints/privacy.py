"""Masking (脱敏) of persons: one set of functions for pages, JSON, exports and logs.

Every function is idempotent: masking what is masked changes nothing. Organisation names and credit codes stay readable.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from compliance.complaints.identity import tidy
from compliance.complaints.model import Complainant, IncomingComplaint
from compliance.complaints.personal_traces import traces

STAR = "*"
_COMPOUND_SURNAMES = frozenset(
    re.findall(
        r"..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙"
        "钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里"
        "呼延东郭南门羊舌微生梁丘左丘东门西门第五",
    )
)
_NAME_DOTS = "·•・‧．."
_DISTRICT = re.compile(
    r"^(?P<kept>(?:[^省市区县\d]{2,8}?(?:省|自治区|特别行政区))?(?:[^省市区县\d]{1,8}?(?:市|自治州|地区|盟))?"
    r"(?:[^省市区县\d]{1,8}?(?:(?<![小园社厂校街])区|县|旗|市))?)"
)
# Names of columns whose cells identify a person, wherever a source puts them.
_PERSON_COLUMNS = re.compile(r"姓名|投诉人|举报人|来电人|联系人|诉求人|留言用户|用户名|受理员$")
_PHONE_COLUMNS = re.compile(r"电话|手机|来电号码|联系方式|^号码$")
_IDENTITY_COLUMNS = re.compile(r"证件号|身份证")
_ADDRESS_COLUMNS = re.compile(r"(?:投诉人|举报人|联系|家庭|居住|通讯)地址")
_MAIL_COLUMNS = re.compile(r"邮箱|e-?mail", re.IGNORECASE)


def mask_name(name: str) -> str:
    """Return the name with only its surname: 张*, 欧阳*, 阿·*, J*** S***. A name of one character becomes *."""
    text = " ".join(name.split())
    if not text:
        return ""
    dot = next((mark for mark in text if mark in _NAME_DOTS), None)
    if dot and not text.isascii():
        return f"{text[0]}{dot}{STAR}" if text[0] != dot else STAR
    if re.match(r"[A-Za-zÀ-ÿ]", text):
        return " ".join(f"{part[0]}***" for part in re.split(r"[ .,]+", text) if part)
    if len(text) == 1:
        return STAR
    if text[:2] in _COMPOUND_SURNAMES and len(text) > 2:
        return f"{text[:2]}{STAR}"
    return f"{text[0]}{STAR}"


def mask_phone(phone: str) -> str:
    """Return 138****1234 for a mobile, 010-****5678 for a landline; anything else keeps two characters at each end."""
    if not phone or STAR in phone:
        return phone
    digits = re.sub(r"[^\d]", "", tidy(phone))
    mobile = re.fullmatch(r"(?:86|0086|0)?(1[3-9]\d)\d{4}(\d{4})", digits)
    if mobile:
        return f"{mobile[1]}****{mobile[2]}"
    landline = re.match(r"(0\d{2,3})-?\d{3,4}(\d{4})(?!\d)", tidy(phone))
    if landline:
        return f"{landline[1]}-****{landline[2]}"
    if re.fullmatch(r"(?:400|800)\d{7}|\d{5}", digits):
        return phone
    return _middle(tidy(phone), keep=2)


def mask_id_number(number: str) -> str:
    """Return an identity number with its first six and last four characters: 110105********002X."""
    if not number or STAR in number:
        return number
    text = tidy(number).upper()
    if re.fullmatch(r"\d{17}[\dX]|\d{15}", text):
        return f"{text[:6]}{STAR * (len(text) - 10)}{text[-4:]}"
    return _middle(text, keep=2)


def mask_address(address: str) -> str:
    """Return the address down to its district (广东省广州市越秀区***); *** when no district can be told."""
    text = address.strip()
    if not text or text.endswith("***"):
        return text
    if set(text) == {STAR}:
        return text
    match = _DISTRICT.match(text)
    kept = match["kept"] if match else ""
    return f"{kept}***"


def mask_mail(address: str) -> str:
    """Return the mail address with one letter of the local part: z***@example.com."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else _middle(address, keep=1)


def mask_text(text: str, *, names: Iterable[str] = ()) -> str:
    """Return free text with phones, identity numbers, mail addresses, bank cards and chat accounts masked.

    Full-width, circled and Chinese digits and separated groups (138-0013-8000) are found too. A name is masked after
    “来电人：” and the like; `names` are known persons of the file, masked wherever they stand. Registration numbers, order numbers and credit codes stay readable.
    """
    if not text:
        return text
    masks = {
        "mobile": mask_phone,
        "landline": mask_phone,
        "identity": mask_id_number,
        "card": lambda found: f"{STAR * 4}{found[-4:]}",
        "mail": mask_mail,
        "name": mask_name,
        "account": lambda found: _middle(found, keep=1),
    }
    pieces, end = [], 0
    for trace in traces(text):
        pieces.append(text[end : trace.start])
        pieces.append(masks[trace.kind](trace.plain))
        end = trace.end
    masked = "".join([*pieces, text[end:]])
    for name in sorted({each.strip() for each in names}, key=len, reverse=True):
        if len(name) > 1 and STAR not in name:
            masked = masked.replace(name, mask_name(name))
    return masked


def mask_complainant(complainant: Complainant) -> Complainant:
    """Return the complainant with name, phone, address and identity number masked."""
    return replace(
        complainant,
        name=mask_name(complainant.name),
        phone=mask_phone(complainant.phone),
        address=mask_address(complainant.address),
        id_number=mask_id_number(complainant.id_number),
    )


def mask_column(column: str, value: str) -> str:
    """Return a cell of any source column masked by what its heading says; other cells are masked as free text."""
    if _PHONE_COLUMNS.search(column):
        return mask_text(value) if len(value) > 30 else mask_phone(value)
    if _IDENTITY_COLUMNS.search(column):
        return mask_id_number(value)
    if _ADDRESS_COLUMNS.search(column):
        return mask_address(value)
    if _MAIL_COLUMNS.search(column):
        return mask_mail(value)
    if _PERSON_COLUMNS.search(column) and len(value) <= 20:
        return mask_name(value)
    return mask_text(value)


def mask_incoming(incoming: IncomingComplaint) -> IncomingComplaint:
    """Return the whole complaint fit for any eye: the complainant masked, free text and other columns too."""
    names = (incoming.complainant.name,)
    return replace(
        incoming,
        title=mask_text(incoming.title, names=names),
        content=mask_text(incoming.content, names=names),
        complainant=mask_complainant(incoming.complainant),
        respondent=replace(incoming.respondent, phone=mask_text(incoming.respondent.phone)),
        extra={column: mask_text(mask_column(column, value), names=names) for column, value in incoming.extra.items()},
        notes=tuple(mask_text(note, names=names) for note in incoming.notes),
    )


def mask_values(values: Any) -> Any:
    """Return any nesting of mappings and sequences with every text masked; the form for logs and JSON dumps."""
    if isinstance(values, str):
        return mask_text(values)
    if isinstance(values, Mapping):
        return {key: _masked_entry(str(key), value) for key, value in values.items()}
    if isinstance(values, (list, tuple)):
        return type(values)(mask_values(each) for each in values)
    return values


_ENTRY_MASKS = {
    "phone": mask_phone,
    "id_number": mask_id_number,
    "complainant_name": mask_name,
    "complainant_phone": mask_phone,
    "complainant_address": mask_address,
    "complainant_id_number": mask_id_number,
    "mail": mask_mail,
    "email": mask_mail,
}


def _masked_entry(key: str, value: Any) -> Any:
    if key == "complainant" and isinstance(value, Mapping):
        masks = {"name": mask_name, "address": mask_address, **_ENTRY_MASKS}
        return {
            name: masks.get(name, mask_values)(inner) if isinstance(inner, str) else inner
            for name, inner in value.items()
        }
    mask = _ENTRY_MASKS.get(key)
    return mask(value) if mask and isinstance(value, str) else mask_values(value)


def _middle(text: str, *, keep: int) -> str:
    if len(text) <= 2 * keep:
        return STAR * len(text)
    return f"{text[:keep]}{STAR * 4}{text[-keep:]}"
