"""The words inside one paragraph of an uploaded Word file; pictures, revisions, notes and hidden text are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from filings.said import Said
from filings.word_upload.archive import WordRefused
from filings.word_upload.markup import MC, Element, W, local, switched_on, value

_HOLDERS = frozenset({"hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "bdo", "dir", "fldSimple"})
_WITHOUT_WORDS = frozenset(
    {
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "bookmarkStart", "bookmarkEnd", "proofErr"),
        *("permStart", "permEnd", "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
        *("lastRenderedPageBreak", "softHyphen"),
    }
)
_REVISIONS = ("ins", "del", "moveFrom", "moveTo", "delText", "delInstrText")
_LOST = {
    "drawing": Said("图片或者文本框", "a picture or a text box"),
    "pict": Said("图片或者文本框", "a picture or a text box"),
    "object": Said("嵌入对象", "an embedded object"),
    "oMath": Said("公式", "a formula"),
    "oMathPara": Said("公式", "a formula"),
    "footnoteReference": Said("脚注", "a footnote"),
    "endnoteReference": Said("尾注", "an endnote"),
    "ruby": Said("拼音指南", "a phonetic guide"),
    "subDoc": Said("子文档", "a subdocument"),
    "contentPart": Said("墨迹", "ink"),
}
_WRITTEN = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_FIELDS = re.compile(r"\s*(HYPERLINK|REF|PAGEREF|NOTEREF|PAGE|NUMPAGES|SECTIONPAGES|TOC|SEQ|DATE|TIME)\b", re.I)
_MOVING_FIELDS = ("DATE", "TIME")
_BOXES = {
    **dict.fromkeys(("wingdings/fe", "wingdings 2/52", "wingdings 2/53"), "☑"),
    **dict.fromkeys(("wingdings/a8", "wingdings/6f", "wingdings/71", "wingdings 2/a3", "wingdings 2/2a"), "☐"),
    **{"wingdings/fc": "√", "wingdings/fd": "☒", "wingdings 2/50": "√", "symbol/b7": "·"},
}
# Blanks of no width come along with text from web pages; nothing that can be read goes with them.
_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


@dataclass
class _Field:
    instruction: str = ""
    shown: bool = False


def where_of(place: Said, paragraph: Element) -> Said:
    """Give a paragraph's place as a reader finds it: its number and its first words."""
    words = ""
    for node in paragraph.iter(f"{W}t", f"{W}delText"):
        words += (node.text or "")[:20]
        if len(words) >= 12:
            break
    words = "".join(character for character in words if character.isprintable())
    if not words.strip():
        return place
    start = f"{words[:12]}{'…' if len(words) > 12 else ''}"
    return Said(f"{place}（{start}）", f"{place.en} (“{start}”)")


def unrevised(where: Said) -> WordRefused:
    """Give the refusal of a revision that nobody accepted or rejected yet."""
    return WordRefused(
        f"{where}有尚未接受的修订，请在“审阅”中接受或者拒绝全部修订后再上传。",
        f"{where.en} has tracked changes; accept or reject all of them under “Review” and upload again.",
    )


def unreadable(where: Said, name: str) -> WordRefused:
    """Give the refusal of an element that has no words that could be read."""
    return WordRefused(
        f"{where}有不能读入的内容（{name[:40]}），请改为普通文字后再上传。",
        f"{where.en} has content that cannot be read (“{name[:40]}”); make it plain text and upload again.",
    )


def _lost(where: Said, name: str) -> WordRefused:
    what = _LOST[name]
    return WordRefused(
        f"{where}有{what}，不能读入，请删去或者改作附件后再上传。",
        f"{where.en} has {what.en}, which cannot be read; delete it or make it an annex, then upload again.",
    )


class Words:
    """Reads paragraph after paragraph; a field may begin in one and end in another."""

    def __init__(self) -> None:
        self.fields: list[_Field] = []
        self.remarks: list[str] = []

    def of(self, paragraph: Element, where: Said) -> str:
        """Give the paragraph's words, "\\n" for a line break. Raises WordRefused for what has no words or is not final."""
        return "".join(self._children(paragraph, where)).translate(_NO_WIDTH).replace("\u2011", "-")

    def check_mark(self, properties: Element | None, where: Said) -> None:
        """Refuse a paragraph mark that was put in or taken out and not yet accepted. Raises WordRefused."""
        mark = None if properties is None else properties.find(f"{W}rPr")
        for name in ("ins", "del", "moveFrom", "moveTo"):
            if mark is not None and mark.find(f"{W}{name}") is not None:
                raise unrevised(where)

    def check_ended(self) -> None:
        """See that every field ended. Raises WordRefused."""
        if self.fields:
            raise WordRefused(
                "文件里有没有结束的域，请选中全文按 Ctrl+Shift+F9 转为文字再上传。",
                "The file has a field that does not end; select all, press Ctrl+Shift+F9 to make it text and upload again.",
            )

    def _children(self, holder: Element, where: Said) -> Iterator[str]:
        for element in holder:
            name = local(element)
            if element.tag == f"{MC}AlternateContent":
                yield from self._alternative(element, where)
            elif name in _LOST:
                raise _lost(where, name)
            elif not element.tag.startswith(W):
                if any(True for _ in element.iter(f"{W}t")):
                    raise unreadable(where, name)
            elif name in _REVISIONS or name.startswith(("moveFromRange", "moveToRange")):
                raise unrevised(where)
            elif name in _HOLDERS:
                if name == "fldSimple":
                    self._check_field(value(element, "instr"), where)
                yield from self._children(element, where)
            elif name == "r":
                yield from self._run(element, where)
            elif name not in _WITHOUT_WORDS:
                yield from self._piece(element, name, where)

    def _alternative(self, element: Element, where: Said) -> Iterator[str]:
        fallback = element.find(f"{MC}Fallback")
        chosen = fallback if fallback is not None else element.find(f"{MC}Choice")
        for node in element.iter():
            if isinstance(node.tag, str) and local(node) in _LOST:
                raise _lost(where, local(node))
        if chosen is not None:
            yield from self._children(chosen, where)

    def _run(self, run: Element, where: Said) -> Iterator[str]:
        properties = run.find(f"{W}rPr")
        words = "".join(self._children(run, where))
        if words.strip() and properties is not None:
            if switched_on(properties, "vanish"):
                raise WordRefused(
                    f"{where}有隐藏文字，请取消隐藏或者删去后再上传。",
                    f"{where.en} has hidden text; show or delete it and upload again.",
                )
            if switched_on(properties, "strike") or switched_on(properties, "dstrike"):
                raise WordRefused(
                    f"{where}有带删除线的文字，请删去这些文字或者取消删除线后再上传。",
                    f"{where.en} has text struck through; delete the text or remove the strikethrough and upload again.",
                )
        yield words

    def _piece(self, element: Element, name: str, where: Said) -> Iterator[str]:
        """Give what one element inside a run writes."""
        if name == "fldChar":
            self._turn(value(element, "fldCharType"), where)
        elif name == "instrText":
            if self.fields and not self.fields[-1].shown:
                self.fields[-1].instruction += element.text or ""
        elif any(not field.shown for field in self.fields):
            return
        elif name == "t":
            text = (element.text or "").replace("\n", " ").replace("\r", " ")
            kept = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
            yield text if kept else text.strip(" \t")
        elif name == "br":
            yield "\n"
        elif name == "sym":
            yield self._symbol(element, where)
        elif name in _WRITTEN:
            yield _WRITTEN[name]
        else:
            raise unreadable(where, name)

    def _symbol(self, element: Element, where: Said) -> str:
        code = value(element, "char").lower()
        key = f"{value(element, 'font').lower()}/{code[-2:]}" if re.fullmatch(r"(f0)?[0-9a-f]{2}", code) else ""
        if key not in _BOXES:
            raise WordRefused(
                f"{where}有用符号字体写的字符，请改用普通字符（如 ☑、☐）后再上传。",
                f"{where.en} has a character of a symbol font; use an ordinary one (such as ☑ or ☐) and upload again.",
            )
        return _BOXES[key]

    def _turn(self, kind: str, where: Said) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self._check_field(self.fields[-1].instruction, where)
            self.fields[-1].shown = True
        elif kind == "end" and self.fields:
            field = self.fields.pop()
            if not field.shown:
                self._check_field(field.instruction, where)

    def _check_field(self, instruction: str, where: Said) -> None:
        known = _FIELDS.match(instruction)
        name = next(iter(instruction.split()), "")[:30]
        if not known or known.group(1).upper() in _MOVING_FIELDS:
            raise WordRefused(
                f"{where}有域（{name or '空'}），请选中后按 Ctrl+Shift+F9 转为文字再上传。",
                f"{where.en} has a field (“{name or 'empty'}”); select it, press Ctrl+Shift+F9 to make it text and upload "
                "again.",
            )
