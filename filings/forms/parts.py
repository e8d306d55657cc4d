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

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = "word/document.xml"
_PLACES = (
    (re.compile(r"word/document\.xml"), "正文"),
    (re.compile(r"word/header\d*\.xml"), "页眉"),
    (re.compile(r"word/footer\d*\.xml"), "页脚"),
    (re.compile(r"word/footnotes\.xml"), "脚注"),
    (re.compile(r"word/endnotes\.xml"), "尾注"),
)
_UNFILLED = (
    (re.compile(r"word/comments.*\.xml"), "批注"),
    (re.compile(r"docProps/.*"), "文件属性"),
    (re.compile(r"word/settings\.xml"), "文档设置"),
    (re.compile(r".*\.rels"), "链接地址"),
    (re.compile(r"customXml/.*"), "自定义数据"),
    (re.compile(r"word/(charts|diagrams)/.*"), "图表"),
    (re.compile(r"word/glossary/.*"), "构建基块"),
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


def place_of(name: str) -> str:
    """Give what a filled part is called on paper, "" for one that is not filled in."""
    return next((place for pattern, place in _PLACES if pattern.fullmatch(name)), "")


def tree_of(xml: bytes, place: str) -> Any:
    """Give the parsed part: no entities, no network, no oversized text. Raises FormRefused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        tree = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as broken:
        raise FormRefused(place, "内容不是完整的 Word 文字，请用 Word 打开另存后重试") from broken
    if tree.getroottree().docinfo.doctype:
        raise FormRefused(place, "含有文档类型声明，请用 Word 另存后重试")
    return tree


def patched(xml: bytes, place: str) -> str:
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
        place = next((place for pattern, place in _UNFILLED if pattern.fullmatch(name)), f"部件 {name}")
        tree = tree_of(content, place)
        held = [*tree.itertext(), *(value for node in tree.iter() for value in node.attrib.values())]
        joined = "".join(tree.itertext())
        if any(_OPENING.search(text) for text in (*held, joined)):
            raise FormRefused(place, "含有字段，而此处不会填写，请删去")


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


def _refuse_lossy_tags(tree: Any, place: str) -> None:
    for paragraph in tree.iter(f"{{{W}}}p"):
        text = "".join(node.text or "" for node in paragraph.iter(f"{{{W}}}t"))
        if found := re.search(r"\{%-|-%\}|\{\{-|-\}\}|\{%\+|\+%\}", text):
            raise FormRefused(f"{place}“{text[:40]}”", f"不支持“{found.group()}”，请去掉减号或者加号")
        if re.search(r"\{[%{]tc\s", text):
            raise FormRefused(f"{place}“{text[:40]}”", "不支持按列循环（tc），请改为按行循环（tr）")


def _refuse_changing_fields(tree: Any, place: str) -> None:
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
            raise FormRefused(place, f"域“{found.strip()[:40]}”打开时会改变或者读取内容，只能使用页码域，请删去")
