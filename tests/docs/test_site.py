"""The site is built from the files as they are, with every warning an error, and asks nobody else for anything."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.fakes.programs import unmeasured
from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S

pytestmark = pytest.mark.slow
# What a browser fetches by itself; a link that a person clicks is none of these.
_FETCHED = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "script": "src",
    "source": "src",
    "video": "src",
}


class Page(HTMLParser):
    """What a page fetches, where it leads, and the places in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag in _FETCHED and _FETCHED[tag] in named:
            self.fetched.append(named[_FETCHED[tag]])
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        self.places |= {named[name] for name in ("id", "name") if name in named}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-c", "docs"]
    done = subprocess.run(
        [*command, "-d", str(folder / "trees"), ".", str(folder / "pages")],
        cwd=ROOT,
        env=unmeasured(),
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "pages"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    found = {path: Page(path) for path in site.rglob("*.html")}
    assert len(found) > 20
    return found


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    assert any(page.fetched for page in pages.values())
    elsewhere = {
        f"{path.name}: {address}"
        for path, page in pages.items()
        for address in page.fetched
        if urlsplit(address).netloc or urlsplit(address).scheme not in ("", "data")
    }
    assert elsewhere == set()
    for style in site.rglob("*.css"):
        assert (
            re.findall(r"(?:url\(|@import\s*)[\"']?(?:https?:)?//", style.read_text("utf-8")) == []
        )


def test_every_link_within_the_site_leads_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    wrong = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            known = pages.get(target)
            if not target.exists() or (
                known is not None and parts.fragment and parts.fragment not in known.places
            ):
                wrong.append(f"{path.relative_to(site)}: {link}")
    assert wrong == []


def test_every_page_can_be_reached_from_the_first(site: Path, pages: dict[Path, Page]) -> None:
    seen, left = set(), [site / "index.html"]
    while left:
        path = left.pop()
        if path in seen or path not in pages:
            continue
        seen.add(path)
        left += [
            (path.parent / unquote(urlsplit(link).path)).resolve()
            for link in pages[path].links
            if not urlsplit(link).netloc
        ]
    made_by_sphinx = {"genindex.html", "search.html"}
    assert {path.relative_to(site).as_posix() for path in set(pages) - seen} <= made_by_sphinx


def test_every_public_name_is_in_the_reference(pages: dict[Path, Page]) -> None:
    promised = (ROOT / "tests" / "embedding" / "public_api.txt").read_text("utf-8")
    names = re.findall(
        r"^(?:class )?(desktop_login(?:\.[a-z]+)?\.[A-Za-z_0-9]+)\(", promised, re.MULTILINE
    )
    assert len(names) > 25
    reference = {
        place for path, page in pages.items() if path.parent.name == "api" for place in page.places
    }
    assert [name for name in names if name not in reference] == []
