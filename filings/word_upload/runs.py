"""The words inside one paragraph of an uploaded Word file; pictures, revisions, notes and hidden text are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
    "drawing": "图片或者文本框",
    "pict": "图片或者文本框",
    "object": "嵌入对象",
    "oMath": "公式",
    "oMathPara": "公式",
    "footnoteReference": "脚注",
    "endnoteReference": "尾注",
    "ruby": "拼音指南",
    "subDoc": "子文档",
    "contentPart": "墨迹",
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
_REVISED = "有尚未接受的修订，请在“审阅”中接受或者拒绝全部修订后再上传。"


@dataclass
class _Field:
    instruction: str = ""
    shown: bool = False


def where_of(place: str, paragraph: Element) -> str:
    """Give a paragraph's place as a reader finds it: its number and its first words."""
    words = ""
    for node in paragraph.iter(f"{W}t", f"{W}delText"):
        words += (node.text or "")[:20]
        if len(words) >= 12:
            break
    words = "".join(character for character in words if character.isprintable())
    return f"{place}（{words[:12]}{'…' if len(words) > 12 else ''}）" if words.strip() else place


class Words:
    """Reads paragraph after paragraph; a field may begin in one and end in another."""

    def __init__(self) -> None:
        self.fields: list[_Field] = []
        self.remarks: list[str] = []

    def of(self, paragraph: Element, where: str) -> str:
        """Give the paragraph's words, "\\n" for a line break. Raises WordRefused for what has no words or is not final."""
        return "".join(self._children(paragraph, where)).translate(_NO_WIDTH).replace("\u2011", "-")

    def check_mark(self, properties: Element | None, where: str) -> None:
        """Refuse a paragraph mark that was put in or taken out and not yet accepted. Raises WordRefused."""
        mark = None if properties is None else properties.find(f"{W}rPr")
        for name in ("ins", "del", "moveFrom", "moveTo"):
            if mark is not None and mark.find(f"{W}{name}") is not None:
                raise WordRefused(where + _REVISED)

    def check_ended(self) -> None:
        """See that every field ended. Raises WordRefused."""
        if self.fields:
            raise WordRefused("文件里有没有结束的域，请选中全文按 Ctrl+Shift+F9 转为文字再上传。")

    def _children(self, holder: Element, where: str) -> Iterator[str]:
        for element in holder:
            name = local(element)
            if element.tag == f"{MC}AlternateContent":
                yield from self._alternative(element, where)
            elif name in _LOST:
                raise WordRefused(f"{where}有{_LOST[name]}，不能读入，请删去或者改作附件后再上传。")
            elif not element.tag.startswith(W):
                if any(True for _ in element.iter(f"{W}t")):
                    raise WordRefused(f"{where}有不能读入的内容（{name[:40]}），请改为普通文字后再上传。")
            elif name in _REVISIONS or name.startswith(("moveFromRange", "moveToRange")):
                raise WordRefused(where + _REVISED)
            elif name in _HOLDERS:
                if name == "fldSimple":
                    self._check_field(value(element, "instr"), where)
                yield from self._children(element, where)
            elif name == "r":
                yield from self._run(element, where)
            elif name not in _WITHOUT_WORDS:
                yield from self._piece(element, name, where)

    def _alternative(self, element: Element, where: str) -> Iterator[str]:
        fallback = element.find(f"{MC}Fallback")
        chosen = fallback if fallback is not None else element.find(f"{MC}Choice")
        for node in element.iter():
            if isinstance(node.tag, str) and local(node) in _LOST:
                raise WordRefused(f"{where}有{_LOST[local(node)]}，不能读入，请删去或者改作附件后再上传。")
        if chosen is not None:
            yield from self._children(chosen, where)

    def _run(self, run: Element, where: str) -> Iterator[str]:
        properties = run.find(f"{W}rPr")
        words = "".join(self._children(run, where))
        if words.strip() and properties is not None:
            if switched_on(properties, "vanish"):
                raise WordRefused(f"{where}有隐藏文字，请取消隐藏或者删去后再上传。")
            if switched_on(properties, "strike") or switched_on(properties, "dstrike"):
                raise WordRefused(f"{where}有带删除线的文字，请删去这些文字或者取消删除线后再上传。")
        yield words

    def _piece(self, element: Element, name: str, where: str) -> Iterator[str]:
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
            raise WordRefused(f"{where}有不能读入的内容（{name[:40]}），请改为普通文字后再上传。")

    def _symbol(self, element: Element, where: str) -> str:
        code = value(element, "char").lower()
        key = f"{value(element, 'font').lower()}/{code[-2:]}" if re.fullmatch(r"(f0)?[0-9a-f]{2}", code) else ""
        if key not in _BOXES:
            raise WordRefused(f"{where}有用符号字体写的字符，请改用普通字符（如 ☑、☐）后再上传。")
        return _BOXES[key]

    def _turn(self, kind: str, where: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self._check_field(self.fields[-1].instruction, where)
            self.fields[-1].shown = True
        elif kind == "end" and self.fields:
            field = self.fields.pop()
            if not field.shown:
                self._check_field(field.instruction, where)

    def _check_field(self, instruction: str, where: str) -> None:
        known = _FIELDS.match(instruction)
        name = instruction.split()[0][:30] if instruction.split() else "空"
        if not known or known.group(1).upper() in _MOVING_FIELDS:
            raise WordRefused(f"{where}有域（{name}），请选中后按 Ctrl+Shift+F9 转为文字再上传。")
