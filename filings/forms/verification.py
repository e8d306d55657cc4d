"""The verification of a filled form: its code as a picture in the package, shown by a paragraph at the end of the text."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] — compiled module without stubs

from filings.codes import qr_picture
from filings.forms.parts import W
from filings.word_tables import code_picture

_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "http://schemas.openxmlformats.org/package/2006/content-types"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def code_parts(parts: Mapping[str, bytes], code: str) -> tuple[dict[str, bytes], str]:
    """Give the parts with the picture of a code, its content type and its relation; and the relation's id."""
    taken = {name.lower() for name in parts}
    picture = next(name for name in _numbered("media/verification", ".png") if f"word/{name}" not in taken)
    relations = _tree(parts.get(_RELATIONS, f'<Relationships xmlns="{_RELATION}"/>'.encode()))
    ids = {relation.get("Id") for relation in relations}
    identifier = next(name for name in _numbered("rIdVerification") if name not in ids)
    etree.SubElement(relations, f"{{{_RELATION}}}Relationship", Id=identifier, Type=_IMAGE, Target=picture)
    types = _tree(parts[_TYPES])
    etree.SubElement(types, f"{{{_TYPE}}}Override", PartName=f"/word/{picture}", ContentType="image/png")
    added = {f"word/{picture}": qr_picture(code), _RELATIONS: _written(relations), _TYPES: _written(types)}
    return {**parts, **added}, identifier


def code_paragraph(tree: Any, relation: str) -> Any:
    """Give the paragraph of the picture, free of the line height and the indents that a house's own text may have."""
    numbers = [int(drawing.get("id", "")) for drawing in tree.iter(_DRAWING) if drawing.get("id", "").isdigit()]
    spacing = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    indent = '<w:ind w:left="0" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>'
    run = code_picture(relation, number=max(numbers, default=0) + 1)
    return etree.fromstring(f'<w:p xmlns:w="{W}"><w:pPr>{spacing}{indent}</w:pPr>{run}</w:p>')


def _numbered(start: str, end: str = "") -> Any:
    return (f"{start}{number}{end}" for number in itertools.count(1))


def _tree(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _written(tree: Any) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
