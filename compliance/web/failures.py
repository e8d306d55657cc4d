"""Refusals and defects as answers: pages get HTML with the request number, /api gets application/problem+json."""

import traceback
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from litestar.serialization import decode_json

from compliance.errors import ComplianceError
from compliance.records.room import out_of_room
from compliance.web.guards import csrf_token, visit_of
from compliance.web.page import Frame, html, is_htmx, lang_of, other_language
from compliance.web.render import render
from compliance.wording import say

UPLOAD_MB = 20
_PARTS_OF_A_PAGE = frozenset({"image", "style", "script", "font"})
log = structlog.get_logger("anqi.web")


def on_refusal(request: Request, refusal: ComplianceError) -> Response:
    """Answer a refusal of a verb or of the guards with its sentence."""
    lang = _lang(request)
    return _answer(request, refusal.status, refusal.message(lang), fields=refusal.field_sentences(lang))


def on_not_signed_in(request: Request, _: NotAuthorizedException) -> Response:
    """Send a person to the sign-in page and back afterwards; tell a program 401, and a picture of a page too."""
    if _is_api(request):
        return _problem(request, 401, say("web.sign_in_first", _lang(request)), {})
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = f"/sign-in?next={quote(target if request.method == 'GET' else '/', safe='')}"
    if is_htmx(request):
        return Response(b"", status_code=401, headers={"HX-Redirect": address})
    if request.headers.get("sec-fetch-dest", "document") in _PARTS_OF_A_PAGE:
        return Response(b"", status_code=401)
    return Redirect(address, status_code=303)


def on_http_exception(request: Request, problem: HTTPException) -> Response:
    """Answer what Litestar itself refuses: unknown address, wrong method, body too large, unreadable input."""
    status = problem.status_code
    lang = _lang(request)
    if status >= 500:
        return on_defect(request, problem)
    if status == 413:
        return _answer(request, 413, say("web.too_large", lang, limit=_megabytes(request)))
    if status == 404:
        return _answer(request, 404, say("web.no_such_page", lang))
    if status == 400 and _is_api(request):
        return _answer(request, 400, say("web.bad_request_detail", lang, detail=_reason(problem)))
    known = {400: "web.bad_request", 405: "web.wrong_method"}
    return _answer(request, status, say(known.get(status, "web.bad_request"), lang))


def on_defect(request: Request, defect: Exception) -> Response:
    """Answer a bug of ours as one: the number to quote, and that nothing was stored.

    A full disk is none, nor is JSON that Litestar's reader gives up on: not UTF-8, or nested beyond its stack.
    """
    if out_of_room(defect):
        log.error("request_not_stored", path=request.url.path, error=f"{type(defect).__name__}: {defect}")
        return _answer(request, 507, say("web.no_room", _lang(request)))
    if isinstance(defect, UnicodeDecodeError | RecursionError) and _while_reading(defect):
        return _answer(request, 400, say("web.bad_request", _lang(request)))
    number = visit_of(request).request_id if "visit" in request.scope.get("state", {}) else ""
    trace = "".join(traceback.format_exception(defect))
    log.error("request_failed", request_id=number, path=request.url.path, trace=trace)
    return _answer(request, 500, say("web.defect", _lang(request), number=number))


def _megabytes(request: Request) -> int:
    """What the route of this request takes at most, in MB."""
    route = request.scope.get("route_handler")
    most = route.resolve_request_max_body_size() if isinstance(route, HTTPRouteHandler) else None
    return most // 1_000_000 if most else UPLOAD_MB


def _while_reading(defect: Exception) -> bool:
    frames = [frame for frame, _ in traceback.walk_tb(defect.__traceback__)]
    return bool(frames) and frames[-1].f_code is decode_json.__code__


def _reason(problem: HTTPException) -> str:
    extra = problem.extra if isinstance(problem.extra, list) else []
    parts = [
        f"{item.get('key', '')}: {item.get('message', '')}".strip(": ") for item in extra if isinstance(item, dict)
    ]
    return "; ".join(parts) or str(problem.detail)


def _answer(request: Request, status: int, sentence: str, *, fields: dict[str, str] | None = None) -> Response:
    if _is_api(request):
        return _problem(request, status, sentence, fields or {})
    if is_htmx(request):
        text = render("fragments/refusal.html", _lang(request), sentence=sentence, fields=fields or {})
        return html(text, status=status)
    visit = visit_of(request)
    frame = Frame(
        me=visit.actor,
        csrf=csrf_token(request, visit),
        request_id=visit.request_id,
        path=request.url.path,
        other_language_href=other_language(request),
    )
    values = {"status": status, "sentence": sentence, "fields": fields or {}, "unsafe": request.method != "GET"}
    return html(render("pages/refusal.html", _lang(request), frame=frame, **values), status=status)


def _problem(request: Request, status: int, sentence: str, fields: dict[str, str]) -> Response[bytes]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "request_id": visit_of(request).request_id,
    }
    if fields:
        body["errors"] = [{"field": name, "message": text} for name, text in fields.items()]
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/problem+json")


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _lang(request: Request) -> str:
    if _is_api(request) and "accept-language" in request.headers:
        return "en" if request.headers["accept-language"].lower().startswith("en") else "zh"
    return lang_of(request)
