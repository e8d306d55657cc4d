"""Where the pages' files are: versioned addresses, so that a browser may keep them for ever."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parent / "static"
_PACKAGES = {
    "bootstrap": ("bootstrap", "bootstrap.min.css"),
    "htmx": ("htmx.org", "htmx.min.js"),
    "icons": ("@tabler/icons", "icons.svg"),
    "swagger.js": ("swagger-ui-dist", "swagger-ui-bundle.js"),
    "swagger.css": ("swagger-ui-dist", "swagger-ui.css"),
}


@lru_cache(maxsize=1)
def vendored() -> dict[str, dict]:
    """Return vendor.json: package -> version, license, integrity, files with their SHA-384."""
    return json.loads((STATIC / "vendor" / "vendor.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """Return the address of a vendored package (`htmx`) or of one of our own files (`app.css`).

    Vendored addresses carry the version; our own carry a digest of their bytes. Raises KeyError for an unknown name.
    """
    if name in _PACKAGES:
        package, wanted = _PACKAGES[name]
        path = next(path for path in vendored()[package]["files"] if path.endswith("/" + wanted))
        return f"/static/vendor/{path}"
    own = STATIC / "app" / name
    if not own.is_file():
        raise KeyError(f"no asset {name!r} in compliance/web/static/app")
    return f"/static/app/{name}?v={hashlib.sha256(own.read_bytes()).hexdigest()[:12]}"
