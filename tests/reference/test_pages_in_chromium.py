"""What the browser's tab shows fits the narrowest phone, in both languages and schemes, in a real Chromium."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_login.demo.server import DemoCognito
from desktop_login.domain.colours import SHAPE, TEXT, contrast
from tests.gallery.tabs import LANGUAGES, SCHEMES, SIZES, demo_pages, last_pages, look_at
from tests.reference.chromium import Chromium, chromium

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="it is driven over pipes of its own"),
]
NARROWEST = 320  # https://www.w3.org/TR/WCAG22/#reflow
# Elements that end outside the page, and controls that a finger would miss (WCAG 2.2, 2.5.8).
FAULTS = """
(() => {
const wide = document.documentElement.clientWidth, found = [];
for (const one of document.querySelectorAll("body, body *")) {
  const box = one.getBoundingClientRect(), name = one.tagName + " " + one.textContent.slice(0, 40);
  if (!box.width) continue;
  if (box.right > wide + 1 || box.left < -1 || one.scrollWidth > one.clientWidth + 1
      && getComputedStyle(one).display !== "inline" && one.tagName !== "INPUT")
    found.push(name + " is cut");
  if (one.matches("button, .button, input") && box.height < 44) found.push(name + " is small");
}
// as much room below the last of a card as above the first
const card = document.querySelector(".card") ?? document.querySelector("main");
const boxes = [...card.children].map(one => one.getBoundingClientRect()).filter(box => box.height);
const around = card.getBoundingClientRect(), first = boxes[0], last = boxes.at(-1);
if (Math.abs(around.bottom - last.bottom - (first.top - around.top)) > 1)
  found.push("there is more room at one end of the card");
return found;
})()
"""
# The computed colours of what is read, and of the edge of what is filled in, each with its ground.
COLOURS = """
(() => {
const ground = one => {
  for (; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (!colour.endsWith(", 0)")) return colour;
  }
};
const read = [...document.querySelectorAll("h1, p, label, a, button, code")].filter(
  one => one.getBoundingClientRect().width).map(
  one => ["text", getComputedStyle(one).color, ground(one)]);
const edges = [...document.querySelectorAll("input:not([type=hidden])")].map(
  one => ["edge", getComputedStyle(one).borderTopColor, ground(one)]);
return [...read, ...edges];
})()
"""


def hexadecimal(colour: str) -> str:
    parts = colour.removeprefix("rgb(").removesuffix(")").split(",")
    return "#" + "".join(f"{int(part):02x}" for part in parts)


def faults(browser: Chromium, name: str) -> list[str]:
    found = [f"{name}: {one}" for one in browser.run(FAULTS)]
    for kind, colour, ground in browser.run(COLOURS):
        least = TEXT if kind == "text" else SHAPE
        if contrast(hexadecimal(colour), hexadecimal(ground)) < least:
            found.append(f"{name}: {kind} {colour} on {ground}")
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_tab_fits_the_narrowest_phone_and_can_be_read(
    tmp_path: Path, language: str, scheme: str
) -> None:
    found: list[str] = []
    names: list[str] = []
    with chromium(tmp_path) as browser, DemoCognito() as demo:
        look_at(browser, scheme, NARROWEST, 640, 1)
        for pages in (last_pages(browser, language), demo_pages(browser, demo, language)):
            for name in pages:
                names.append(name)
                found += faults(browser, name)
    assert found == []
    assert len(names) == len(set(names)) == 17


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_in_a_small_window(tmp_path: Path, language: str) -> None:
    found: list[str] = []
    with chromium(tmp_path) as browser, DemoCognito() as demo:
        look_at(browser, SCHEMES[0], *SIZES[0])
        for name in demo_pages(browser, demo, language):
            over = browser.run("document.documentElement.scrollHeight - innerHeight")
            found += [f"{name}: {over} px"] * (over > 0)
    assert found == []


def test_what_is_to_be_copied_and_who_has_the_focus(tmp_path: Path) -> None:
    focused = "document.activeElement.name || document.activeElement.textContent"
    found: dict[str, str] = {}
    copied = ""
    with chromium(tmp_path) as browser, DemoCognito() as demo:
        for name in demo_pages(browser, demo, LANGUAGES[0]):
            found[name] = browser.run(focused)
            if name != "demo-enrol":
                continue
            shown = browser.run("document.querySelector('code').innerText")
            browser.run("getSelection().selectAllChildren(document.querySelector('code'))")
            copied = browser.run("getSelection().toString()")
            assert browser.run("document.querySelector('img').naturalWidth") > 0
    assert found["demo-sign-in"] == "username"
    # what is filled in is not asked for: a browser puts the caret before it
    assert found["demo-company"] == found["demo-address"] == "Continue"
    assert copied == shown.strip()
    assert copied.isalnum()
