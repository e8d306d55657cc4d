"""Copies the front-end files that Anqi serves out of node_modules into ../static/vendor, with their licences.

For maintainers, after a version in package.json changed:

    cd compliance/web/vendor && npm ci --ignore-scripts && python vendor.py

Two runs give the same bytes. The result is committed, so that nobody needs Node to install or run Anqi.
vendor.json lists for every package its version, licence and npm integrity, and for every file its SHA-384.
"""

import base64
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "static" / "vendor"

# package -> (name of its folder, {file inside the package: name under static/vendor/<folder>})
FILES = {
    "bootstrap": ("bootstrap", {"dist/css/bootstrap.min.css": "bootstrap.min.css"}),
    "htmx.org": ("htmx-org", {"dist/htmx.min.js": "htmx.min.js"}),
    "swagger-ui-dist": (
        "swagger-ui",
        {"swagger-ui-bundle.js": "swagger-ui-bundle.js", "swagger-ui.css": "swagger-ui.css"},
    ),
}
LICENCE_FILES = {
    "bootstrap": ("LICENSE",),
    "htmx.org": ("LICENSE",),
    "swagger-ui-dist": ("LICENSE", "NOTICE", "swagger-ui-bundle.js.LICENSE.txt"),
    "@tabler/icons": ("LICENSE",),
}
# the name used in templates -> the file in @tabler/icons/icons
ICONS = {
    "overdue": "filled/alert-triangle",
    "today": "filled/square-rotated",
    "soon": "filled/clock-hour-4",
    "ok": "filled/circle",
    "done": "outline/check",
    "paused": "outline/player-pause",
    "void": "outline/circle-off",
    "provisional": "outline/help-circle",
    "board": "outline/calendar-due",
    "register": "outline/table",
    "new": "outline/file-plus",
    "import": "outline/file-import",
    "letters": "outline/file-text",
    "review": "outline/checklist",
    "filings": "outline/send",
    "audit": "outline/shield-check",
    "calculator": "outline/calculator",
    "rules": "outline/scale",
    "calendar": "outline/calendar",
    "users": "outline/users",
    "help": "outline/keyboard",
    "search": "outline/search",
    "download": "outline/download",
    "print": "outline/printer",
    "eye": "outline/eye",
    "lock": "outline/lock",
    "copy": "outline/copy",
    "bell": "outline/bell",
    "user": "outline/user",
    "remark": "outline/message",
    "event": "outline/gavel",
    "evidence": "outline/paperclip",
    "warning": "outline/alert-circle",
    "columns": "outline/columns",
    "language": "outline/language",
    "signout": "outline/logout",
    "hash": "outline/fingerprint",
}


def lock() -> dict:
    """Return the packages of package-lock.json by name."""
    entries = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {path.removeprefix("node_modules/"): entry for path, entry in entries.items() if path}


def sha384(content: bytes) -> str:
    """Return the digest in the form that HTML integrity attributes use."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")


def without_source_map(content: bytes) -> bytes:
    """Return the file without its pointer to a source map, which is not shipped."""
    return re.sub(rb"\n?(//[#@] sourceMappingURL=\S+|/\*[#@] sourceMappingURL=\S+ \*/)\s*$", b"\n", content)


def sprite(icons: Path) -> bytes:
    """Return one SVG file with a <symbol id="i-name"> for every icon of ICONS."""
    symbols = []
    for name, source in sorted(ICONS.items()):
        svg = (icons / f"{source}.svg").read_text(encoding="utf-8")
        svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
        inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, flags=re.DOTALL)
        if inner is None:
            raise SystemExit(f"{source}.svg is not an SVG file; check the name in ICONS")
        body = " ".join(inner.group(1).split())
        style = 'fill="currentColor"' if source.startswith("filled/") else OUTLINE
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24" {style}>{body}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode("utf-8")


OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'


def write(folder: Path, name: str, content: bytes, record: dict) -> None:
    """Write one file and note its digest under its path below static/vendor."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    record["files"][f"{folder.name}/{name}"] = sha384(content)


def main() -> int:
    """Write static/vendor anew; returns 0, or exits with a sentence when a package is missing."""
    modules = HERE / "node_modules"
    locked = lock()
    if not modules.is_dir():
        raise SystemExit("node_modules is missing: run `npm ci --ignore-scripts` in this folder first")
    shutil.rmtree(TARGET, ignore_errors=True)
    packages = {}
    for package, (folder, files) in [*FILES.items(), ("@tabler/icons", ("tabler-icons", {}))]:
        entry = locked[package]
        place = TARGET / f"{folder}-{entry['version']}"
        record = {key: entry[key] for key in ("version", "license", "integrity")} | {"files": {}}
        for source, name in files.items():
            write(place, name, without_source_map((modules / package / source).read_bytes()), record)
        if package == "@tabler/icons":
            write(place, "icons.svg", sprite(modules / package / "icons"), record)
        for name in LICENCE_FILES[package]:
            content = (modules / package / name).read_bytes()
            write(place, f"{name.removesuffix('.txt')}.txt", content, record)
        packages[package] = record
    text = json.dumps(packages, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    (TARGET / "vendor.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
