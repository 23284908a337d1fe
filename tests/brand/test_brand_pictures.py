"""Which pictures of a brand are taken, and that nothing hostile gets as far as a decoder."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.messages.message import in_english
from desktop_login.settings.brand_pictures import (
    MAX_BYTES,
    MAX_SIDE,
    PictureRefused,
    looked_at,
    picture_of,
)
from tests.brand.pictures import SVG, png, svg

GUARD_S = 3.0


def flaw(raw: bytes) -> str:
    begun = time.process_time()
    with pytest.raises(PictureRefused) as error:
        looked_at(raw)
    assert time.process_time() - begun < GUARD_S
    return in_english(error.value.words)


def test_a_png_has_the_size_of_its_head() -> None:
    found = looked_at(png(30, 20))
    assert (found.width, found.height, found.is_svg) == (30, 20, False)


def test_an_svg_has_the_size_of_its_view_box() -> None:
    found = looked_at(SVG.encode())
    assert (found.width, found.height, found.is_svg) == (120, 40, True)


@pytest.mark.parametrize("attributes", ['width="12" height="4"', 'width="12px" height="4px"'])
def test_an_svg_without_a_view_box_has_the_size_that_it_says(attributes: str) -> None:
    found = looked_at(svg("<path d='M0 0'/>", attributes))
    assert (found.width, found.height) == (12, 4)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'width="100%" height="100%"',
        'viewBox="0 0 0 10"',
        'viewBox="0 0 -1 10"',
        'viewBox="0 0 nan inf"',
        'width="9"',
    ],
)
def test_an_svg_that_says_no_size_is_refused(attributes: str) -> None:
    assert "viewBox" in flaw(svg("", attributes))


@pytest.mark.parametrize(
    ("inside", "named"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<image href='file:///etc/passwd'/>", "<image>"),
        ("<image href='data:image/png;base64,AAAA'/>", "<image>"),
        ("<use href='#a'/>", "<use>"),
        ("<foreignObject/>", "<foreignObject>"),
        ("<svg/>", "<svg>"),
        ("<pattern/>", "<pattern>"),
        ("<filter/>", "<filter>"),
        ("<mask/>", "<mask>"),
        ("<text>a</text>", "<text>"),
        ("<animate/>", "<animate>"),
        ("<x:image xmlns:x='urn:x'/>", "<image>"),
        ("<rect onload='x()'/>", "onload"),
        ("<rect ONCLICK='x()'/>", "ONCLICK"),
        ("<rect href='#a'/>", "href in <rect>"),
        ("<linearGradient xlink:href='https://a.example/b#c'/>", "href in <linearGradient>"),
        ("<linearGradient xlink:href='b.svg#c'/>", "href in <linearGradient>"),
        ("<rect fill='url(https://a.example/b)'/>", "url(…)"),
        ("<rect style='fill: URL ( &quot;b.svg#a&quot; )'/>", "url(…)"),
        ("<rect style='fill:u\\72l(b.svg)'/>", "\\"),
        ("<style>@import 'b.css';</style>", "@"),
        ("<style>rect{fill:url(b.svg)}</style>", "url(…)"),
        ("<style>rect{stroke-dasharray:0.0001}</style>", "stroke-dasharray"),
        ("<path stroke-dasharray='0.0001'/>", "stroke-dasharray"),
        ("<path style='stroke-dasharray:0.0001'/>", "stroke-dasharray"),
        ("<?xml-stylesheet href='b.css'?>", "<?…?>"),
        ("<g>" * 100 + "</g>" * 100, "within"),
        ("<g/>" * 1001, "more than"),
        ("<style><g/>rect{stroke-dasharray:0.0001}</style>", "<g> in <style>"),
        ("<style>a{}" + " " * 8178 + "rect{stroke-dasharray:0.0001}</style>", "beyond 8 KB"),
        ("<style>rect{stroke-dash<!-- -->array:0.0001}</style>", "stroke-dasharray"),
        ("<style>rect{stroke-dash<![CDATA[array]]>:0.0001}</style>", "stroke-dasharray"),
        ("<style>rect{stroke-dash</style><style>array:0.0001}</style>", "stroke-dasharray"),
        ("<style>" + "a{}" * 1500 + "</style><style>" + "a{}" * 1500 + "</style>", "beyond 8 KB"),
        (
            "<linearGradient id='a' href='#b'/><linearGradient id='b' href='#a'/>",
            "chain of gradients",
        ),
        ("<linearGradient id='a' href='#a'/>", "chain of gradients"),
    ],
)  # fmt: skip
def test_an_svg_with_more_than_shapes_is_refused_and_says_which(inside: str, named: str) -> None:
    assert named in flaw(svg(inside))


def test_a_style_sheet_and_many_parts_are_taken() -> None:
    sheet = "<style>.a{fill:#123456}.b{fill:none;stroke:url(#c)}</style>"
    found = looked_at(svg(sheet + '<rect class="a"/>' * 900))
    assert found.is_svg


BOMB = (
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FILE = '<!DOCTYPE svg [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (svg("<title>&c;</title>", before=BOMB), "<!DOCTYPE>"),
        (svg("<title>&f;</title>", before=FILE), "<!DOCTYPE>"),
        (svg(before="<!DOCTYPE svg SYSTEM 'http://a.example/svg.dtd'>"), "<!DOCTYPE>"),
        (svg(before="<?xml version='1.0' encoding='utf-7'?>"), "encoding"),
        (svg(before="<?xml version='1.0' encoding='latin-1'?>"), "encoding"),
        (b"<html><svg/></html>", "<html>"),
        (svg("&nope;"), "cannot be read"),
        (b"<svg", "cannot be read"),
        (b"<svg>\xff\xfe</svg>", "cannot be read"),
        ("<svg/>".encode("utf-16"), "PNG or SVG"),
        (b"\x1f\x8b" + SVG.encode(), "cannot be read"),
        (b"", "PNG or SVG"),
        (b"GIF89a", "PNG or SVG"),
        (b"\x89PNG\r\n\x1a\n", "PNG or SVG"),
        (png()[:20], "pixels"),
        (png(MAX_SIDE + 1, 1), "pixels"),
        (png(1, MAX_SIDE + 1), "pixels"),
        (png(2**31 - 1, 2**31 - 1, rows=0), "pixels"),
        (png(0, 0), "pixels"),
        (png().ljust(MAX_BYTES + 1, b"\0"), "1024 KB"),
    ],
)  # fmt: skip
def test_what_is_no_plain_picture_is_refused(raw: bytes, words: str) -> None:
    assert words in flaw(raw)


@given(st.binary(max_size=400) | st.text(max_size=200).map(svg))
def test_whatever_a_picture_holds_it_is_taken_or_refused(raw: bytes) -> None:
    try:
        found = looked_at(raw)
    except PictureRefused:
        return
    assert min(found.width, found.height) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with names in a folder")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "logo.png")
    with pytest.raises(PictureRefused):
        picture_of(tmp_path / "logo.png")


def test_a_missing_picture_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(PictureRefused) as error:
        picture_of(tmp_path / "logo.png")
    assert in_english(error.value.words) == "There is no file logo.png."
