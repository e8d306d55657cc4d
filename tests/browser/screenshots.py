"""Write docs/screenshots from the demo data, in both languages; `make screenshots` calls this.

Run: .venv/bin/python -m tests.browser.screenshots [FOLDER [PAGE …]]
FOLDER gets every page, or only those that are named, at both widths as PNG.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.browser.served import browsing, serving
from tests.browser.states import BLOCKED, COMMENTED, make_states

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "docs" / "screenshots"
TODAY = "2026-11-20"
PAGES = {
    "board": ("jingban", "/"),
    "register": ("jingban", "/complaints"),
    "entry": ("jingban", "/complaints/new"),
    "import": ("jingban", "/complaints/import"),
    "case": ("jingban", "/complaints/TS-2026-00053"),
    "case_paused": ("jingban", "/complaints/TS-2026-00062"),
    "bundle": ("jingban", "/complaints/TS-2026-00052/bundle"),
    "document": ("jingban", "/documents/1"),
    "document_to_copy": ("jingban", "/documents/1?portal=示例平台"),
    "document_to_review": ("fuzeren", "/documents/2"),
    "document_missing": ("jingban", "/documents/{missing}"),
    "document_edited": ("jingban", "/documents/{edited}"),
    "document_commented": ("shenhe", "/documents/{commented}"),
    "document_approved": ("fuzeren", "/documents/{blocked}"),
    "text": ("jingban", "/documents/{edited}/text"),
    "text_commented": ("shenhe", "/documents/{commented}/text?view=read"),
    "text_versions": ("shenhe", "/documents/{commented}/text/versions"),
    "reviews": ("fuzeren", "/reviews"),
    "filings": ("jingban", "/filings"),
    "filing": ("jingban", "/filings/1"),
    "numbers": ("fuzeren", "/numbers"),
    "verify": ("shenji", "/verify?asked=示例函〔2026〕1号", "main form button"),
    "letters": ("shenhe", "/letters"),
    "letter": ("shenhe", "/letters/company_statement"),
    "own_letter_new": ("shenhe", "/letters/new?kind=markdown"),
    "own_letter": ("shenhe", "/letters/releases/{own_letter}"),
    "organisation": ("guanli", "/settings/organisation"),
    "portals": ("guanli", "/settings/portals"),
    "calculator": ("jingban", "/calculator"),
    "rules": ("jingban", "/rules"),
    "rule": ("jingban", "/rules/samr_complaint/mediation_end"),
    "law_changes": ("fuzeren", "/law/changes"),
    "receipts": ("shenhe", "/receipts"),
    "classification": ("jingban", "/classification"),
    "calendar": ("jingban", "/calendar"),
    "audit": ("shenji", "/audit"),
    "users": ("guanli", "/users"),
    "help": ("jingban", "/help"),
    "notices": ("jingban", "/notices"),
}
"""Name -> who looks, where, and what is pressed before the picture; ids in braces are those of `states.py`."""
KEPT = ("board", "register", "case", "document", "filings", "audit", "calculator", "rule", "calendar")
WIDTHS = ((1280, 800), (390, 844))


def make_demo(folder: Path) -> str:
    """Demo data in `folder`; the password of its accounts."""
    done = subprocess.run(
        [str(Path(sys.prefix) / "bin" / "anqi"), "demo", "--no-serve", "--json"],
        env=os.environ | {"ANQI_DATA_DIR": str(folder), "ANQI_TODAY": TODAY},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)["sign_in"]["password"]


def sign_in(page: Page, address: str, username: str, password: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def take(address: str, password: str, everything: Path | None, ids: dict[str, int], wanted: list[str]) -> None:
    with browsing(scale=2 if everything is None else 1) as context:
        page = context.new_page()
        signed_in = ""
        chosen = {name: PAGES[name] for name in wanted} or PAGES
        for name, (username, path, *pressed) in sorted(chosen.items(), key=lambda item: item[1][0]):
            if username != signed_in:
                sign_in(page, address, username, password)
                signed_in = username
            for lang in ("zh", "en"):
                page.goto(f"{address}/language/{lang}")
                for width, height in WIDTHS if everything else WIDTHS[:1]:
                    page.set_viewport_size({"width": width, "height": height})
                    page.goto(address + path.format_map(ids))
                    page.wait_for_load_state("networkidle")
                    for button in pressed:
                        page.locator(button).click()
                        page.wait_for_load_state("networkidle")
                    if everything:
                        page.screenshot(path=everything / f"{name}.{lang}.{width}.png", full_page=True)
                    elif name in KEPT:
                        keep(page.screenshot(), SHOTS / f"{name}.{lang}.webp")


def keep(png: bytes, path: Path) -> None:
    """A PNG as WebP at half the device pixels where that still reads well."""
    picture = Image.open(io.BytesIO(png))
    picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4), Image.Resampling.LANCZOS)
    picture.save(path, "WEBP", quality=80, method=6)


def main() -> None:
    everything = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    SHOTS.mkdir(parents=True, exist_ok=True)
    if everything:
        everything.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        password = make_demo(data)
        made = asyncio.run(make_states(data, TODAY))
        ids = made | {"commented": made[COMMENTED], "blocked": made[BLOCKED]}
        with serving(data, today=TODAY) as address:
            take(address, password, everything, ids, sys.argv[2:])
    print(everything or SHOTS)


if __name__ == "__main__":
    main()
