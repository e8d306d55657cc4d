"""规则浏览: every limit by regulator, instrument and article; a page for each limit with its versions side by side."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get

from compliance.errors import NotFound
from compliance.records.limit_use import use_of
from compliance.roles import may
from compliance.web import rule_view
from compliance.web.guards import visit_of
from compliance.web.page import fragment, is_htmx, lang_of, page, resources_of
from compliance.web.rule_view import Asked
from deadlines.coverage import covered
from deadlines.errors import RequestError
from deadlines.event_requests import refuse_contradictions
from deadlines.legal_events import RANK, EventKind, LegalEvent
from deadlines.model import Limit
from deadlines.plain_sentences import spans_of
from deadlines.rule_files import Regime
from deadlines.version_switches import switches_of


@get("/rules", opt={"public": True}, include_in_schema=False)
async def show_rules(request: Request) -> Response:
    """The tree of rules, narrowed by what the address asks for; the list alone for htmx."""
    resources, lang = resources_of(request), lang_of(request)
    rulebook = resources.rulebook
    asked = _asked(request)
    shown = {
        "tree": rule_view.tree_of(rulebook, asked, today=resources.clock.today()),
        "asked": asked,
        "today": resources.clock.today(),
        **_words(request),
    }
    if is_htmx(request):
        return fragment(request, "rules_tree.html", **shown)
    return await page(
        request,
        "rules.html",
        here="rules",
        version=rulebook.fingerprint[:12],
        totals={"regimes": len(rulebook.regimes), "limits": len(rulebook.limits)},
        owners=rule_view.owner_words(lang),
        **shown,
    )


@get("/rules/{regime:str}/{limit:str}", opt={"public": True}, include_in_schema=False)
async def show_limit(request: Request, regime: str, limit: str) -> Response:
    """One limit: its versions side by side, what changed on which day, the open cases that it runs in."""
    resources = resources_of(request)
    found = known_limit(resources, regime, limit)
    actor = visit_of(request).actor
    today = resources.clock.today()
    return await page(
        request,
        "rule.html",
        here="rules",
        limit=found,
        regime=resources.rulebook.regimes[regime],
        versions=tuple(reversed(found.versions)),
        topics=_topics(found, resources),
        current=found.version_on(today),
        beside=[entry for entry in covered([found]) if entry.beside and entry.in_force_on(today)],
        switches=switches_of(found, resources.rulebook, resources.calendar),
        use=await use_of(resources.database, regime=regime, limit=limit) if actor and may(actor.role, "read") else None,
        trial=_trial(found, resources.rulebook.regimes[regime], today),
        today=today,
        **_words(request),
    )


def known_limit(resources: Any, regime: str, limit: str) -> Limit:
    """Return the limit of that name; raises NotFound with a sentence for the page."""
    known = resources.rulebook.regimes.get(regime)
    found = next((one for one in known.limits if one.id == limit), None) if known else None
    if found is None:
        raise NotFound("rules.no_such_limit", limit=f"{regime}/{limit}"[:80])
    return found


def _topics(limit: Limit, resources: Any) -> list[str]:
    """The points on which some version says something, in the order of the sentence."""
    said = [one.topic for version in limit.versions for one in rule_view.clauses(limit, version, resources.rulebook)]
    return list(dict.fromkeys(said))


def _asked(request: Request) -> Asked:
    query = request.query_params
    words = rule_view.owner_words("zh")
    owner, evidence = query.get("owner", ""), query.get("evidence", "")
    return Asked(
        query=query.get("q", "").strip()[:100],
        owner=owner if owner in words else "",
        evidence=evidence if evidence in rule_view.evidence_words("zh") else "",
        in_force=query.get("when", "") != "all",
    )


def _trial(limit: Limit, regime: Regime, today: date) -> str:
    """The calculator's address with the limit's first starting event on today; at nine where hours are counted."""
    in_hours = any(span.unit == "hour" for version in limit.versions for span in spans_of(version))
    pairs = [("regime", limit.regime)]
    for event in _trial_events(limit, regime, today):
        on = f"{event.on}T09:00:00+08:00" if in_hours and event.on == today else event.on.isoformat()
        pairs += [("kind", event.kind.value), ("on", on)]
    return "/calculator?" + urlencode(pairs)


def _trial_events(limit: Limit, regime: Regime, today: date) -> list[LegalEvent]:
    """The starting event, and the day before it the act that it presupposes where it cannot stand alone."""
    start = LegalEvent(min((EventKind(kind) for kind in limit.starts), key=lambda kind: RANK[kind]), today)
    acts = {kind for other in regime.limits for kind in other.starts | other.met_by}
    earlier = ([LegalEvent(kind, today - timedelta(days=1))] for kind in EventKind if kind.value in acts)
    for before in ([], *earlier):
        try:
            refuse_contradictions([*before, start])
        except RequestError:
            continue
        return [*before, start]
    return [start]


def _words(request: Request) -> dict[str, Any]:
    resources, lang = resources_of(request), lang_of(request)
    rulebook = resources.rulebook
    return {
        "sentence": lambda limit, version: rule_view.sentence(limit, version, rulebook, lang),
        "clauses": lambda limit, version: rule_view.clauses(limit, version, rulebook),
        "evidences": rule_view.evidence_words(lang),
        "reasons": rule_view.reason_words(lang),
        "regimes": rulebook.regimes,
    }
