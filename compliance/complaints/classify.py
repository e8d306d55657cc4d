"""Classification (分类): which matter, which authority, which regimes, and why; a person may overrule it with a reason."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from compliance.complaints.channels import CHANNELS, REGIMES_ON_BOARD, channel_label, local_regime, regime_label
from compliance.complaints.matters import MATTERS, OTHER, Matter
from compliance.complaints.model import KINDS, IncomingComplaint

CERTAINTIES = {"certain": ("确定", "certain"), "likely": ("较可能", "likely"), "uncertain": ("待人工判断", "uncertain")}
_REFUND_WORDS = ("退货", "退款", "退赔", "退还", "退费")
_WEIGHTS = (("category", 4), ("title", 2), ("content", 1))
# Kinds that start no clock: an enquiry is answered, not decided.
_WITHOUT_CLOCK = frozenset({"enquiry"})


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why, as one sentence in each language."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Classification:
    """The answer. `certainty` is a key of CERTAINTIES; `uncertain` waits for a person.

    After an override `machine` holds what was computed, `overridden_by` who decided otherwise and `override_reason` why.
    """

    matter: str
    authority: str
    regimes: tuple[str, ...]
    reasons: tuple[Reason, ...]
    certainty: str
    machine: "Classification | None" = None
    overridden_by: str = ""
    override_reason: str = ""

    @property
    def matter_label(self) -> str:
        """Return the Chinese name of the matter."""
        return MATTERS[self.matter].label_zh


def classify(
    incoming: IncomingComplaint, *, profile: str, on_board: Collection[str] = REGIMES_ON_BOARD
) -> Classification:
    """Return the classification of a complaint for a profile (company | authority).

    Regimes come from the source, the channel, the area named by the sender, the matter and a date set by a letter; those
    whose rules are not in `on_board` are named in the reasons and left out. Raises ValueError for an unknown profile.
    """
    if profile not in ("company", "authority"):
        raise ValueError(f"profile is company or authority, not {profile!r}")
    matter, certainty, reasons = _matter_of(incoming)
    proposed, why = _regimes_of(incoming, matter, profile)
    reasons.extend(why)
    missing = [regime for regime in proposed if regime not in on_board]
    if missing:
        reasons.append(
            Reason(
                zh=f"“{'、'.join(map(regime_label, missing))}”的期限规则尚未收录，不自动计算，请按来函期限或者人工确定。",
                en=f"The rules of {', '.join(regime_label(each, language='en') for each in missing)} are not on board; use the sender's date or decide by hand.",
            )
        )
    regimes = tuple(regime for regime in proposed if regime in on_board)
    if incoming.kind not in _WITHOUT_CLOCK and not regimes:
        certainty = "uncertain"
        reasons.append(Reason(zh="没有找到适用的程序，请人工指定。", en="No regime fits; choose one by hand."))
    authority = incoming.authority or matter.authority
    return Classification(
        matter=matter.id, authority=authority, regimes=regimes, reasons=tuple(reasons), certainty=certainty
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


def _matter_of(incoming: IncomingComplaint) -> tuple[Matter, str, list[Reason]]:
    best = _ranked(incoming)
    if not best:
        reason = Reason(
            zh="类别和内容中没有可识别的事项，请人工分类。", en="Nothing in category or text names a known matter."
        )
        return MATTERS[OTHER], "uncertain", [reason]
    score, matter, word, where = best[0]
    places = {"category": ("问题类别", "category"), "title": ("标题", "title"), "content": ("内容", "text")}[where]
    reasons = [
        Reason(
            zh=f"{places[0]}中有“{word}”，归入{matter.label_zh}。",
            en=f'The {places[1]} says "{word}", so the matter is {matter.label_en}.',
        )
    ]
    certainty = "certain" if where == "category" else "likely"
    if len(best) > 1 and best[1][0] == score:
        certainty = "uncertain"
        other = best[1][1]
        reasons.append(
            Reason(
                zh=f"同时符合{other.label_zh}，两者相当，请人工确认。",
                en=f"{other.label_en} fits as well; a person decides.",
            )
        )
    if matter.outside:
        certainty = "likely" if certainty == "certain" else certainty
        reasons.append(
            Reason(
                zh=f"该事项一般由{matter.authority}主管，请核对是否属于本机关职责。",
                en="This matter usually belongs to another authority; check the competence.",
            )
        )
    return matter, certainty, reasons


def _ranked(incoming: IncomingComplaint) -> list[tuple[int, Matter, str, str]]:
    """Return (score, matter, first word found, field it was found in), best first; matters without a hit are left out."""
    best: list[tuple[int, Matter, str, str]] = []
    for matter in MATTERS.values():
        score, word, where = 0, "", ""
        for name, weight in _WEIGHTS:
            hits = [each for each in matter.words if each in getattr(incoming, name)]
            if hits and not word:
                word, where = hits[0], name
            score += weight * len(hits)
        if score:
            best.append((score, matter, word, where))
    return sorted(best, key=lambda each: -each[0])


def _regimes_of(incoming: IncomingComplaint, matter: Matter, profile: str) -> tuple[list[str], list[Reason]]:
    kind_zh, kind_en = KINDS.get(incoming.kind, (incoming.kind, incoming.kind))
    if incoming.kind in _WITHOUT_CLOCK:
        reason = Reason(zh=f"{kind_zh}只登记、不计期限。", en=f"Kind {kind_en}: registered, starts no clock.")
        return list(incoming.regimes), [reason]
    found: dict[str, Reason] = {}
    for regime in incoming.regimes:
        found[regime] = Reason(
            zh=f"来件为{kind_zh}，来源建议适用“{regime_label(regime)}”。", en=f"The source proposes: {_en(regime)}."
        )
    channel = CHANNELS.get(incoming.channel)
    if channel:
        for regime in channel.proposed_regimes(kind=incoming.kind, profile=profile):
            found.setdefault(
                regime,
                Reason(
                    zh=f"渠道为{channel.label_zh}的{kind_zh}，适用“{regime_label(regime)}”。",
                    en=f"Kind {kind_en}, channel {channel.label_en}: {_en(regime)} applies.",
                ),
            )
    found = _narrowed(found, incoming)
    if incoming.kind in ("complaint", "report"):
        for regime in matter.regimes:
            found.setdefault(
                regime,
                Reason(
                    zh=f"事项为{matter.label_zh}，另计“{regime_label(regime)}”。",
                    en=f"Matter {matter.label_en}: {_en(regime)} also runs.",
                ),
            )
    _add_by_facts(found, incoming, profile)
    return list(found), list(found.values())


def _narrowed(found: dict[str, Reason], incoming: IncomingComplaint) -> dict[str, Reason]:
    """Replace a family regime by the local one that the sender's name points to (and add the association's)."""
    sender = f"{incoming.authority} {channel_label(incoming.channel)} {incoming.extra.get('办理单位', '')}"
    hotline = local_regime("hotline_12345", sender) if "hotline_12345" in found else None
    if hotline:
        regime, place = hotline
        why = Reason(
            zh=f"来件单位含“{place}”，适用当地规定“{regime_label(regime)}”。",
            en=f"The sender names {place}: {_en(regime)} applies.",
        )
        kept = {each: reason for each, reason in found.items() if each != "hotline_12345" or incoming.due_on}
        found = {**kept, regime: why}
    if incoming.channel == "consumer_association" and (area := local_regime("consumer_association", sender)):
        regime, place = area
        found[regime] = Reason(
            zh=f"来件单位含“{place}”，适用当地规定“{regime_label(regime)}”。",
            en=f"The sender names {place}: {_en(regime)} applies.",
        )
    return found


def _add_by_facts(found: dict[str, Reason], incoming: IncomingComplaint, profile: str) -> None:
    hotline = any(regime.startswith("hotline_12345") for regime in found)
    if incoming.due_on and not hotline:
        found.setdefault(
            "authority_letter",
            Reason(
                zh=f"来件指定 {incoming.due_on} 前答复，按指定期限计算。",
                en=f"The sender asks for an answer by {incoming.due_on}.",
            ),
        )
    asked = [word for word in _REFUND_WORDS if any(word in demand for demand in incoming.demands)]
    if profile == "company" and incoming.kind == "complaint" and asked:
        found.setdefault(
            "company_duties",
            Reason(
                zh=f"诉求含“{asked[0]}”，经营者的退款期限可能起算。",
                en="A refund is asked for; the operator's refund periods may start.",
            ),
        )


def _en(regime: str) -> str:
    return regime_label(regime, language="en")
