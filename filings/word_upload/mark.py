"""The mark that a draft carries into Word (正文标记): which words the file was made of, told again when it comes back.

It is a custom property of the file, which Word, WPS and LibreOffice keep when they save.
"""

from __future__ import annotations

import io
import re
import zipfile

from filings.word_template import zipped
from filings.word_upload.markup import local, tree

PART = "docProps/custom.xml"
_NAME = "AnqiWords"
_MARK = re.compile(r"[0-9]{1,12}-[0-9a-f]{16}")
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANTS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def marked(content: bytes, mark: str) -> bytes:
    """Give one of our own .docx files with the mark (document-hash: ``12-0123456789abcdef``)."""
    if not _MARK.fullmatch(mark):
        raise ValueError(f"no mark: {mark!r}")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[PART] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VARIANTS}">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{_NAME}">'
        f"<vt:lpwstr>{mark}</vt:lpwstr></property></Properties>"
    ).encode()
    relation = f'<Relationship Id="rIdWords" Type="{_RELATION}" Target="{PART}"/></Relationships>'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", relation.encode())
    override = f'<Override PartName="/{PART}" ContentType="{_TYPE}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    return zipped(parts)


def mark_in(part: bytes | None) -> str:
    """Give the mark of the properties of an uploaded file; "" where there is none. Raises WordRefused for broken XML."""
    if part is None or _NAME.encode() not in part:
        return ""
    for entry in tree(PART, part):
        value = "".join(entry.itertext()).strip()
        if local(entry) == "property" and entry.get("name") == _NAME and _MARK.fullmatch(value):
            return value
    return ""
