"""A limit in one plain sentence (期限的平白说明), composed from the rule data in our own words; no statute is quoted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from deadlines.legal_events import EventKind
from deadlines.model import GROUNDS, ExtensionRule, Fact, Limit, LimitVersion, Span, Wording

OWNER_WORDS: Mapping[str, Wording] = {
    "authority": Wording("受理机关", "the authority"),
    "respondent": Wording("被投诉人（经营者）", "the respondent"),
    "complainant": Wording("投诉人", "the complainant"),
    "addressee": Wording("收到文书的一方", "whoever receives it"),
}
_NO_CONSEQUENCE = ("条文未规定后果", "办法未规定后果")


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of the sentence: `topic` names it (rule, case, applies, ends, excludes, extension …)."""

    topic: str
    zh: str
    en: str


def clauses_of(limit: Limit, version: LimitVersion, facts: Mapping[str, Fact]) -> tuple[Clause, ...]:
    """What one version says, part by part: from when, how long, who, what ends it, what stops or lengthens it."""
    return tuple(
        Clause(topic, words.zh, words.en)
        for topic, words in (
            ("rule", _rule(limit, version)),
            ("owner", Wording(f"主体为{OWNER_WORDS[limit.owner].zh}", f"owed by {OWNER_WORDS[limit.owner].en}")),
            *_lengths(version, facts),
            *_conditions(version, facts),
            *_ends(limit),
            *_stops(version),
            *_counting(limit, version),
            *_duties(limit),
        )
    )


def sentence_of(clauses: Iterable[Clause]) -> Wording:
    """The parts as one sentence in each language."""
    parts = tuple(clauses)
    en = "; ".join(part.en for part in parts) + "."
    return Wording("；".join(part.zh for part in parts) + "。", en[:1].upper() + en[1:])


def plain_sentence(limit: Limit, version: LimitVersion, facts: Mapping[str, Fact]) -> Wording:
    """One version of a limit in one sentence, in Chinese and in English."""
    return sentence_of(clauses_of(limit, version, facts))


def acts(kinds: Iterable[str], joint: str = "或者", joint_en: str = "or") -> Wording:
    """The names of events in the order of a procedure: 受理或者不予受理 / accepted or not accepted."""
    named = [kind for kind in EventKind if kind.value in set(kinds)]
    zh = [kind.label for kind in named]
    en = [kind.label_en for kind in named]
    return Wording(_listed(zh, "、", joint), _listed(en, ", ", f" {joint_en} "))


def _listed(words: list[str], comma: str, last: str) -> str:
    return comma.join(words[:-1]) + last + words[-1] if len(words) > 1 else "".join(words)


def _rule(limit: Limit, version: LimitVersion) -> Wording:
    label_en = limit.label_en[:1].lower() + limit.label_en[1:]
    when = _period(limit, version) if limit.runs_out else _when(acts(limit.starts), version)
    return Wording(f"{when.zh}，{limit.label}", f"{when.en}: {label_en}")


def _period(limit: Limit, version: LimitVersion) -> Wording:
    """A period that nobody has to act in: it begins and ends by itself."""
    start, span = acts(limit.starts), version.span
    if span and not span.amount and span.unit == "day":
        return Wording(f"{start.zh}的当日", f"on the very day of {start.en}")
    long, long_en = (span.zh, str(span)) if span else ("依情形确定的期间", "for a time that depends on the case,")
    return Wording(f"自{start.zh}之日起{long}，期满即止", f"{long_en} after {start.en}, then it simply ends")


def _when(start: Wording, version: LimitVersion) -> Wording:
    span = version.span
    if span is None:
        return Wording(
            f"{start.zh}之日起依情形确定的期限内", f"within a time that depends on the case, after {start.en}"
        )
    if span.unit == "directed":
        return Wording("在来函、工单写明的日期之前", "by the day that the letter or work order sets")
    if version.before:
        return Wording(f"{start.zh}后，在所定日期的{span.zh}之前", f"{span} before the day set on {start.en}")
    if not span.amount:
        return Wording(f"{start.zh}的当日", f"on the very day of {start.en}")
    since = "时起" if span.unit == "hour" else "之日起"
    return Wording(f"{start.zh}{since}{span.zh}内", f"within {span} after {start.en}")


def _lengths(version: LimitVersion, facts: Mapping[str, Fact]) -> Iterator[tuple[str, Wording]]:
    if version.cases:
        known = [(condition_words(case.when, facts), case.span) for case in version.cases]
        yield (
            "case",
            Wording(
                "其中" + "，".join(f"{words.zh}的为{span.zh}" for words, span in known),
                "namely " + ", ".join(f"{span} where {words.en}" for words, span in known),
            ),
        )


def condition_words(when: Mapping[str, frozenset[object]], facts: Mapping[str, Fact]) -> Wording:
    """What must hold, in words: 诉求类型为“咨询” / kind of request: enquiry."""
    zh, en = [], []
    for name, allowed in when.items():
        fact = facts[name]
        words = [(label, value) for value, label in fact.values.items() if value in allowed]
        zh.append(f"{fact.label}为" + "、".join(f"“{label}”" for label, _ in words))
        en.append(f"{fact.label_en}: " + " / ".join(_english(value) for _, value in words))
    return Wording("且".join(zh), " and ".join(en))


def _english(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")


def _conditions(version: LimitVersion, facts: Mapping[str, Fact]) -> Iterator[tuple[str, Wording]]:
    if version.applies_if:
        words = condition_words(version.applies_if, facts)
        yield "applies", Wording(f"只适用于{words.zh}的情形", f"only where {words.en}")


def _ends(limit: Limit) -> Iterator[tuple[str, Wording]]:
    if limit.met_by:
        done = acts(limit.met_by)
        yield "ends", Wording(f"{done.zh}即为完成", f"ends on {done.en}")
    if limit.voided_by:
        gone = acts(limit.voided_by)
        yield "void", Wording(f"{gone.zh}的，不再计算", f"falls away on {gone.en}")


def _stops(version: LimitVersion) -> Iterator[tuple[str, Wording]]:
    if version.excludes:
        pairs = [GROUNDS[ground] for ground in GROUNDS if ground in version.excludes]
        yield (
            "excludes",
            Wording(
                f"{_listed([zh for zh, _ in pairs], '、', '和')}的时间不计入",
                f"time for {_listed([en for _, en in pairs], ', ', ' and ')} is not counted",
            ),
        )
    if version.extension:
        yield "extension", extension_words(version.extension)
    if version.restarts:
        again = acts(version.restarts)
        yield "restarts", Wording(f"{again.zh}的，自该日重新计算", f"counted anew from {again.en}")
    for text in version.second_texts:
        since = f"自{text.valid_from}起" if text.valid_from > version.valid_from else ""
        since_en = f" from {text.valid_from}" if since else ""
        yield (
            "also",
            Wording(
                f"{since}《{text.cite.instrument}》{text.cite.article}同时规定{text.span.zh}",
                f"{text.cite.instrument} {text.cite.article} sets {text.span} beside it{since_en}",
            ),
        )


def extension_words(rule: ExtensionRule) -> Wording:
    """How far the limit may be extended: how often, by how much each time, who approves, how long in all."""
    if rule.free:
        who = f"经{rule.approver}同意" if rule.approver else "经来文机关同意"
        return Wording(f"{who}可以延期，次数不限", "may be extended as the paper's author agrees, any number of times")
    total = f"，合计不超过{rule.total.zh}" if rule.total else ""
    total_en = f", {rule.total} in all" if rule.total else ""
    if not any(step.approver for step in rule.steps):
        total, total_en = f"{total}（条文未写明批准人）", f"{total_en} (the text names no approver)"
    if len({(step.by, step.approver) for step in rule.steps}) == 1:
        step = rule.steps[0]
        return Wording(
            f"{_approved(step.approver)}可以延长{rule.times}次，每次不超过{step.by.zh}{total}",
            f"may be extended {_times(rule.times)} by {step.by}{_by_whom(step.approver)}{total_en}",
        )
    zh = "，".join(f"第{n}次{_approved(step.approver)}不超过{step.by.zh}" for n, step in enumerate(rule.steps, start=1))
    en = ", ".join(f"{n}: {step.by}{_by_whom(step.approver)}" for n, step in enumerate(rule.steps, start=1))
    return Wording(f"可以延长{rule.times}次：{zh}{total}", f"may be extended {_times(rule.times)} ({en}){total_en}")


def _approved(approver: str) -> str:
    if any(word in approver for word in ("同意", "未见")):
        return f"（{approver}）"
    return f"经{approver}批准" if approver else ""


def _by_whom(approver: str) -> str:
    return f" (approval: {approver})" if approver else ""


def _times(times: int) -> str:
    return {1: "once", 2: "twice"}.get(times, f"{times} times")


def _counting(limit: Limit, version: LimitVersion) -> Iterator[tuple[str, Wording]]:
    if limit.every_start:
        yield "counting", Wording("每次起算各自计算", "each start has a period of its own")
    if limit.recurring:
        yield "counting", Wording("每次完成后重新起算下一期", "each time it is done the next period begins")
    if limit.starts_after:
        first = acts(limit.starts_after)
        yield "counting", Wording(f"已经{first.zh}的，自其后起算", f"after {first.en}, counted from later starts only")
    if limit.only_after:
        first = acts(limit.only_after)
        yield "counting", Wording(f"仅在{first.zh}之后起算", f"starts only after {first.en}")
    if limit.yields_to_longer:
        yield "counting", Wording("另有更长的法定期限的，从其规定", "a longer statutory limit prevails")
    if limit.calendar != "cn":
        yield "counting", Wording(f"按{limit.calendar}的工作日历计算", f"on the working calendar of {limit.calendar}")


def _duties(limit: Limit) -> Iterator[tuple[str, Wording]]:
    if limit.produces.zh and not limit.runs_out:
        yield "produces", Wording(f"应作出：{limit.produces.zh}", f"what it produces: {limit.produces.en}")
    if limit.consequence.zh and limit.consequence.zh not in _NO_CONSEQUENCE:
        yield "consequence", Wording(f"逾期：{limit.consequence.zh}", f"if missed: {limit.consequence.en}")


def spans_of(version: LimitVersion) -> tuple[Span, ...]:
    """The lengths that a version may set, in the order of its branches."""
    return tuple(dict.fromkeys([version.span] if version.span else [case.span for case in version.cases]))
