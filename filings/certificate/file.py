"""What a case keeps on file behind a clock (在案事实): the recorded acts with their evidence, and moves by changes of law.

Read from `on_file` of the deadline: `start`, `restarted_from`, `met`, `void` are acts; `pauses` and `extensions` are
lists of acts beside those of the deadline; `moves` are changes of law. Without a case all of it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from filings.certificate.words import instant_of, stamped, written, written_instant
from filings.said import Refusal, Said


def proof(deadline: Mapping[str, Any], part: str) -> str:
    """Give the file and the record of one act as a further line of its cell, "" without a case."""
    act = _on_file(deadline).get(part)
    return f"\n{_recorded(act, files_of(deadline))}" if isinstance(act, Mapping) else ""


def proofs_of(deadline: Mapping[str, Any], part: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Give each suspension or extension of the deadline with the lines of the acts recorded for it."""
    kept, files = list(_on_file(deadline).get(part) or ()), files_of(deadline)
    for place, one in enumerate(deadline.get(part) or ()):
        acts = kept[place] if place < len(kept) else ()
        lead = "\n" if len(acts) > 1 else "；"
        yield one, "".join(f"{lead}{act.get('what') or ''}：{_recorded(act, files)}" for act in acts)


def files_of(deadline: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    """Give every evidence file of the certificate once: SHA-256 → its number on the paper and its name."""
    files: dict[str, tuple[int, str]] = {}
    for act in _acts(_on_file(deadline)):
        evidence = act.get("evidence")
        if evidence:
            files.setdefault(evidence["sha256"], (len(files) + 1, evidence["name"]))
    return files


def _acts(kept: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The acts in the order in which the paper tells of them."""
    yield from (kept[part] for part in ("met", "void", "start", "restarted_from") if kept.get(part))
    for part in ("pauses", "extensions"):
        for acts in kept.get(part) or ():
            yield from acts


def on_file_problem(deadline: Mapping[str, Any]) -> Said | None:
    """Say what is wrong with the facts on file, None when they can be shown. A clause."""
    kept = deadline.get("on_file") or {}
    try:
        for act in _acts(kept):
            instant_of(act.get("recorded_at"))
            if act.get("evidence") and not (act["evidence"]["name"] and act["evidence"]["sha256"]):
                return Said(
                    "在案事实（on_file）的证据须有名称 name 与 sha256",
                    "evidence of the facts on file (on_file) must have its name and its sha256",
                )
        for move in kept.get("moves") or ():
            instant_of(move.get("decided_at"))
            for name in ("due_before", "due_after"):
                _end(move.get(name))
    except (KeyError, TypeError, AttributeError):
        return Said(
            "在案事实（on_file）的形式不对：行为为对象，中止、延长各为行为列表的列表，证据有 name 与 sha256",
            "the facts on file (on_file) are not well formed: acts are objects, pauses and extensions lists of lists of acts, "
            "evidence has name and sha256",
        )
    except Refusal as refused:
        return refused.said
    return None


def moved_rows(deadline: Mapping[str, Any]) -> Iterator[str]:
    """Give a line for each change of law that moved this clock: old day, new day, title, who, when and why."""
    for move in _on_file(deadline).get("moves") or ():
        before, after = _end(move.get("due_before")), _end(move.get("due_after"))
        why = f"；理由：{move['reason']}" if move.get("reason") else ""
        yield (
            f"{before}改为{after}：{move.get('title')}；{move.get('proposer')}提出，{move.get('decider')}决定，"
            f"{stamped(move.get('decided_at'))}{why}"
        )


def _on_file(deadline: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = deadline.get("on_file")
    return kept if isinstance(kept, Mapping) else {}


def _recorded(act: Mapping[str, Any], files: Mapping[str, tuple[int, str]]) -> str:
    """Give what is on file of an act: its paper, its evidence by number and name, who recorded it and when."""
    paper = "".join(part for part in (_titled(act.get("title")), str(act.get("paper") or "")) if part)
    evidence = act.get("evidence")
    file = f"证据{files[evidence['sha256']][0]}“{evidence['name']}”" if evidence else "未附证据文件"
    recorded = f"{act.get('recorded_by') or ''}{stamped(act['recorded_at'])}登记" if act.get("recorded_at") else ""
    return "；".join(part for part in (f"文书{paper}" if paper else "", file, recorded) if part)


def _titled(title: Any) -> str:
    words = str(title or "")
    return words if not words or words.startswith("《") else f"《{words}》"


def _end(value: Any) -> str:
    """Give the end before or after a move: a day, an instant, or none (the clock did not run, or was paused)."""
    text = str(value or "")
    if "T" in text and instant_of(text):
        return written_instant(text)
    return written(text) if text else "无届满日"
