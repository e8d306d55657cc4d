"""Complaint, report or enquiry (投诉、举报、咨询) where the source does not say, and papers that are two at once."""

from compliance.complaints.model import KINDS, IncomingComplaint
from compliance.complaints.proposals import Proposal, Reason, regime_in_english, text_of

_WORDS = {
    "report": ("举报", "检举", "线索", "查处", "涉嫌违法", "立案调查"),
    "complaint": ("投诉", "退款", "退货", "换货", "赔偿", "维权", "调解", "退一赔"),
    "enquiry": ("咨询", "请问", "想了解", "如何办理"),
    "suggestion": ("建议",),
}
# "投诉举报" names a channel or a procedure and says nothing about what this paper is.
_BOTH = "投诉举报"
_PARTNERS = {
    "samr_complaint": ("report", "samr_report", ("举报", "检举")),
    "samr_report": ("complaint", "samr_complaint", ()),
}
_ASKED = ("退款", "退货", "换货", "赔偿", "退赔", "退费", "调解")


def read_kind(incoming: IncomingComplaint) -> tuple[str, str, list[Reason]]:
    """Return (kind, certainty, reasons): what the source says stands; else the words decide, and a person confirms."""
    if incoming.kind in KINDS:
        return incoming.kind, "certain", []
    text = text_of(incoming).replace(_BOTH, "")
    found = {kind: word for kind, words in _WORDS.items() for word in words if word in text}
    ranked = [kind for kind in _WORDS if kind in found]
    both = "complaint" in found and "report" in found
    kind = "complaint" if both or not ranked else ranked[0]
    if not found:
        said = Reason(
            zh="来源没有写明是投诉还是举报，内容中也看不出，先按投诉处理，请人工确认。",
            en="Neither the source nor the text says whether this is a complaint or a report; taken as a complaint, a person confirms.",
        )
        return kind, "uncertain", [said]
    said = Reason(
        zh=f"来源没有写明类型，内容中有“{found[kind]}”，按{KINDS[kind][0]}处理，请人工确认。",
        en=f'The source names no kind; the text says "{found[kind]}", so it is taken as: {KINDS[kind][1]}. A person confirms.',
    )
    return kind, "uncertain" if both else "likely", [said]


def other_half(incoming: IncomingComplaint, kind: str, regimes: list[str]) -> list[Proposal]:
    """Return what a paper asks for besides its kind: a complaint that also reports, a report that also claims.

    Order 121 art. 9 (before 2026-04-15 order 20 art. 7): each half is handled by its own procedure.
    """
    found: list[Proposal] = []
    for regime in regimes:
        other, partner, words = _PARTNERS.get(regime, ("", "", ()))
        if not other or other == kind or partner in regimes:
            continue
        text = f"{incoming.title} {incoming.content}".replace(_BOTH, "")
        signs = [word for word in words if word in text]
        signs += [word for word in _ASKED if other == "complaint" and any(word in each for each in incoming.demands)]
        if not signs:
            continue
        zh, en = KINDS[other]
        found.append(
            Proposal(
                regime=partner,
                certainty="likely",
                suggested=True,
                reason=Reason(
                    zh=f"来件同时写有“{signs[0]}”，可能兼有{zh}；投诉和举报应分别处理（令第121号第九条、令第20号第七条），请确认。",
                    en=f'The paper also says "{signs[0]}" and may hold a {en}; each half is handled on its own (order 121 art. 9, order 20 art. 7): {regime_in_english(partner)}?',
                ),
            )
        )
    return found
