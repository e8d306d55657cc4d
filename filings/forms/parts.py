"""The parts of a DOCX form: which hold words that are filled in, what docxtpl makes of their tags, what may not stand there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] — compiled module without stubs

from filings.forms.places import FormRefused
from filings.said import Said

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = "word/document.xml"
TEXT = Said("正文", "Text")
_PLACES = (
    (re.compile(r"word/document\.xml"), TEXT),
    (re.compile(r"word/header\d*\.xml"), Said("页眉", "Header")),
    (re.compile(r"word/footer\d*\.xml"), Said("页脚", "Footer")),
    (re.compile(r"word/footnotes\.xml"), Said("脚注", "Footnotes")),
    (re.compile(r"word/endnotes\.xml"), Said("尾注", "Endnotes")),
)
_UNFILLED = (
    (re.compile(r"word/comments.*\.xml"), Said("批注", "Comments")),
    (re.compile(r"docProps/.*"), Said("文件属性", "File properties")),
    (re.compile(r"word/settings\.xml"), Said("文档设置", "Document settings")),
    (re.compile(r".*\.rels"), Said("链接地址", "Link addresses")),
    (re.compile(r"customXml/.*"), Said("自定义数据", "Custom data")),
    (re.compile(r"word/(charts|diagrams)/.*"), Said("图表", "Charts")),
    (re.compile(r"word/glossary/.*"), Said("构建基块", "Building blocks")),
)
_STEADY_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "MERGEFORMAT")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_OPENING = re.compile(r"\{\{|\{%|\{#")
_WORDS = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_RSID = re.compile(rb'\sw:rsid[A-Za-z]*="[^"]*"')
_CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats'
    b'.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    b'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"/>'
)
_CUSTOM = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/custom-properties"/>'
)
_NEUTRAL = {"docProps/core.xml": _CORE, "docProps/app.xml": _APP, "docProps/custom.xml": _CUSTOM}


def parts_of(content: bytes) -> dict[str, bytes]:
    """Give the package's parts by name; the package was checked before."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist() if not name.endswith("/")}


def place_of(name: str) -> Said | None:
    """Give what a filled part is called on paper, None for one that is not filled in."""
    return next((place for pattern, place in _PLACES if pattern.fullmatch(name)), None)


def tree_of(xml: bytes, place: Said) -> Any:
    """Give the parsed part: no entities, no network, no oversized text. Raises FormRefused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        tree = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as broken:
        raise FormRefused(
            place,
            "内容不是完整的 Word 文字，请用 Word 打开另存后重试",
            "its content is not complete Word text; open it in Word, save it again and retry",
        ) from broken
    if tree.getroottree().docinfo.doctype:
        raise FormRefused(
            place,
            "含有文档类型声明，请用 Word 另存后重试",
            "it has a document type declaration; save it again in Word and retry",
        )
    return tree


def patched(xml: bytes, place: Said) -> str:
    """Give the part as one Jinja source, tags that Word had split put together again, one paragraph a line.

    Raises FormRefused where cleaning would take words away or change what the tag says.
    """
    tree = tree_of(xml, place)
    _refuse_changing_fields(tree, place)
    source = etree.tostring(tree, encoding="unicode")
    _refuse_lossy_tags(tree, place)
    made = DocxTemplate(io.BytesIO()).patch_xml(source)
    if _letters(source) != _letters(_TAG.sub("", made)):
        raise FormRefused(
            place,
            "标签与其他文字混在同一个单独成段（p）或者成行（tr）的位置，填写时会丢字，请让这类标签单独占一段或者一行",
            "a tag for a paragraph (p) or row (tr) of its own stands among other words, which filling would lose; give the tag "
            "a paragraph or row of its own",
        )
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", made)


def restored(xml: str) -> str:
    """Give filled XML without the line ends that `patched` put before its paragraphs."""
    return re.sub(r"\n<w:p([ >])", r"<w:p\1", xml)


def refuse_fields_elsewhere(parts: Mapping[str, bytes]) -> None:
    """Refuse a field in a part that is never filled in: it would go out as it stands."""
    for name, content in sorted(parts.items()):
        if place_of(name) or not name.endswith((".xml", ".rels")):
            continue
        place = next(
            (place for pattern, place in _UNFILLED if pattern.fullmatch(name)), Said(f"部件 {name}", f"Part {name}")
        )
        tree = tree_of(content, place)
        held = [*tree.itertext(), *(value for node in tree.iter() for value in node.attrib.values())]
        joined = "".join(tree.itertext())
        if any(_OPENING.search(text) for text in (*held, joined)):
            raise FormRefused(
                place, "含有字段，而此处不会填写，请删去", "it has a field, and nothing is filled in there; delete it"
            )


def neutral(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the parts without authors, programs, dates and editing sessions."""
    found = {}
    for name, content in parts.items():
        content = _NEUTRAL.get(name, content)
        if name.startswith("word/") and name.endswith(".xml"):
            content = _RSID.sub(b"", re.sub(rb"<w:rsids>.*?</w:rsids>", b"", content, flags=re.DOTALL))
        found[name] = content
    return found


def words_of(tree: Any) -> str:
    """Give all words of a part, without spaces, in the order of the file."""
    return "".join("".join(node.text or "" for node in tree.iter(f"{{{W}}}t")).split())


def _letters(source: str) -> str:
    words = "".join(_WORDS.findall(source))
    return "".join(_TAG.sub("", words).split())


def _refuse_lossy_tags(tree: Any, place: Said) -> None:
    for paragraph in tree.iter(f"{{{W}}}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{{{W}}}t"))
        if found := re.search(r"\{%-|-%\}|\{\{-|-\}\}|\{%\+|\+%\}", text):
            raise FormRefused(
                place,
                f"不支持“{found.group()}”，请去掉减号或者加号",
                f"“{found.group()}” is not allowed; take the minus or plus sign away",
                near=text[:40],
            )
        if re.search(r"\{[%{]tc\s", text):
            raise FormRefused(
                place,
                "不支持按列循环（tc），请改为按行循环（tr）",
                "loops by column (tc) are not allowed; make it a loop by row (tr)",
                near=text[:40],
            )


def _refuse_changing_fields(tree: Any, place: Said) -> None:
    """Refuse Word fields that change, fetch or run something when the file is opened; page numbers stay."""
    codes, code = [], ""
    for node in tree.iter(f"{{{W}}}fldChar", f"{{{W}}}instrText", f"{{{W}}}fldSimple"):
        if node.tag.endswith("fldSimple"):
            codes.append(node.get(f"{{{W}}}instr", ""))
        elif node.tag.endswith("instrText"):
            code += node.text or ""
        else:
            codes, code = [*codes, code], ""
    for found in [*codes, code]:
        words = re.findall(r"[A-Za-z]+", found)
        if found.strip() and (not words or any(word.upper() not in _STEADY_FIELDS for word in words)):
            raise FormRefused(
                place,
                f"域“{found.strip()[:40]}”打开时会改变或者读取内容，只能使用页码域，请删去",
                f"the field “{found.strip()[:40]}” changes or fetches something when the file is opened, only page numbers may "
                "be fields; delete it",
            )
