"""Letterhead (用笺): an organisation's own profile, masthead and seal place put on a composed letter; the verification line.

Pure: a `Document` in, a `Document` out. `dressed` is applied whenever words are composed, `verified` once, at issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from filings.blocks import (
    AnnexStart,
    Block,
    FormMark,
    Imprint,
    Masthead,
    Number,
    Run,
    SignatureBlock,
    Title,
    Verification,
    runs_text,
)
from filings.figures import chinese_date
from filings.model import Document
from filings.printable import text_problem
from filings.said import Refusal, Said

COMPANY_PROFILES = ("company-letter", "gw-letter", "gw-full", "plain-notice")
"""Profiles that an organisation may choose for its letters on plain company paper."""
HEADED = ("gw-full", "gw-letter")
MAX_LINE, MAX_CODE = 200, 300
_SUFFIX = "文件"


@dataclass(frozen=True)
class Letterhead:
    """What an organisation puts on its letters; every field left out keeps what the letter says.

    `name`: the body's name at the head, without “文件”. `company_profile`: one of COMPANY_PROFILES, for letters of the
    profile company-letter. `sealed`: True leaves the room of a seal under the issuer's own name, False under none.
    `printed_by`: printing body (印发机关) of official documents, the issuer when "". `verification`: whether an issued
    letter carries the verification line (read by the code that issues).
    """

    name: str = ""
    company_profile: str = ""
    sealed: bool | None = None
    printed_by: str = ""
    verification: bool = False


def dressed(document: Document, head: Letterhead) -> Document:
    """Give the document in the organisation's profile, with its masthead, seal place and imprint; words else unchanged.

    Raises Refusal for a profile that is none of COMPANY_PROFILES.
    """
    if head.company_profile and head.company_profile not in COMPANY_PROFILES:
        raise Refusal(
            f"公司函件版式“{head.company_profile}”不存在，可用：{'、'.join(COMPANY_PROFILES)}。",
            f"There is no layout “{head.company_profile}” for company letters; choose one of {', '.join(COMPANY_PROFILES)}.",
        )
    chosen = head.company_profile if document.profile == "company-letter" else ""
    profile = chosen or document.profile
    blocks: list[Block] = [
        _signed(block, document.issuer, head.sealed) for block in document.blocks if not isinstance(block, Masthead)
    ]
    if profile in HEADED:
        blocks.insert(0, _masthead(document, profile, head.name))
    if profile == "gw-full":
        blocks = _printed(blocks, by=head.printed_by or document.issuer, on=chinese_date(document.on))
    return replace(document, profile=profile, blocks=arranged(profile, blocks))


def verified(document: Document, *, line: str, code: str) -> Document:
    """Give the document with its verification: `line` in words, `code` as a QR code; an earlier one is replaced.

    Raises Refusal when either is empty, too long for its place or not printable.
    """
    line_name, code_name = Said("核验说明", "The verification line"), Said("核验码内容", "The verification code")
    for name, text, limit in ((line_name, line, MAX_LINE), (code_name, code, MAX_CODE)):
        problem = text_problem(text)
        if not problem and not 0 < len(text) <= limit:
            problem = Said(f"须为 1 至 {limit} 个字符", f"it must have 1 to {limit} characters")
        if problem:
            raise Refusal(f"{name}不能印出：{problem}。", f"{name.en} cannot be printed: {problem.en}.")
    kept = [block for block in document.blocks if not isinstance(block, Verification)]
    return replace(document, blocks=arranged(document.profile, [*kept, Verification(line, code)]))


def arranged(profile: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give the blocks with head and foot in the places of the profile.

    Form mark and masthead first; the number below the masthead, without one below the title; the verification at the
    end of the letter itself, before its annexes; the imprint last (GB/T 9704-2012 7.4).
    """
    rest: list[Block] = [b for b in blocks if not isinstance(b, FormMark | Masthead | Number | Verification | Imprint)]
    head = [b for b in blocks if isinstance(b, FormMark)] + [b for b in blocks if isinstance(b, Masthead)]
    number = [b for b in blocks if isinstance(b, Number)]
    titled = next((place + 1 for place, b in enumerate(rest) if isinstance(b, Title)), 0)
    at = 0 if profile in HEADED else titled
    rest[at:at] = number
    ends = next((place for place, b in enumerate(rest) if isinstance(b, AnnexStart)), len(rest))
    rest[ends:ends] = [b for b in blocks if isinstance(b, Verification)]
    return (*head, *rest, *(b for b in blocks if isinstance(b, Imprint)))


def _masthead(document: Document, profile: str, name: str) -> Masthead:
    given = next((block for block in document.blocks if isinstance(block, Masthead)), None)
    text = (name or (runs_text(given.runs) if given else document.issuer)).removesuffix(_SUFFIX)
    fact = next((run.fact for run in given.runs if run.fact), "") if given and not name else ""
    return Masthead((Run(text, fact), *((Run(_SUFFIX),) if profile == "gw-full" else ())))


def _signed(block: Block, issuer: str, sealed: bool | None) -> Block:
    if sealed is None or not isinstance(block, SignatureBlock):
        return block
    return replace(block, sealed=sealed and (block.sealed or block.name.text == issuer))


def _printed(blocks: list[Block], *, by: str, on: str) -> list[Block]:
    given = next((block for block in blocks if isinstance(block, Imprint)), Imprint())
    kept = [block for block in blocks if not isinstance(block, Imprint)]
    return [*kept, replace(given, printed_by=by, printed_on=on)]
