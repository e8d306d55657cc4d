"""Filling a DOCX form, inside the confined process: fields into values, then the result read again and checked."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] — compiled module without stubs

from filings.facts import Column, FactSpec
from filings.figures import chinese_date, chinese_date_in_words, money, money_in_words
from filings.forms.language import checked
from filings.forms.parts import (
    BODY,
    TEXT,
    W,
    neutral,
    parts_of,
    patched,
    place_of,
    refuse_fields_elsewhere,
    restored,
    tree_of,
    words_of,
)
from filings.forms.places import FormRefused
from filings.forms.sandbox import PARAGRAPH_MARK, filled, values_of
from filings.forms.verification import code_paragraph, code_parts
from filings.forms.word_forms import FORM_TYPES
from filings.said import Said
from filings.word_template import zipped
from filings.word_upload.package import check_package

NUMBER_FACT = "document_number"
_SYNTAX = frozenset(["if", "elif", "else", "endif", "for", "in", "endfor", "and", "or", "not", "loop", "tr", "p"])
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True)
class _Around:
    """What is set before and behind the form's own words: lines, and what a QR code at the end holds ("" = none)."""

    before: list[str]
    after: list[str]
    code: str


def answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Give the names in a form, what it prints, or the filled form. Raises Refusal with one sentence."""
    check_package(content)
    parts = parts_of(content)
    if request["do"] == "names":
        return {"names": _names(parts)}, b""
    refuse_fields_elsewhere(parts)
    specs = tuple(_spec(each) for each in request["specs"])
    checked_parts, warnings = _checked(parts, specs)
    printed = sorted({name for part in checked_parts.values() for name in part.printed})
    asked = sorted({name for part in checked_parts.values() for name in part.asked})
    _refuse_unused(specs, {*checked_parts["word/document.xml"].printed, *asked})
    if request["do"] == "inspect":
        return {"printed": printed, "asked": asked, "warnings": warnings}, b""
    values = {spec.name: _from_json(spec, request["values"].get(spec.name)) for spec in specs}
    return {}, _filled(parts, checked_parts, specs, values, _Around(**request["around"]))


def _checked(parts: Mapping[str, bytes], specs: tuple[FactSpec, ...]) -> tuple[dict[str, Any], list[str]]:
    for spec in specs:
        if spec.type not in FORM_TYPES or spec.name in ("loop", "true", "false", "none"):
            raise FormRefused(
                Said(f"要素 {spec.name}", f"Fact {spec.name}"),
                f"类型 {spec.type} 或者这个名称不能用于 Word 表单",
                f"its type ({spec.type}) or its name cannot be used in a Word form",
            )
    by_name = {spec.name: spec for spec in specs}
    found, warnings = {}, []
    for name in sorted(parts):
        place = place_of(name)
        if not place:
            continue
        source = patched(parts[name], place)
        found[name] = checked(source, by_name, place=place)
        if name != BODY and words_of(tree_of(parts[name], place)):
            warnings.append(f"{place}里的文字只在 DOCX 中，PDF 按统一版式排印，不含{place}。")
    if BODY not in found:
        raise FormRefused(TEXT, "文件里没有正文", "the file has no text")
    return found, list(dict.fromkeys(warnings))


def _refuse_unused(specs: tuple[FactSpec, ...], used: set[str]) -> None:
    missing = [spec for spec in specs if spec.required and spec.name not in used]
    if missing:
        named = "、".join(f"{spec.name}（{spec.meaning}）" for spec in missing[:5])
        listed = ", ".join(f"{spec.name} (“{spec.meaning}”)" for spec in missing[:5])
        raise FormRefused(TEXT, f"必填要素 {named} 没有写进正文", f"required facts are not in it: {listed}")
    if NUMBER_FACT not in used:
        raise FormRefused(
            TEXT,
            f"没有发文字号的位置，请声明要素 {NUMBER_FACT}（选填）并在正文写上 {{{{ {NUMBER_FACT} }}}}",
            f"there is no place for the document number; declare the fact {NUMBER_FACT} (optional) and write "
            f"{{{{ {NUMBER_FACT} }}}} in the text",
        )


def _names(parts: Mapping[str, bytes]) -> list[str]:
    found: list[str] = []
    for name in sorted(parts, key=lambda each: (each != "word/document.xml", each)):
        if place := place_of(name):
            source = patched(parts[name], place)
            loops = set(re.findall(r"\bfor\s+([a-z][a-z0-9_]*)\s+in\b", source))
            tags = " ".join(a or b for a, b in re.findall(r"\{\{(.*?)\}\}|\{%(.*?)%\}", source, re.DOTALL))
            words = re.findall(r"(?<![.\w|\"'])([a-z][a-z0-9_]*)", re.sub(r"\|\s*[a-z_]+", " ", tags))
            found += [word for word in words if word not in loops and word not in _SYNTAX]
    return list(dict.fromkeys(found))


def _filled(
    parts: Mapping[str, bytes],
    checked_parts: Mapping[str, Any],
    specs: tuple[FactSpec, ...],
    values: Mapping[str, Any],
    around: _Around,
) -> bytes:
    seen = values_of(specs, values)
    made = dict(parts)
    for name, part in checked_parts.items():
        place = place_of(name) or TEXT
        try:
            tree = tree_of(restored(filled(part.tree, seen)).encode(), place)
        except FormRefused as broken:
            raise FormRefused(
                place,
                "填写后不是完整的 Word 文字：if、for 与其结尾须在同一段内，或者各自单独成段（{%p … %}）、单独成行（{%tr … %}）",
                "once filled in it is not complete Word text: if, for and their ends stand in one paragraph, or each in a paragraph "
                "({%p … %}) or a row ({%tr … %}) of its own",
            ) from broken
        _set_paragraphs(tree)
        _mend_tables(tree)
        if name == BODY:
            made = _set_around(made, tree, around)
            _must_show(specs, values, words_of(tree), checked_parts)
        made[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    content = zipped(dict(sorted(neutral(made).items(), key=_types_first)))
    check_package(content)
    return content


def _types_first(entry: tuple[str, bytes]) -> tuple[bool, str]:
    return entry[0] != "[Content_Types].xml", entry[0]


def _set_paragraphs(tree: Any) -> None:
    """Give every paragraph of a value a paragraph of its own where it stands alone, else a line."""
    for text in [node for node in tree.iter(f"{{{W}}}t") if PARAGRAPH_MARK in (node.text or "")]:
        pieces = text.text.split(PARAGRAPH_MARK)
        paragraph = next(text.iterancestors(f"{{{W}}}p"))
        alone = "".join(node.text or "" for node in paragraph.iter(f"{{{W}}}t")) == text.text
        if alone:
            text.text = pieces[0]
            last = paragraph
            for piece in pieces[1:]:
                another = copy.deepcopy(paragraph)
                texts = list(another.iter(f"{{{W}}}t"))
                for node in texts:
                    node.text = piece if node is texts[0] else ""
                last.addnext(another)
                last = another
            continue
        text.text = pieces[0]
        last = text
        for piece in pieces[1:]:
            line, words = etree.Element(f"{{{W}}}br"), etree.Element(f"{{{W}}}t")
            words.text = piece
            words.set(_SPACE, "preserve")
            last.addnext(line)
            line.addnext(words)
            last = words


def _mend_tables(tree: Any) -> None:
    """A cell ends with a paragraph and a table has a row, or Word calls the file damaged."""
    for table in [node for node in tree.iter(f"{{{W}}}tbl") if node.find(f"{{{W}}}tr") is None]:
        table.getparent().remove(table)
    for cell in tree.iter(f"{{{W}}}tc"):
        if len(cell) == 0 or cell[-1].tag != f"{{{W}}}p":
            etree.SubElement(cell, f"{{{W}}}p")


def _set_around(parts: dict[str, bytes], tree: Any, around: _Around) -> dict[str, bytes]:
    """Set the lines and the code around the body's words; give the parts with the code's picture."""
    body = tree.find(f"{{{W}}}body")
    for place, line in enumerate(around.before):
        body.insert(place, _paragraph(line))
    behind = [_paragraph(line) for line in around.after]
    if around.code:
        parts, relation = code_parts(parts, around.code)
        for line in behind[-1:]:
            etree.SubElement(line.find(f"{{{W}}}pPr"), f"{{{W}}}keepNext")
        behind.append(code_paragraph(tree, relation))
    last = body.find(f"{{{W}}}sectPr")
    for paragraph in behind:
        if last is not None:
            last.addprevious(paragraph)
        else:
            body.append(paragraph)
    return parts


def _paragraph(line: str) -> Any:
    paragraph = etree.Element(f"{{{W}}}p")
    etree.SubElement(paragraph, f"{{{W}}}pPr")
    words = etree.SubElement(etree.SubElement(paragraph, f"{{{W}}}r"), f"{{{W}}}t")
    words.text = line
    words.set(_SPACE, "preserve")
    return paragraph


def _must_show(specs: tuple[FactSpec, ...], values: Mapping[str, Any], words: str, parts: Mapping[str, Any]) -> None:
    """Refuse a filled form in which a mandatory value does not stand, or a tag was left over."""
    printed = {name for part in parts.values() for name in part.printed}
    for spec in specs:
        value = values.get(spec.name)
        if value is None or not (spec.required or spec.name == NUMBER_FACT) or spec.name not in printed:
            continue
        for one in _shown_as(spec, value):
            if not any("".join(form.split()) in words for form in one):
                raise FormRefused(
                    TEXT,
                    f"填好的表单里没有“{spec.meaning}”的内容（{one[0][:30]}），请检查条件标签",
                    f"what “{spec.meaning}” says (“{one[0][:30]}”) is not in the filled form; check the tags with conditions",
                )

    if PARAGRAPH_MARK in words:
        raise FormRefused(
            TEXT,
            "多段文字没有分开，请让它单独成段",
            "a text of several paragraphs was not parted; give its tag a paragraph of its own",
        )


def _shown_as(spec: FactSpec, value: Any) -> list[tuple[str, ...]]:
    """Give for each piece of a value the ways in which it may be printed."""
    match spec.type:
        case "date":
            return [(chinese_date(value), chinese_date_in_words(value))]
        case "money":
            return [(money(value), money_in_words(value))]
        case "paragraphs" | "texts":
            return [(piece,) for piece in value]
        case "rows":
            needed = [column.name for column in spec.columns if column.required]
            return [(row[name],) for row in value for name in needed]
        case "boolean":
            return []
        case _:
            return [(str(value),)]


def _spec(stored: dict[str, Any]) -> FactSpec:
    columns = tuple(Column(**column) for column in stored["columns"])
    return FactSpec(**stored | {"columns": columns, "options": tuple(stored["options"])})


def _from_json(spec: FactSpec, value: Any) -> Any:
    if value is None:
        return None
    match spec.type:
        case "date":
            return date.fromisoformat(value)
        case "money":
            return Decimal(value)
        case "paragraphs" | "texts" | "rows":
            return tuple(value)
        case _:
            return value
