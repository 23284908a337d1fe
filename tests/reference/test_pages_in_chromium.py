"""What the browser's tab shows fits the narrowest phone, in both languages and schemes, in a real Chromium."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_login.demo.server import DemoCognito
from desktop_login.domain.colours import SHAPE, TEXT, contrast
from tests.gallery.tabs import LANGUAGES, SCHEMES, demo_pages, last_pages, look_at
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
    assert len(names) == len(set(names)) == 16
