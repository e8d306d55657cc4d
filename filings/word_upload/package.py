"""Checks of an uploaded .docx before its words are read: one document, and nothing that runs, hides or reaches out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from filings.said import Said
from filings.word_upload.archive import SAVE_AGAIN, WordRefused, members, unpacked
from filings.word_upload.mark import PART, mark_in
from filings.word_upload.markup import STRICT, Element, W, local, plain_xml, tree, value

__all__ = ["WordPackage", "WordRefused", "check_package"]

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = "[Content_Types].xml"
_FOREIGN_TYPES = re.compile(
    r"vbaProject|vbaData|macroEnabled|oleObject|activeX|controlproperties|ms-excel|ms-powerpoint|msword|spreadsheetml"
    r"|presentationml|opendocument|text/html|xhtml|message/rfc822|rtf|x-msdownload|javascript|/zip",
    re.I,
)
_FOREIGN_NAMES = re.compile(
    r"(^|/)(embeddings|activeX|ctrlProps)/.|vba(Project|Data)|\.(exe|dll|js|vbs|bat|cmd|ps1|scr|html?|mht|rtf|swf)$",
    re.I,
)
_FOREIGN_RELATIONS = {
    "vbaproject": Said("宏", "a macro"),
    "wordvbadata": Said("宏", "a macro"),
    "oleobject": Said("嵌入对象（OLE）", "an embedded object (OLE)"),
    "package": Said("嵌入的其他文件", "another embedded file"),
    "control": Said("控件（ActiveX）", "a control (ActiveX)"),
    "activexcontrolbinary": Said("控件（ActiveX）", "a control (ActiveX)"),
    "afchunk": Said("嵌入的外来内容（altChunk）", "embedded foreign content (altChunk)"),
    "subdocument": Said("子文档", "a subdocument"),
    "frame": Said("网页框架", "a web frame"),
    "attachedtemplate": Said("外部模板", "an outside template"),
    "mailmergesource": Said("邮件合并的数据源", "a source of a mail merge"),
    "mailmergeheadersource": Said("邮件合并的数据源", "a source of a mail merge"),
    "image": Said("外部图片", "an outside picture"),
    "externallink": Said("外部链接", "an outside link"),
    "externallinkpath": Said("外部链接", "an outside link"),
}
_FORBIDDEN_FIELD = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|LINK|EMBED|IMPORT|DATABASE|MACROBUTTON|CONTROL|HTMLCONTROL"
    r"|QUOTE|RD|ADDIN)\b",
    re.I,
)
_PLAIN_LINK = re.compile(r"(https?|mailto|tel):|#", re.I)
_PAGE_NUMBER = re.compile(r"[\s\d\-—–―·第页共/（）()]*")


@dataclass(frozen=True)
class WordPackage:
    """The parts of a Word file that hold its words; `remarks` say what of it is not read, one sentence each.

    `mark` names the words that the file was made of, "" for a file that does not say so.
    """

    document: Element
    styles: Element | None
    numbering: Element | None
    remarks: tuple[str, ...]
    mark: str


def check_package(content: bytes) -> WordPackage:
    """Give the checked file's document, styles and numbering. Raises WordRefused with the first thing that forbids it."""
    found = members(content)
    parts = {member.name: unpacked(content, member) for member in found}
    xml = {name: part for name, part in parts.items() if _is_xml(name, part)}
    parts.clear()
    names = tuple(member.name for member in found)
    main = _main_part(names, xml)
    for name in names:
        if _FOREIGN_NAMES.search(name):
            raise _active(name)
    for name in xml:
        if name.lower().endswith(".rels"):
            _check_relations(name, tree(name, xml[name]))
    words = {name: tree(name, part) for name, part in xml.items() if name.startswith(posixpath.dirname(main) + "/")}
    for name in xml.keys() - words.keys():
        plain_xml(name, xml[name])
    for name, root in words.items():
        _check_fields(name, root)
    beside = {local(root): root for name, root in words.items() if name != main}
    return WordPackage(
        _document(words[main]),
        beside.get("styles"),
        beside.get("numbering"),
        tuple(_remarks(words, xml)),
        mark_in(xml.get(PART)),
    )


def _is_xml(name: str, part: bytes) -> bool:
    head = part[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")
    return name.lower().endswith((".xml", ".rels", ".vml", ".svg")) or head.startswith(b"<")


def _main_part(names: tuple[str, ...], xml: Mapping[str, bytes]) -> str:
    if _TYPES not in xml:
        if any(name == "content.xml" for name in names):
            raise WordRefused(
                "文件是 OpenDocument（.odt 等）格式，请另存为 .docx 再上传。",
                "The file is OpenDocument (.odt or the like); save it as .docx and upload that.",
            )
        raise WordRefused(
            "文件是普通压缩包，不是 Word 文书，请选择要上传的 .docx 文件。",
            "The file is an ordinary archive, not a Word file; choose the .docx file to upload.",
        )
    types = _types(xml[_TYPES], names)
    main = _office_document(xml, names)
    kind = types.get(main, "")
    if re.search("macroEnabled", kind, re.I):
        raise WordRefused(
            "文件是启用宏的 Word 文档，请另存为不含宏的 .docx 再上传。",
            "The file is a Word document with macros; save it as .docx without macros and upload that.",
        )
    if "template.main" in kind:
        raise WordRefused(
            "文件是 Word 模板（.dotx），请另存为 .docx 再上传。",
            "The file is a Word template (.dotx); save it as .docx and upload that.",
        )
    if kind != _MAIN:
        raise WordRefused(
            "文件不是 Word 文书（可能是表格或者演示文稿），请选择要上传的 .docx 文件。",
            "The file is not a Word file (perhaps a spreadsheet or slides); choose the .docx file to upload.",
        )
    for name, one in types.items():
        if _FOREIGN_TYPES.search(one):
            raise _active(name)
    return main


def _types(content: bytes, names: tuple[str, ...]) -> dict[str, str]:
    """Give the content type of every part."""
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for entry in tree(_TYPES, content):
        if local(entry) == "Default":
            defaults[entry.get("Extension", "").lower()] = entry.get("ContentType", "")
        else:
            overrides[entry.get("PartName", "").lower()] = entry.get("ContentType", "")
    return {
        name: overrides.get("/" + name.lower(), defaults.get(name.rpartition(".")[2].lower(), "")) for name in names
    }


def _office_document(xml: Mapping[str, bytes], names: tuple[str, ...]) -> str:
    """Give the name of the main part. Raises WordRefused when there is none or more than one."""
    relations = tree("_rels/.rels", xml["_rels/.rels"]) if "_rels/.rels" in xml else ()
    found = [
        posixpath.normpath(entry.get("Target", "").lstrip("/"))
        for entry in relations
        if entry.get("Type", "").endswith("/officeDocument")
    ]
    if len(found) != 1 or found[0] not in names or found[0] not in xml or "/" not in found[0]:
        raise _no_body()
    return found[0]


def _check_relations(name: str, root: Element) -> None:
    part = posixpath.basename(name.removesuffix(".rels"))
    for entry in root:
        kind = entry.get("Type", "").rpartition("/")[2].lower()
        target = entry.get("Target", "").strip()
        outside = entry.get("TargetMode", "Internal").lower() != "internal" or "\\" in target
        outside = outside or (kind != "hyperlink" and ":" in target) or target.startswith("//")
        if kind == "hyperlink":
            if outside and not _PLAIN_LINK.match(target):
                raise WordRefused(
                    f"“{part or '文件'}”里有指向文件或者程序的链接，请在 Word 中取消该链接后再上传。",
                    f"“{part or '.rels'}” has a link to a file or program; remove the link in Word and upload again.",
                )
        elif outside or (kind in _FOREIGN_RELATIONS and kind != "image"):
            what = _FOREIGN_RELATIONS.get(kind, Said("外部内容", "outside content"))
            raise WordRefused(
                f"“{part or '文件'}”引用了{what}，请在 Word 中断开链接或者删去后再上传。",
                f"“{part or '.rels'}” refers to {what.en}; break the link or delete it in Word and upload again.",
            )


def _check_fields(name: str, root: Element) -> None:
    for paragraph in root.iter(f"{W}p"):
        told = "".join(node.text or "" for node in paragraph.iter(f"{W}instrText"))
        told += " ".join(["", *(value(node, "instr") for node in paragraph.iter(f"{W}fldSimple"))])
        forbidden = _FORBIDDEN_FIELD.search(told) if told else None
        if forbidden:
            part, field = posixpath.basename(name), forbidden.group(1).upper()
            raise WordRefused(
                f"“{part}”里有会取用外部内容的域（{field}），请选中后按 Ctrl+Shift+F9 转为文字再上传。",
                f"“{part}” has a field that fetches outside content ({field}); select it, press Ctrl+Shift+F9 to make it text "
                "and upload again.",
            )


def _document(root: Element) -> Element:
    if root.tag == f"{STRICT}document":
        raise WordRefused(
            "文件是“Strict Open XML”格式，请另存为普通的“Word 文档（.docx）”再上传。",
            "The file is “Strict Open XML”; save it as an ordinary “Word document (.docx)” and upload that.",
        )
    if root.tag != f"{W}document" or root.find(f"{W}body") is None:
        raise _no_body()
    return root


def _active(name: str) -> WordRefused:
    return WordRefused(
        f"文件里的“{name}”是宏、控件或者嵌入的文件，请删去后再上传。",
        f"“{name}” in the file is a macro, a control or an embedded file; delete it and upload again.",
    )


def _no_body() -> WordRefused:
    return WordRefused(f"文件里找不到 Word 正文，{SAVE_AGAIN}。", f"The file has no Word text; {SAVE_AGAIN.en}.")


def _remarks(words: Mapping[str, Element], xml: Mapping[str, bytes]) -> Iterator[str]:
    for root in words.values():
        kind = local(root)
        if kind == "comments" and len(root):
            yield f"文件里的 {len(root)} 条批注没有读入，请在本系统中另行填写意见。"
        text = "".join(node.text or "" for node in root.iter(f"{W}t")) if kind in ("hdr", "ftr") else ""
        if not _PAGE_NUMBER.fullmatch(text):
            yield f"{'页眉' if kind == 'hdr' else '页脚'}里的文字没有读入：{text.strip()[:40]}。"
    if any(b"/hyperlink" in part for name, part in xml.items() if name.lower().endswith(".rels")):
        yield "链接只保留了文字，没有保留网址。"
