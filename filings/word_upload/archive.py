"""Reads the archive (zip) of an uploaded Word file strictly: what its directory says must be what its bytes are.

Gaps, prefixes, trailing bytes, shared bodies and lying sizes have no place in a file that an office program wrote, and
every known way of hiding one file in another needs one of them.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from filings.said import Refusal, Said

LARGEST_FILE = 20 * 1024**2
MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 100 * 1024**2
LARGEST_RATIO = 100
# Repeated XML packs a hundredfold by itself: a ratio says something only about what is large.
RATIO_COUNTS_FROM = 8 * 1024**2
LONGEST_NAME = 200
_NAME = re.compile(r"[A-Za-z0-9_.\-+~%@!$&'(),;=\[\] ]+(?:/[A-Za-z0-9_.\-+~%@!$&'(),;=\[\] ]+)*/?")
_ARCHIVE_NAME = re.compile(r"\.(?:zip|docx?|docm|dotx?|dotm|xls[xmb]?|ppt[xm]?|odt|ods|jar|7z|rar|gz|cab|iso)$", re.I)
_ARCHIVE_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MSCF", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _ENTRY, _LOCAL = struct.Struct("<4s4H2IH"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s5H3I2H")
# A data descriptor follows a member; Word pads the header of [Content_Types].xml by some 500 bytes.
_DESCRIPTOR, _LONGEST_HEADER = 24, 4_096
SAVE_AGAIN = Said(
    "请用 Word 或者 WPS 打开后另存为 .docx 再上传", "open it in Word or WPS, save it as .docx and upload that"
)


class WordRefused(Refusal):
    """A Word file cannot be taken: one sentence with the place and the cure."""


@dataclass(frozen=True)
class Member:
    """One file of the archive: where its header and its packed bytes begin, how large it is packed and unpacked."""

    name: str
    method: int
    crc: int
    head: int
    start: int
    packed: int
    size: int


def members(content: bytes) -> tuple[Member, ...]:
    """Give the files of the archive in the order of its directory, nothing unpacked. Raises WordRefused."""
    _check_kind(content)
    if len(content) < _END.size:
        raise _damaged()
    mark, disk, first_disk, here, total, length, start, comment = _END.unpack(content[-_END.size :])
    if mark != b"PK\x05\x06":
        at = content.rfind(b"PK\x05\x06")
        raise (
            _strange("压缩包尾部附有其他内容", "Something else is attached to the end of the file")
            if 0 <= at < len(content) - _END.size
            else _damaged()
        )
    if disk or first_disk or here != total or comment or start + length != len(content) - _END.size:
        raise _damaged()
    if total > MOST_MEMBERS:
        raise WordRefused(
            f"文件里有 {total} 个部件，超过 {MOST_MEMBERS} 个的上限，不是正常的文书，{SAVE_AGAIN}。",
            f"The file has {total} parts, more than the {MOST_MEMBERS} that a letter may have; {SAVE_AGAIN.en}.",
        )
    found = tuple(_directory(content, start, length, total))
    _check_names([member.name for member in found])
    _check_places(found, start)
    _check_sizes(found, len(content))
    return tuple(member for member in found if not member.name.endswith("/"))


def unpacked(content: bytes, member: Member) -> bytes:
    """Give the bytes of one file; never more of them than its directory entry says. Raises WordRefused."""
    packed = content[member.start : member.start + member.packed]
    if member.method == 0:
        plain, whole = packed, True
    else:
        inflater = zlib.decompressobj(-15)
        try:
            plain = inflater.decompress(packed, member.size + 1)
        except zlib.error:
            raise _damaged(member.name) from None
        whole = inflater.eof and not inflater.unused_data and not inflater.unconsumed_tail
    if len(plain) > member.size:
        raise _strange(
            f"部件“{member.name}”比压缩包目录所写的更大",
            f"The part “{member.name}” is larger than the directory of the archive says",
        )
    if not whole or len(plain) != member.size or zlib.crc32(plain) != member.crc:
        raise _damaged(member.name)
    if plain.startswith(_ARCHIVE_STARTS):
        raise WordRefused(
            f"文件里的“{member.name}”是另一个压缩文件，请删去所嵌入的文件后再上传。",
            f"“{member.name}” in the file is another archive; delete the embedded file and upload again.",
        )
    if plain.startswith(_OLE):
        raise WordRefused(
            f"文件里的“{member.name}”是嵌入对象（OLE）或者宏，请删去后再上传。",
            f"“{member.name}” in the file is an embedded object (OLE) or a macro; delete it and upload again.",
        )
    if plain.startswith((b"MZ", b"\x7fELF")):
        raise WordRefused(
            f"文件里的“{member.name}”是程序文件，请删去所嵌入的文件后再上传。",
            f"“{member.name}” in the file is a program; delete the embedded file and upload again.",
        )
    return plain


def _check_kind(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        size = f"{len(content) / 1024**2:.1f}".removesuffix(".0")
        raise WordRefused(
            f"文件有 {size} MB，超过 20 MB 的上限，请删去图片等附属内容后再上传。",
            f"The file has {size} MB, more than the 20 MB allowed; delete pictures and the like and upload again.",
        )
    if not content.strip(b"\x00 \r\n\t"):
        raise WordRefused(
            "文件是空的，请选择要上传的 .docx 文件。", "The file is empty; choose the .docx file to upload."
        )
    if content.startswith(b"PK\x05\x06"):
        raise WordRefused(
            "文件是空的压缩包，请选择要上传的 .docx 文件。",
            "The file is an empty archive; choose the .docx file to upload.",
        )
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise WordRefused(
                "文件设有打开密码，请在 Word 或者 WPS 中取消密码后另存再上传。",
                "The file is protected by a password; remove it in Word or WPS, save the file again and upload that.",
            )
        raise WordRefused(
            "文件是旧式 .doc 等格式，请用 Word 或者 WPS 另存为 .docx 再上传。",
            "The file is an old .doc or the like; save it as .docx in Word or WPS and upload that.",
        )
    if not content.startswith(b"PK\x03\x04"):
        raise WordRefused(
            "文件不是 .docx 文书（文件开头不符），请用 Word 或者 WPS 另存为 .docx 再上传。",
            "The file is not a .docx file (it begins differently); save it as .docx in Word or WPS and upload that.",
        )


def _directory(content: bytes, start: int, length: int, total: int) -> Iterable[Member]:
    at, end = start, start + length
    for _ in range(total):
        if at + _ENTRY.size > end:
            raise _damaged()
        mark, _, _, flags, method, _, _, crc, packed, size, names, extra, comment, disk, *_, offset = _ENTRY.unpack(
            content[at : at + _ENTRY.size]
        )
        name = content[at + _ENTRY.size : at + _ENTRY.size + names]
        at += _ENTRY.size + names + extra + comment
        if mark != b"PK\x01\x02" or at > end or disk or 0xFFFFFFFF in (packed, size, offset):
            raise _damaged()
        if flags & 0x2041:
            raise WordRefused(
                "文件里有加密的部件，请在 Word 或者 WPS 中取消密码后另存再上传。",
                "The file has encrypted parts; remove the password in Word or WPS, save the file again and upload that.",
            )
        if method not in (0, 8) or (method == 0 and packed != size):
            raise _strange("部件的压缩方式不是 .docx 所用的", "A part is packed in a way that .docx does not use")
        yield _located(content, name, method, flags, crc, packed, size, offset)
    if at != end:
        raise _damaged()


def _located(
    content: bytes, name: bytes, method: int, flags: int, crc: int, packed: int, size: int, offset: int
) -> Member:
    """Give the member after its local header agreed with the directory. Raises WordRefused."""
    if offset + _LOCAL.size > len(content):
        raise _damaged()
    mark, _, own_flags, own_method, _, _, own_crc, own_packed, own_size, names, extra = _LOCAL.unpack(
        content[offset : offset + _LOCAL.size]
    )
    begin = offset + _LOCAL.size
    if mark != b"PK\x03\x04" or own_method != method or (own_flags ^ flags) & 0x2049:
        raise _damaged()
    if content[begin : begin + names] != name:
        raise _strange("部件的名称前后不一", "A part has two different names")
    told = (own_crc, own_packed, own_size)
    if told != (crc, packed, size) and not (flags & 8 and told in ((0, 0, 0), (0, 0xFFFFFFFF, 0xFFFFFFFF))):
        raise _strange("部件的大小前后不一", "A part has two different sizes")
    try:
        text = name.decode("ascii")
    except UnicodeDecodeError:
        text = ""
    return Member(text, method, crc, offset, begin + names + extra, packed, size)


def _check_names(names: list[str]) -> None:
    seen: set[str] = set()
    for place, name in enumerate(names, start=1):
        steps = name.rstrip("/").split("/")
        if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME or any(set(step) <= {"."} for step in steps):
            raise WordRefused(
                f"文件里第 {place} 个部件的名称不合规范，{SAVE_AGAIN}。",
                f"Part {place} of the file has a name that is not allowed; {SAVE_AGAIN.en}.",
            )
        if _ARCHIVE_NAME.search(name):
            raise WordRefused(
                f"文件里的“{name}”是另一个文件，请删去所嵌入的文件后再上传。",
                f"“{name}” in the file is another file; delete the embedded file and upload again.",
            )
        # Part names are equal when they differ in case alone (ECMA-376 part 2).
        if name.lower() in seen:
            raise WordRefused(
                f"文件里有两个名为“{name}”的部件，{SAVE_AGAIN}。",
                f"The file has two parts called “{name}”; {SAVE_AGAIN.en}.",
            )
        seen.add(name.lower())


def _check_places(found: tuple[Member, ...], end: int) -> None:
    """See that the members fill the archive from its first byte to its directory, one behind the other."""
    at = 0
    for member in sorted(found, key=lambda member: member.head):
        if member.head < at:
            raise _strange("部件互相重叠", "Parts of the file overlap")
        if member.head - at > (_DESCRIPTOR if at else 0) or member.start - member.head > _LONGEST_HEADER:
            raise _strange("部件之间藏有其他内容", "Something is hidden between the parts of the file")
        at = member.start + member.packed
    if at > end:
        raise _damaged()
    if end - at > _DESCRIPTOR:
        raise _strange("部件之间藏有其他内容", "Something is hidden between the parts of the file")


def _check_sizes(found: tuple[Member, ...], packed: int) -> None:
    size = sum(member.size for member in found)
    if size > LARGEST_UNPACKED:
        raise WordRefused(
            f"文件展开后有 {size // 1024**2} MB，超过 100 MB 的上限，请删去图片等附属内容后再上传。",
            f"The file unpacks to {size // 1024**2} MB, more than the 100 MB allowed; delete pictures and the like and "
            "upload again.",
        )
    for member in found:
        if member.size > RATIO_COUNTS_FROM and member.size > LARGEST_RATIO * max(member.packed, 1):
            raise _strange(
                f"部件“{member.name}”展开后异常庞大", f"The part “{member.name}” unpacks to an abnormal size"
            )
    if size > RATIO_COUNTS_FROM and size > LARGEST_RATIO * packed:
        raise _strange("文件展开后异常庞大", "The file unpacks to an abnormal size")


def _damaged(name: str = "") -> WordRefused:
    where, part = (f"中的部件“{name}”", f"The part “{name}” of the file") if name else ("", "The file")
    return WordRefused(
        f"文件{where}不完整或者已损坏，{SAVE_AGAIN}。", f"{part} is incomplete or damaged; {SAVE_AGAIN.en}."
    )


def _strange(zh: str, en: str) -> WordRefused:
    return WordRefused(
        f"{zh}，不是 Word 或者 WPS 保存的文件，{SAVE_AGAIN}。",
        f"{en}, so it was not saved by Word or WPS; {SAVE_AGAIN.en}.",
    )
