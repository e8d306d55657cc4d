"""Letters that a house writes itself (自备文书): read from untrusted text, with limits, into the same Letter as the shipped.

`check_own_letter` is for text nobody has looked at: it reads it in a confined process and composes the example sets.
`read_own_letter` is for text that went through that once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from filings.compose import compose, date_of_act
from filings.confined import run_confined
from filings.example_facts import example_sets
from filings.facts import FactSpec, FactsRefused
from filings.forms.word_forms import FORM_TYPES
from filings.front_matter import check_front_matter
from filings.ground_lists import GroundLists, read_ground_lists
from filings.letters import DIRECTORY, Letter, read_letter, split_front_matter
from filings.markup import Branch, Line, Loop, Node, TemplateRefused
from filings.model import document_as_json
from filings.printable import text_problem

MOST_CHARACTERS = 60_000
"""Ten times the longest letter of the catalogue."""
MOST_LINES = 3_000
MOST_IN_LINE = 4_000
MOST_NESTED = 12
MOST_BLOCKS = 20_000
"""What a letter may grow to when every list has as many entries as a list may have."""
LIST_LENGTH = 500
_BLANKS = re.compile(r"[^\S\n]{40,}")
_OPENED = re.compile(r"\{\{\s*#(?:if|unless|each)\b")
_CLOSED = re.compile(r"\{\{\s*/(?:if|unless|each)\s*\}\}")


@dataclass(frozen=True)
class Trial:
    """One example set of a letter: its facts, and the composed document (JSON), or what is wrong with them."""

    title: str
    facts: Mapping[str, Any]
    document: Mapping[str, Any] | None
    problem: str = ""
    problem_en: str = ""


def check_own_letter(
    file: str, source: str, *, sets: Iterable[Mapping[str, Any]] = (), form: str = ""
) -> tuple[Trial, ...]:
    """Give the trials of a letter's example sets, or of `sets` ({"title", "facts"}) where any are given.

    `form` is the SHA-256 of its DOCX form, whose words are not composed here. Blocks for up to ten seconds.
    Raises JobRefused with file, line and what is wrong.
    """
    request = {"file": file, "sets": list(sets), "form": form}
    answer, _ = run_confined("check_letter", request, source.encode("utf-8", "surrogatepass"))
    return tuple(Trial(**each) for each in answer["trials"])


def check_job(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """In the confined process: read the letter and compose its sets."""
    grounds = read_ground_lists((DIRECTORY / "grounds.toml").read_bytes(), file="grounds.toml")
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError:
        raise TemplateRefused(request["file"], 1, "文件不是 UTF-8 文字，请另存为 UTF-8 后重试") from None
    letter = read_own_letter(request["file"], source, grounds, form=request["form"])
    sets = request["sets"] or [{"title": title, "facts": facts} for title, facts in example_sets(letter)]
    return {"trials": [_trial(letter, each["title"], each["facts"]) for each in sets]}, b""


def read_own_letter(file: str, source: str, grounds: GroundLists, *, form: str = "") -> Letter:
    """Give the letter of this text; `form` is the SHA-256 of its DOCX form ("" = it has a Markdown body).

    Raises TemplateRefused naming file and line.
    """
    _check_size(file, source)
    text, above = source, 0
    if form and not source.startswith("+++"):
        source, above = f"+++\n{source}\n+++\n", 1
    try:
        front, body, first_line = split_front_matter(file, source)
        head = "\n".join(source.split("\n")[1 : first_line - 2])
        check_front_matter(file, head, front, grounds, above=1)
        _check_body(file, body, first_line, form=form)
        letter = read_letter(f"{front['id']}.zh.md", source.encode(), grounds)
    except TemplateRefused as refused:
        raise TemplateRefused(file, max(1, refused.line - above), refused.problem) from None
    except RecursionError:
        raise TemplateRefused(file, 1, "嵌套过深") from None
    except ValueError as refused:
        raise TemplateRefused(file, 1, f"文件头里有不能使用的值（{str(refused)[:80]}）") from None
    _check_use(file, letter, form=form)
    return replace(letter, own=True, word_form=form, fingerprint=fingerprint_of(text, form))


def fingerprint_of(source: str, form: str = "") -> str:
    """Give the SHA-256 of a letter's text, and of its DOCX form's hash where it has one."""
    return hashlib.sha256(source.encode() + (b"\0" + form.encode() if form else b"")).hexdigest()


def id_in(source: str) -> str:
    """Give the id that a letter's text names, "" when it names none that can be read; for a list of files only."""
    found = re.search(r'^id\s*=\s*"([a-z][a-z0-9_]{0,59})"\s*$', source[:20_000], re.MULTILINE)
    return found.group(1) if found else ""


def _trial(letter: Letter, title: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"title": title, "facts": facts, "document": None, "problem": "", "problem_en": ""}
    try:
        on = date_of_act(letter, facts)
        if not letter.word_form:
            made["document"] = document_as_json(compose(letter, facts, on=on))
    except FactsRefused as refused:
        made["problem"], made["problem_en"] = refused.said.zh, refused.said.en
    return made


def _check_size(file: str, source: str) -> None:
    if len(source) > MOST_CHARACTERS:
        raise TemplateRefused(file, 1, f"文件有 {len(source)} 字，超过 {MOST_CHARACTERS} 字的上限")
    lines = source.split("\n")
    if len(lines) > MOST_LINES:
        raise TemplateRefused(file, MOST_LINES, f"文件有 {len(lines)} 行，超过 {MOST_LINES} 行的上限")
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_IN_LINE:
            raise TemplateRefused(file, number, f"这一行有 {len(line)} 字，超过 {MOST_IN_LINE} 字的上限")
        if _BLANKS.search(line):
            raise TemplateRefused(file, number, "这一行有 40 个以上连续的空白，请删去")
        if problem := text_problem(line.replace("\t", " ")):
            raise TemplateRefused(file, number, problem.zh)
        if line.count("[") > 200 or line.count(".") > 1_000 or line.count("{") > 400:
            raise TemplateRefused(file, number, "这一行的括号或者点号过多")


def _check_body(file: str, body: str, first_line: int, *, form: str) -> None:
    if form:
        if body.strip():
            raise TemplateRefused(file, first_line, "Word 表单的说明文件只有文件头，正文在 .docx 里")
        return
    if not body.strip():
        raise TemplateRefused(file, first_line, "正文是空的")
    depth = 0
    for number, line in enumerate(body.split("\n"), start=first_line):
        depth += len(_OPENED.findall(line))
        if depth > MOST_NESTED:
            raise TemplateRefused(file, number, f"条件和循环嵌套超过 {MOST_NESTED} 层")
        depth -= len(_CLOSED.findall(line))


def _check_use(file: str, letter: Letter, *, form: str) -> None:
    """Refuse what composing would stumble over, and a letter that could grow beyond every paper."""
    specs = {spec.name: spec for spec in letter.facts}
    issuer, dated = specs[letter.issuer_fact], specs[letter.date_fact]
    if issuer.type != "text" or not issuer.required:
        raise TemplateRefused(file, 1, f"issuer_fact {issuer.name} 须为必填的 text 要素")
    if not dated.required:
        raise TemplateRefused(file, 1, f"date_fact {dated.name} 须为必填要素")
    if form:
        wrong = next((spec for spec in letter.facts if spec.type not in FORM_TYPES), None)
        if wrong:
            raise TemplateRefused(file, 1, f"要素 {wrong.name} 的类型 {wrong.type} 不能用于 Word 表单")
        return
    _refuse_unguarded(file, letter.body, specs, frozenset())
    if _grown(file, letter.body, 0) > MOST_BLOCKS:
        raise TemplateRefused(file, 1, f"循环之内的段落过多，列表填满时超过 {MOST_BLOCKS} 段，请减少循环内的行")
    if not any(isinstance(node, Line) and node.kind == "title" for node in _every(letter.body)):
        raise TemplateRefused(file, 1, "正文里没有标题（# 加空格）")


def _refuse_unguarded(file: str, nodes: Iterable[Node], specs: Mapping[str, FactSpec], sure: frozenset[str]) -> None:
    """Refuse `::choices` and `::deadline` of a fact that may be absent, outside a condition that asks for it."""
    for node in nodes:
        match node:
            case Branch():
                then, otherwise = (sure, sure | {node.name}) if node.negated else (sure | {node.name}, sure)
                _refuse_unguarded(file, node.then, specs, then)
                _refuse_unguarded(file, node.otherwise, specs, otherwise)
            case Loop():
                _refuse_unguarded(file, node.body, specs, sure)
            case Line(kind="choices" | "deadline"):
                spec = specs[node.argument.split(" ")[0]]
                if not spec.required and spec.name not in sure:
                    problem = f"选填要素 {spec.name} 用于 ::{node.kind}，请放进 {{{{#if {spec.name}}}}} 之内"
                    raise TemplateRefused(file, node.line, problem)


def _grown(file: str, nodes: Iterable[Node], depth: int) -> int:
    total = 0
    for node in nodes:
        match node:
            case Loop():
                if depth:
                    raise TemplateRefused(file, node.line, "循环之内不能再有循环，请改用 ::table")
                total += LIST_LENGTH * _grown(file, node.body, depth + 1)
            case Branch():
                total += _grown(file, node.then, depth) + _grown(file, node.otherwise, depth)
            case _:
                total += 1
    return total


def _every(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        match node:
            case Branch():
                yield from _every((*node.then, *node.otherwise))
            case Loop():
                yield from _every(node.body)
