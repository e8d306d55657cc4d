"""XML of an uploaded Word file: parsed without entities, definitions or the network, and never more than fits."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from filings.word_upload.archive import SAVE_AGAIN, WordRefused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
Element = Any
"""An element of lxml, which comes without types."""
LARGEST_PART = 32 * 1024**2
MOST_MARKS = 700_000
_DECLARED = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"'][^>]*?\?>")
_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*\?>")
_DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.I)


def plain_xml(name: str, content: bytes) -> bytes:
    """Give a part as UTF-8 without its declaration. Raises WordRefused for other encodings and for definitions."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = _decoded(name, content, "utf-16").encode()
        encodings = (b"utf-16",)
    else:
        content = content.removeprefix(b"\xef\xbb\xbf")
        encodings = (b"utf-8", b"us-ascii", b"ascii")
    declared = _DECLARED.match(content)
    if declared and declared.group(1).lower() not in encodings:
        raise WordRefused(
            f"部件“{name}”没有用 UTF-8 编码，{SAVE_AGAIN}。", f"The part “{name}” is not in UTF-8; {SAVE_AGAIN.en}."
        )
    _decoded(name, content, "utf-8")
    if _DEFINITION.search(content):
        raise _definition(name)
    return _DECLARATION.sub(b"", content, count=1)


def tree(name: str, content: bytes) -> Element:
    """Give the root element of a part. Raises WordRefused when it is no XML, or more than a letter can hold."""
    if len(content) > LARGEST_PART:
        raise WordRefused(
            f"部件“{name}”超过 {LARGEST_PART // 1024**2} MB，请精简正文，大表请改作附件。",
            f"The part “{name}” has more than {LARGEST_PART // 1024**2} MB; shorten the text and make large tables annexes.",
        )
    plain = plain_xml(name, content)
    # Every element costs a "<", every attribute a "=": counting them bounds the tree before it is built.
    if plain.count(b"<") > MOST_MARKS or plain.count(b"=") > MOST_MARKS:
        raise WordRefused(
            f"部件“{name}”的段落或者表格过多，请精简正文，大表请改作附件。",
            f"The part “{name}” has too many paragraphs or tables; shorten the text and make large tables annexes.",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )
    try:
        root = etree.fromstring(plain, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise WordRefused(
            f"部件“{name}”不完整、过大或者已损坏，{SAVE_AGAIN}。",
            f"The part “{name}” is incomplete, too large or damaged; {SAVE_AGAIN.en}.",
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _definition(name)
    return root


def local(element: Element) -> str:
    """Give an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def value(element: Element | None, name: str = "val") -> str:
    """Give a w: attribute of an element, "" when either is missing."""
    return "" if element is None else element.get(f"{W}{name}", "")


def switched_on(parent: Element | None, name: str) -> bool:
    """Tell whether a toggle such as w:vanish is set in these properties."""
    found = None if parent is None else parent.find(f"{W}{name}")
    return found is not None and value(found).lower() not in ("0", "false", "off")


def _definition(name: str) -> WordRefused:
    return WordRefused(
        f"部件“{name}”含有不安全的实体声明（DOCTYPE），{SAVE_AGAIN}。",
        f"The part “{name}” holds an unsafe definition (DOCTYPE); {SAVE_AGAIN.en}.",
    )


def _decoded(name: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise WordRefused(
            f"部件“{name}”的文字编码已损坏，{SAVE_AGAIN}。",
            f"The characters of the part “{name}” are damaged; {SAVE_AGAIN.en}.",
        ) from None
