"""Hostile Word files: each is refused in one sentence that says why, or read without loss; nothing outside is touched."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from filings.confined import JobRefused
from filings.model import Document, document_as_json, document_from_json, document_text
from filings.word import render_word
from filings.word_upload.archive import WordRefused
from filings.word_upload.reading import read_job, reading_of
from tests.filings import hostile_word_files as hostile
from tests.filings.plain_english import foreign

LETTER = "complaint_reply_letter"
CONFINED_FROM = 64 * 1024
"""Packed bytes from which a file of the corpus goes through the confined process; all with hostile XML do."""

REASONS = {
    "empty": "空的",
    "blank": "空的",
    "plain text": "文件开头不符",
    "pdf": "文件开头不符",
    "old doc": "旧式",
    "encrypted docx": "密码",
    "odt": "OpenDocument",
    "archive of notes": "普通压缩包",
    "too large": "20 MB",
    "too many parts": "2000 个",
    "document of 60 MB of spaces": "异常庞大",
    "many bombs of 9 MB": "100 MB",
    "110 MB in small parts": "100 MB",
    "bomb of a picture": "异常庞大",
    "text node of 300 MB": "100 MB",
    "text node of 12 MB": "过大",
    "size told too small": "更大",
    "size told too large": "损坏",
    "local size lies": "大小前后不一",
    "wrong checksum": "损坏",
    "one member inside another": "重叠",
    "encrypted member": "密码",
    "strange compression": "压缩方式",
    "two documents": "两个名为",
    "two documents by case": "两个名为",
    "local name differs": "名称前后不一",
    "html behind the archive": "尾部附有",
    "hidden bytes between members": "藏有",
    "docx inside": "另一个文件",
    "docx inside under a neutral name": "另一个压缩文件",
    "zip of zips": "另一个文件",
    "gzip inside": "另一个压缩文件",
    "macro document": "启用宏",
    "macro template": "启用宏",
    "template": "模板",
    "macros": "宏",
    "ole object": "嵌入对象",
    "workbook inside": "嵌入的文件",
    "active control": "控件",
    "alternative chunk": "嵌入的文件",
    "outside attachedTemplate": "外部模板",
    "outside image": "外部图片",
    "outside frame": "网页框架",
    "outside subDocument": "子文档",
    "outside picture in a footer": "外部图片",
    "hyperlink to a file": "链接",
    "hyperlink to a script": "链接",
    "dde": "DDE",
    "dde in pieces": "DDEAUTO",
    "dde in lower case": "DDEAUTO",
    "dde as a simple field": "DDEAUTO",
    "dde in a footer": "DDE",
    "include text": "INCLUDETEXT",
    "include picture": "INCLUDEPICTURE",
    "entity of its own": "DOCTYPE",
    "entity from a file": "DOCTYPE",
    "entity from the network": "DOCTYPE",
    "parameter entity": "DOCTYPE",
    "outside definition": "DOCTYPE",
    "public definition": "DOCTYPE",
    "billion laughs": "DOCTYPE",
    "quadratic entity": "DOCTYPE",
    "entity in UTF-16": "DOCTYPE",
    "entity in UTF-7": "UTF-8",
    "entity in custom xml": "DOCTYPE",
    "entity in comments": "DOCTYPE",
    "definition hidden by UTF-7": "UTF-8",
    "300 levels deep": "过大",
    "200000 levels deep": "过大",
    "a million paragraphs": "过多",
    "300,000 paragraphs of text": "过多",
    "table of 100,000 rows": "过多",
    "table of 60,000 columns": "63 格",
    "table in table in table": "另一个表格",
    "broken utf-8": "编码",
    "cut xml": "损坏",
    "other root": "找不到 Word 正文",
    "no body": "找不到 Word 正文",
    "words that run backwards": "方向",
    "a field that never ends": "域",
}
"""What the sentence must say, for the files whose reason is not to be mistaken for another."""
HARMLESS = {"styles in a ring", "styles in a long chain", "300,000 attributes", "100,000 namespaces"}
"""Odd, but their words are all there: these are read."""


@pytest.fixture(scope="module")
def letter(example_document) -> Document:
    return example_document(LETTER)


class Outside:
    """What no file may reach: a port that nobody may ask, a file that nobody may read into the text or change."""

    def __init__(self, folder: Path) -> None:
        self.canary = folder / "canary.txt"
        self.canary.write_text("CANARY-5561")
        self.port = socket.create_server(("127.0.0.1", 0))
        self.port.settimeout(0.01)
        self.address = f"http://127.0.0.1:{self.port.getsockname()[1]}/x"

    def check(self) -> None:
        assert self.canary.read_text() == "CANARY-5561"
        with pytest.raises(TimeoutError):
            self.port.accept()


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    found = Outside(tmp_path_factory.mktemp("outside"))
    yield found
    found.port.close()


def corpus(letter: Document, outside: Outside) -> Iterator[tuple[str, bytes, bool]]:
    """Give name, bytes and whether the file must be read by the confined process, as uploads always are."""
    good = render_word(letter)
    canary = outside.canary.as_uri()
    for name, content in (*hostile.containers(good), *hostile.packages(good, outside.address, canary)):
        yield name, content, len(content) >= CONFINED_FROM
    for name, content in hostile.markups(good, outside.address, canary):
        yield name, content, True


def words_of(content: bytes, letter: Document, *, confined: bool) -> str:
    if confined:
        return document_text(reading_of(content, original=letter).document)
    answer, _ = read_job({"original": document_as_json(letter)}, content)
    return document_text(document_from_json(answer["document"]))


def test_every_hostile_file_is_refused_in_one_sentence(letter: Document, outside: Outside) -> None:
    seen: set[str] = set()
    read: set[str] = set()
    for name, content, confined in corpus(letter, outside):
        assert name not in seen
        seen.add(name)
        try:
            words = words_of(content, letter, confined=confined)
        except (JobRefused, WordRefused) as refused:
            sentence = str(refused)
            assert re.fullmatch(r"[^。\n]{8,160}。", sentence), f"{name}: {sentence}"
            assert REASONS.get(name, "") in sentence, f"{name}: {sentence}"
            assert "秒和规定的内存" not in sentence, f"{name} was ended by the limits, not refused"
            assert "CANARY" not in sentence
            assert re.fullmatch(r"[A-Z“][^\n]{20,260}\.", refused.said.en), f"{name}: {refused.said.en}"
            assert not foreign(refused.said.en), f"{name}: {refused.said.en}"
        else:
            read.add(name)
            assert "CANARY" not in words, name
        outside.check()
    assert read == HARMLESS
    assert len(seen) >= 120 and seen >= REASONS.keys()


def test_a_good_file_still_reads_after_all_that(letter: Document) -> None:
    reading = reading_of(render_word(letter), original=letter)
    assert reading.document == letter
    assert reading.remarks == ()


def test_damage_at_random_places_is_refused_or_changes_nothing(letter: Document) -> None:
    good = render_word(letter)
    request = {"original": document_as_json(letter)}
    refused = 0
    for name, content in hostile.mutations(good, 400):
        try:
            answer, _ = read_job(request, content)
        except ValueError as problem:
            refused += 1
            assert re.fullmatch(r"[^。\n]{8,160}。", str(problem)), f"{name}: {problem}"
        else:
            assert document_from_json(answer["document"]) == letter, name
    assert refused > 300


def test_cut_anywhere_it_is_refused(letter: Document) -> None:
    good = render_word(letter)
    request = {"original": document_as_json(letter)}
    for length in range(0, len(good), 23):
        with pytest.raises(ValueError, match=r"。$"):
            read_job(request, good[:length])
