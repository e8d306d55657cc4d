"""The headers that every answer carries: nothing from outside, nothing inline, nothing kept that is not a file of ours."""

from litestar.datastructures import MutableScopeHeaders

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"


def secure(headers: MutableScopeHeaders, path: str, *, https: bool) -> None:
    """Add the security headers to an answer; a header that the handler set itself stays."""
    wanted = {
        "Content-Security-Policy": CONTENT_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if https:
        wanted["Strict-Transport-Security"] = "max-age=31536000"
    if path.startswith("/static/"):
        wanted["Cache-Control"] = "public, max-age=31536000, immutable"
        headers["Cache-Control"] = wanted["Cache-Control"]
    else:
        wanted["Cache-Control"] = "no-store"
        wanted["Vary"] = "HX-Request, Cookie"
    for name, value in wanted.items():
        if name not in headers:
            headers[name] = value


def clear_site_data(headers: MutableScopeHeaders) -> None:
    """Tell the browser to forget what it kept of these pages (after sign-out)."""
    headers["Clear-Site-Data"] = '"cache", "storage"'
