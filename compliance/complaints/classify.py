"""Classification (分类): which matter, which authority, which regimes, and why; a person may overrule it with a reason."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from compliance.complaints.channels import CHANNELS, REGIME_LABELS, regime_label
from compliance.complaints.matters import MATTERS, OTHER, Matter
from compliance.complaints.model import KINDS, IncomingComplaint
from compliance.complaints.proposals import Hit, Proposal, Reason, propose, regime_in_english, worst
from compliance.complaints.reading_kind import other_half, read_kind

CERTAINTIES = {"certain": ("确定", "certain"), "likely": ("较可能", "likely"), "uncertain": ("待人工判断", "uncertain")}
_WEIGHTS = (("category", 4), ("title", 2), ("content", 1))
# Kinds that start no clock: an enquiry is answered, not decided.
_WITHOUT_CLOCK = frozenset({"enquiry"})


@dataclass(frozen=True, kw_only=True)
class Classification:
    """The answer. `certainty` is a key of CERTAINTIES and speaks of the regimes; all but `certain` wait for a person.

    `suggested` regimes are named in the reasons and not applied. After an override `machine` holds what was computed,
    `overridden_by` who decided otherwise and `override_reason` why.
    """

    matter: str
    authority: str
    regimes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    certainty: str
    suggested: tuple[str, ...] = ()
    machine: "Classification | None" = None
    overridden_by: str = ""
    override_reason: str = ""

    @property
    def matter_label(self) -> str:
        """Return the Chinese name of the matter."""
        return MATTERS[self.matter].label_zh


def classify(
    incoming: IncomingComplaint, *, profile: str, on_board: Collection[str] = tuple(REGIME_LABELS)
) -> Classification:
    """Return the classification of a complaint for a profile (company | authority).

    Regimes come from the source, the channel, the sender's name and place, the matter, the operator's name and a date
    set by a letter; those whose rules are not in `on_board` are named in the reasons and left out. Raises ValueError for
    an unknown profile.
    """
    if profile not in ("company", "authority"):
        raise ValueError(f"profile is company or authority, not {profile!r}")
    kind, kind_certainty, reasons = read_kind(incoming)
    hits = _ranked(incoming)
    matter, about_matter = _matter_of(hits)
    reasons += about_matter
    if kind in _WITHOUT_CLOCK:
        reasons.append(_no_clock(kind))
        regimes, suggested, certainties = tuple(incoming.regimes), (), []
    else:
        found = propose(incoming, kind=kind, profile=profile, hits=hits)
        found += other_half(incoming, kind, [each.regime for each in found])
        reasons += [each.reason for each in found]
        certainties = [each.certainty for each in found]
        regimes = tuple(each.regime for each in found if not each.suggested)
        suggested = tuple(each.regime for each in found if each.suggested and each.regime in on_board)
        doubt, about_competence = _competence(incoming, matter, hits, profile)
        certainties.append(doubt)
        reasons += about_competence
        certainties += ["uncertain"] if _tie_matters(hits, found) else []
    missing = [regime for regime in regimes if regime not in on_board]
    reasons += [_not_on_board(missing)] if missing else []
    applied = tuple(regime for regime in regimes if regime in on_board)
    if kind not in _WITHOUT_CLOCK and not applied:
        certainties.append("uncertain")
        reasons.append(Reason(zh="没有找到适用的程序，请人工指定。", en="No regime fits; choose one by hand."))
    return Classification(
        matter=matter.id,
        authority=incoming.authority or matter.authority,
        regimes=applied,
        reasons=tuple(reasons),
        certainty=worst((kind_certainty, *certainties)),
        suggested=suggested,
    )


def override(
    classification: Classification,
    *,
    by: str,
    reason: str,
    matter: str | None = None,
    authority: str | None = None,
    regimes: tuple[str, ...] | None = None,
) -> Classification:
    """Return the classification as a person decided it, with the computed one kept in `machine`.

    Raises ValueError without a reason or a person, or for an unknown matter.
    """
    if not reason.strip() or not by.strip():
        raise ValueError("人工改判须写明改判人和理由。")
    if matter is not None and matter not in MATTERS:
        raise ValueError(f"没有“{matter}”这一事项类别，请从列表中选择。")
    return replace(
        classification,
        matter=matter if matter is not None else classification.matter,
        authority=authority if authority is not None else classification.authority,
        regimes=tuple(regimes) if regimes is not None else classification.regimes,
        certainty="certain",
        machine=classification.machine or classification,
        overridden_by=by.strip(),
        override_reason=reason.strip(),
    )


def _ranked(incoming: IncomingComplaint) -> list[Hit]:
    """Return the matters whose words were found, best first; matters without a word are left out."""
    found = []
    for matter in MATTERS.values():
        score, word, where = 0, "", ""
        for name, weight in _WEIGHTS:
            words = [each for each in matter.words if each in getattr(incoming, name)]
            if words and not word:
                word, where = words[0], name
            score += weight * len(words)
        if score:
            found.append(Hit(matter=matter, score=score, word=word, where=where))
    return sorted(found, key=lambda hit: -hit.score)


def _matter_of(hits: list[Hit]) -> tuple[Matter, list[Reason]]:
    if not hits:
        return MATTERS[OTHER], [
            Reason(
                zh="类别和内容中没有可识别的事项，可人工分类。", en="Nothing in category or text names a known matter."
            )
        ]
    best = hits[0]
    places = {"category": ("问题类别", "category"), "title": ("标题", "title"), "content": ("内容", "text")}[best.where]
    reasons = [
        Reason(
            zh=f"{places[0]}中有“{best.word}”，归入{best.matter.label_zh}。",
            en=f'The {places[1]} says "{best.word}", so the matter is {best.matter.label_en}.',
        )
    ]
    if len(hits) > 1 and hits[1].score == best.score:
        other = hits[1].matter
        reasons.append(
            Reason(
                zh=f"同时符合{other.label_zh}，两者相当，请人工确认。",
                en=f"{other.label_en} fits as well; a person decides.",
            )
        )
    return best.matter, reasons


def _competence(incoming: IncomingComplaint, matter: Matter, hits: list[Hit], profile: str) -> tuple[str, list[Reason]]:
    """Return (certainty, reasons) on whether the matter is the accepting body's; a company is asked no such question."""
    if profile != "authority":
        return "certain", []
    if matter.id == OTHER:
        # A category that names no matter here (其他投诉问题) is still the source's own sorting; no category is none.
        return "certain" if incoming.category.strip() else "uncertain", []
    if len(hits) > 1 and hits[1].score == hits[0].score:
        return "uncertain", []
    if not matter.outside or _sector_channel(incoming):
        return "certain", []
    said = Reason(
        zh=f"该事项一般由{matter.authority}主管，请核对是否属于本机关职责。",
        en="This matter usually belongs to another authority; check the competence.",
    )
    return "likely", [said]


def _sector_channel(incoming: IncomingComplaint) -> bool:
    """Whether the channel is a sector's own, so that a sector matter is no surprise there."""
    channel = CHANNELS.get(incoming.channel)
    regimes = channel.regimes.get("complaint", ()) if channel and channel.group == "regulator" else ()
    return bool(regimes) and "samr_complaint" not in regimes


def _tie_matters(hits: list[Hit], found: list[Proposal]) -> bool:
    """Whether two matters fit equally well and one of them brings, by its words alone, a regime of its own."""
    level = [hit for hit in hits if hit.score == hits[0].score]
    brought = {rule.regime for hit in level for rule in hit.matter.rules}
    return len(level) > 1 and any(
        each.regime in brought and not each.suggested and each.certainty != "certain" for each in found
    )


def _no_clock(kind: str) -> Reason:
    zh, en = KINDS[kind]
    return Reason(zh=f"{zh}只登记、不计期限。", en=f"Kind {en}: registered, starts no clock.")


def _not_on_board(missing: list[str]) -> Reason:
    return Reason(
        zh=f"“{'、'.join(map(regime_label, missing))}”的期限规则尚未收录，不自动计算，请按来函期限或者人工确定。",
        en=f"The rules of {', '.join(map(regime_in_english, missing))} are not on board; use the sender's date or decide by hand.",
    )
