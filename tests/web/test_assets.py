"""The files that pages load: exactly what vendor.json says, and nothing from outside."""

import base64
import hashlib
import re

import pytest

from compliance.web.assets import STATIC, asset, vendored
from compliance.wording import TEMPLATES

OURS = [*(STATIC / "app").iterdir()]
PAGES = [*(TEMPLATES / "pages").rglob("*.html"), *(TEMPLATES / "fragments").rglob("*.html")]
NAMESPACE = "http://www.w3.org/2000/svg"
_OUTSIDE = re.compile(r"(https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)


def test_vendored_files_have_the_hashes_on_record():
    for package in vendored().values():
        for path, integrity in package["files"].items():
            content = (STATIC / "vendor" / path).read_bytes()
            found = "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
            assert found == integrity, path


def test_no_vendored_file_is_without_a_record():
    known = {path for package in vendored().values() for path in package["files"]} | {"vendor.json"}
    found = {str(path.relative_to(STATIC / "vendor")) for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    assert found == known


def test_every_package_carries_its_licence():
    for name, package in vendored().items():
        assert package["license"] and any("LICENSE" in path for path in package["files"]), name


@pytest.mark.parametrize("path", [*OURS, *PAGES], ids=lambda path: path.name)
def test_nothing_of_ours_points_outside(path):
    text = path.read_text(encoding="utf-8").replace(NAMESPACE, "")
    assert _OUTSIDE.findall(text) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_templates_have_nothing_inline_and_nothing_unescaped(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|\|\s*safe\b|autoescape false", text)


def test_the_bootstrap_css_loads_nothing_but_data_images():
    css = (STATIC / "vendor" / "bootstrap-5.3.9" / "bootstrap.min.css").read_text(encoding="utf-8")
    assert all(found.startswith(("data:", '"data:', "'data:")) for found in re.findall(r"url\(([^)]{0,12})", css))


def test_app_js_stays_small_and_counts_no_dates():
    text = (STATIC / "app" / "app.js").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    assert "new Date" not in text and "eval(" not in text and "innerHTML" not in text


def test_an_unknown_asset_is_an_error():
    with pytest.raises(KeyError):
        asset("no-such.css")
