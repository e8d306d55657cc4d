"""What proposes a regime: the source, the channel, the sender's name and place, the matter, dates and demands."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from compliance.complaints.channels import (
    CHANNELS,
    EARLIER,
    Channel,
    channel_label,
    channel_of_sender,
    local_regime,
    regime_label,
)
from compliance.complaints.matters import MATTERS, Matter, MatterRule, Place
from compliance.complaints.model import KINDS, IncomingComplaint

_REFUND_WORDS = ("退货", "退款", "退赔", "退还", "退费")
_HOTLINE = "hotline_12345"
_WORSE = {"certain": 0, "likely": 1, "uncertain": 2}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why, as one sentence in each language."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One regime with why and how sure; a suggested one is named and not applied."""

    regime: str
    reason: Reason
    certainty: str = "certain"
    suggested: bool = False


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A matter whose words were found: how strongly, the first word and the field it stands in."""

    matter: Matter
    score: int
    word: str
    where: str


def worst(certainties: Iterable[str]) -> str:
    """Return the least sure of several certainties; `certain` for none."""
    return max(certainties, key=_WORSE.__getitem__, default="certain")


def text_of(incoming: IncomingComplaint) -> str:
    """Return every word that the complaint itself holds."""
    return " ".join((incoming.category, incoming.title, incoming.content, *incoming.demands))


def regime_in_english(regime: str) -> str:
    """Return the English name of a regime."""
    return regime_label(regime, language="en")


def propose(incoming: IncomingComplaint, *, kind: str, profile: str, hits: list[Hit]) -> list[Proposal]:
    """Return every proposal for a complaint that starts clocks, the surest ground of each regime first."""
    channel, from_sender = _effective_channel(incoming)
    found = _by_source(incoming, kind)
    found += _by_channel(incoming, kind, profile)
    found += _by_sender(incoming, kind, profile, channel, from_sender)
    found = _narrowed(_first_of_each(found), incoming, kind, channel)
    matters = _by_matters(incoming, kind, profile, channel, hits)
    found += matters
    found += _by_facts(found, incoming, kind, profile)
    if profile == "authority" and hits and hits[0].matter.outside and channel:
        taken = any(not each.suggested for each in matters)
        found += [] if taken else _elsewhere(channel, kind, hits[0].matter)
    return [_of_its_time(each, incoming) for each in _first_of_each(found)]


def _first_of_each(found: list[Proposal]) -> list[Proposal]:
    kept: dict[str, Proposal] = {}
    for each in sorted(found, key=lambda proposal: proposal.suggested):
        kept.setdefault(each.regime, each)
    return list(kept.values())


def _effective_channel(incoming: IncomingComplaint) -> tuple[Channel | None, str]:
    """Return (the channel, or the one that the sender's name stands for; the part of the name that says so)."""
    channel = CHANNELS.get(incoming.channel)
    named = channel_of_sender(incoming.authority) if channel and channel.sender else None
    return named or (channel, "")


def _by_source(incoming: IncomingComplaint, kind: str) -> list[Proposal]:
    return [
        Proposal(
            regime=regime,
            reason=Reason(
                zh=f"来件为{KINDS[kind][0]}，来源建议适用“{regime_label(regime)}”。",
                en=f"The source proposes: {regime_in_english(regime)}.",
            ),
        )
        for regime in incoming.regimes
    ]


def _by_channel(incoming: IncomingComplaint, kind: str, profile: str) -> list[Proposal]:
    channel = CHANNELS.get(incoming.channel)
    if channel is None:
        return []
    found = []
    for regime in channel.proposed_regimes(kind=kind, profile=profile):
        doubt = channel.doubt_of(regime, profile=profile)
        found.append(
            Proposal(
                regime=regime,
                certainty="likely" if doubt else "certain",
                reason=Reason(
                    zh=f"渠道为{channel.label_zh}的{KINDS[kind][0]}，适用“{regime_label(regime)}”"
                    f"{f'（{doubt.why_zh}）' if doubt else ''}。",
                    en=f"Kind {KINDS[kind][1]}, channel {channel.label_en}: {regime_in_english(regime)} applies"
                    f"{f' ({doubt.why_en})' if doubt else ''}.",
                ),
            )
        )
    return found


def _by_sender(
    incoming: IncomingComplaint, kind: str, profile: str, channel: Channel | None, part: str
) -> list[Proposal]:
    """Where only the sender's name says which procedure it is: its regimes, else those of any other authority."""
    declared = CHANNELS.get(incoming.channel)
    if declared is None or not declared.sender:
        return []
    regimes = channel.proposed_regimes(kind=kind, profile=profile) if channel and part else ()
    # A date set by the sender brings its limit by itself; the kind of sender does not.
    named = [regime for regime in regimes if regime != "authority_letter"]
    if named and channel:
        zh, en = f"来文单位含“{part}”，同{channel.label_zh}", f"The sender's name stands for: {channel.label_en}"
    elif part and channel and channel.family:
        return []
    else:
        named = list(declared.otherwise.get(kind, ()))
        zh, en = f"渠道为{declared.label_zh}的{KINDS[kind][0]}", f"Kind {KINDS[kind][1]}, channel {declared.label_en}"
    return [
        Proposal(
            regime=regime,
            certainty="likely",
            reason=Reason(
                zh=f"{zh}，适用“{regime_label(regime)}”。", en=f"{en}, so {regime_in_english(regime)} applies."
            ),
        )
        for regime in named
    ]


def _narrowed(found: list[Proposal], incoming: IncomingComplaint, kind: str, channel: Channel | None) -> list[Proposal]:
    """Replace a family regime by the local one that the sender's name points to (and add the association's)."""
    sender = f"{incoming.authority} {channel_label(incoming.channel)} {incoming.extra.get('办理单位', '')}"
    local = local_regime(_HOTLINE, sender) if any(each.regime == _HOTLINE for each in found) else None
    if local:
        kept = [each for each in found if each.regime != _HOTLINE or incoming.due_on]
        found = [*kept, _of_place(*local)]
    if channel and channel.family and kind == "complaint" and (local := local_regime(channel.family, sender)):
        found = [*found, _of_place(*local)]
    return found


def _of_place(regime: str, place: str) -> Proposal:
    return Proposal(
        regime=regime,
        reason=Reason(
            zh=f"来件单位含“{place}”，适用当地规定“{regime_label(regime)}”。",
            en=f"The sender names {place}: {regime_in_english(regime)} applies.",
        ),
    )


def _by_matters(
    incoming: IncomingComplaint, kind: str, profile: str, channel: Channel | None, hits: list[Hit]
) -> list[Proposal]:
    place = Place(
        kind=kind,
        profile=profile,
        channel=channel.id if channel else "",
        text=text_of(incoming),
        facts=frozenset(incoming.facts),
    )
    by_matter = {hit.matter.id: hit for hit in hits}
    top = {hit.matter.id for hit in hits if hit.score == hits[0].score}
    found = []
    for matter in MATTERS.values():
        operator = next((part for part in matter.operators if part in incoming.respondent.name), "")
        hit = by_matter.get(matter.id)
        for rule in matter.rules if operator or hit else ():
            sign = rule.sign(place)
            if sign is not None:
                found += _by_rule(rule, matter, hit, operator=operator, sign=sign, is_top=matter.id in top)
    return found


def _by_rule(
    rule: MatterRule, matter: Matter, hit: Hit | None, *, operator: str, sign: str, is_top: bool
) -> list[Proposal]:
    """The operator's name or the source's category names the sector; words alone are worth what the rule says."""
    by_category = hit is not None and hit.where == "category"
    speaking = rule.on_words == "proposed"
    if not (operator or by_category or is_top or speaking or rule.asks):
        return []
    proposed = not rule.asks and (bool(operator) or by_category or (speaking and is_top))
    sure = (operator and hit) or (by_category and speaking)
    rests_zh, rests_en = f"事项为{matter.label_zh}", f"Matter {matter.label_en}"
    if operator:
        rests_zh, rests_en = f"{rests_zh}，被投诉人名称含“{operator}”", f"{rests_en}, respondent's name has {operator}"
    if sign:
        rests_zh, rests_en = f"{rests_zh}，来件有“{sign}”", f'{rests_en}, the paper has "{sign}"'
    if rule.why_zh:
        rests_zh, rests_en = f"{rests_zh}（{rule.why_zh}）", f"{rests_en} ({rule.why_en})"
    name_zh, name_en = regime_label(rule.regime), regime_in_english(rule.regime)
    if proposed:
        reason = Reason(zh=f"{rests_zh}，另计“{name_zh}”。", en=f"{rests_en}: {name_en} also runs.")
        certainty = worst(("certain" if sure else "likely", rule.certainty))
        return [Proposal(regime=rule.regime, reason=reason, certainty=certainty)]
    reason = Reason(
        zh=f"{rests_zh}，可能还涉及“{name_zh}”，未自动适用，请人工判断。",
        en=f"{rests_en}: {name_en} may apply too; not applied by itself, a person decides.",
    )
    certainty = "likely" if rule.asks else "certain"
    return [Proposal(regime=rule.regime, reason=reason, certainty=certainty, suggested=True)]


def _by_facts(found: list[Proposal], incoming: IncomingComplaint, kind: str, profile: str) -> list[Proposal]:
    more = []
    if incoming.due_on and not any(each.regime.startswith(_HOTLINE) for each in found):
        reason = Reason(
            zh=f"来件指定 {incoming.due_on} 前答复，按“{regime_label('authority_letter')}”计算。",
            en=f"The sender asks for an answer by {incoming.due_on}: {regime_in_english('authority_letter')}.",
        )
        more.append(Proposal(regime="authority_letter", reason=reason))
    asked = [word for word in _REFUND_WORDS if any(word in demand for demand in incoming.demands)]
    if profile == "company" and kind == "complaint" and asked:
        reason = Reason(
            zh=f"诉求含“{asked[0]}”，退款等期限可能起算，适用“{regime_label('company_duties')}”。",
            en=f"A refund is asked for; its periods may start: {regime_in_english('company_duties')}.",
        )
        more.append(Proposal(regime="company_duties", reason=reason))
    return more


def _elsewhere(channel: Channel, kind: str, matter: Matter) -> list[Proposal]:
    return [
        Proposal(
            regime=regime,
            certainty="uncertain",
            reason=Reason(
                zh=f"事项为{matter.label_zh}，一般由{matter.authority}主管；本机关为该主管部门时适用“{regime_label(regime)}”。",
                en=f"Matter {matter.label_en}: where we are the authority in charge, {regime_in_english(regime)} applies.",
            ),
        )
        for regime in channel.elsewhere.get(kind, ())
    ]


def _of_its_time(proposal: Proposal, incoming: IncomingComplaint) -> Proposal:
    """The proposal, or the rules before its regime when the matter is older than that."""
    for rule in EARLIER:
        if rule.regime == proposal.regime and incoming.received_on and incoming.received_on <= rule.until:
            reason = Reason(
                zh=f"收到日 {incoming.received_on} 早于“{regime_label(rule.regime)}”现行规则，适用“{regime_label(rule.instead)}”。",
                en=f"Received on {incoming.received_on}, before the rules of {regime_in_english(rule.regime)}: {regime_in_english(rule.instead)} applies.",
            )
            return replace(proposal, regime=rule.instead, reason=reason)
    return proposal
