"""Draws the two pictures of docs/architecture.md from the imports: `python -m tests.architecture.draw`.

A box stands one row below the lowest box that imports it. An arrow that follows from two others is
left out, so that the picture stays readable. Nothing is placed by hand.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
PACKAGE = "desktop_login"

Graph = Mapping[str, frozenset[str]]

_MARGIN, _GAP = 10, 20
_BOX_HEIGHT, _ROW_HEIGHT = 34, 88
_CHARACTER, _PADDING = 8.4, 28
_BEND, _BEND_WIDTH = "~", 8.0  # begins the name of a place where an arrow passes a row
_SWEEPS = 8
# The colours of both are written down, because a picture in a page cannot ask the page for its own.
_STYLE = """
  .paper { fill: #ffffff; } .box { fill: #eef4fb; stroke: #4a6f9c; } .name { fill: #1b2733; }
  .arrow { stroke: #5b6b7b; } .head { fill: #5b6b7b; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #10161d; } .box { fill: #1d2c3d; stroke: #7fa6d6; } .name { fill: #e8eef5; }
    .arrow { stroke: #9fb0c2; } .head { fill: #9fb0c2; }
  }
  .box { stroke-width: 1.2; } .arrow { fill: none; stroke-width: 1.2; }
  .name { font: 14px ui-monospace, Menlo, Consolas, monospace; text-anchor: middle; }
"""


class Box(NamedTuple):
    """Where a name stands; `x` is its middle, `y` its upper edge."""

    x: float
    y: float
    width: float


def folders() -> Graph:
    """Which folder of the package imports which; `__main__` stands for itself."""

    def folder_of(module: str) -> str:
        return module.split(".")[1] if "." in module else ""

    return _grouped(_imports(), folder_of)


def layers_of_ui() -> Graph:
    """The same inside `ui`: its modules, and `pages` and `widgets` as one box each."""

    def part_of(module: str) -> str:
        parts = module.split(".")
        return parts[2] if parts[1:2] == ["ui"] and len(parts) > 2 else ""

    return _grouped(_imports(), part_of)


def _imports() -> Graph:
    """Module → the modules of the package that it imports anywhere, for types or for use."""
    files = {_module(path): path for path in sorted((ROOT / PACKAGE).rglob("*.py"))}
    return {
        module: frozenset(_imported(path) & files.keys() - {module})
        for module, path in files.items()
    }


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _grouped(imports: Graph, group_of: Callable[[str], str]) -> Graph:
    graph: dict[str, set[str]] = {}
    for module, imported in imports.items():
        group = group_of(module)
        if group:
            graph.setdefault(group, set()).update(filter(None, map(group_of, imported)))
    return {name: frozenset(below) - {name} for name, below in graph.items()}


def rows_of(graph: Graph) -> Sequence[Sequence[str]]:
    """The names by row, the top row first. Raises `ValueError` for imports in a circle."""
    importers = {name: sorted(one for one in graph if name in graph[one]) for name in graph}
    row: dict[str, int] = {}

    def row_of(name: str, below: tuple[str, ...] = ()) -> int:
        if name in below:
            raise ValueError(f"imports in a circle: {' ← '.join((*below, name))}")
        if name not in row:
            above = [row_of(other, (*below, name)) for other in importers[name]]
            row[name] = 1 + max(above, default=-1)
        return row[name]

    for name in graph:
        row_of(name)
    numbers = range(max(row.values(), default=-1) + 1)
    return [sorted(name for name in graph if row[name] == number) for number in numbers]


def reduced(graph: Graph) -> Graph:
    """Without the arrows that follow from others."""

    def reached(name: str) -> set[str]:
        return {far for near in graph[name] for far in (near, *reached(near))}

    return {
        name: frozenset(
            below
            for below in graph[name]
            if not any(below in reached(other) for other in graph[name])
        )
        for name in graph
    }


def drawn(graph: Graph, title: str) -> str:
    """The picture as the text of an SVG file."""
    rows, paths = _with_bends(rows_of(graph), reduced(graph))
    boxes, width, height = _placed(_ordered(rows, paths))
    marker = (
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
        ' orient="auto"><path class="head" d="M0 0 L8 4 L0 8 z"/></marker>'
    )
    view = f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{title}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {view}>',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        f"<defs>{marker}</defs>",
        f'<rect class="paper" width="{width:.0f}" height="{height:.0f}"/>',
    ]
    lines += [_arrow([boxes[stop] for stop in path]) for path in paths]
    lines += [_drawn_box(name, boxes[name]) for name in sorted(graph)]
    return "\n".join((*lines, "</svg>", ""))


def _with_bends(
    rows: Sequence[Sequence[str]], arrows: Graph
) -> tuple[list[list[str]], list[list[str]]]:
    """Rows in which every arrow has a place in each row that it passes, and the way of each arrow.

    A long arrow would otherwise run behind boxes.
    """
    number = {name: i for i, row in enumerate(rows) for name in row}
    wider = [list(row) for row in rows]
    paths = []
    for name in sorted(arrows):
        for below in sorted(arrows[name]):
            passed = range(number[name] + 1, number[below])
            bends = [f"{_BEND}{name} {below} {i}" for i in passed]
            for i, bend in zip(passed, bends, strict=True):
                wider[i].append(bend)
            paths.append([name, *bends, below])
    return wider, paths


def _ordered(
    rows: Sequence[Sequence[str]], paths: Iterable[Sequence[str]]
) -> Sequence[Sequence[str]]:
    """Each name near those that it is joined to, so that few arrows cross."""
    joined: dict[str, set[str]] = {}
    for path in paths:
        for upper, lower in pairwise(path):
            joined.setdefault(upper, set()).add(lower)
            joined.setdefault(lower, set()).add(upper)
    ordered = [list(row) for row in rows]
    for _ in range(_SWEEPS):
        for sweep in (range(len(rows)), reversed(range(len(rows)))):
            place = {name: (i + 0.5) / len(row) for row in ordered for i, name in enumerate(row)}
            for i in sweep:
                near = {
                    name: fmean(
                        [place[one] for one in sorted(joined.get(name, ()))] or [place[name]]
                    )
                    for name in ordered[i]
                }
                ordered[i].sort(key=lambda name: (near[name], name))
                place |= {name: (j + 0.5) / len(ordered[i]) for j, name in enumerate(ordered[i])}
    return ordered


def _placed(rows: Sequence[Sequence[str]]) -> tuple[Mapping[str, Box], float, float]:
    """Every box, and the width and height of the picture."""

    def width_of(name: str) -> float:
        return _BEND_WIDTH if name.startswith(_BEND) else _PADDING + _CHARACTER * len(name)

    total = max(sum(map(width_of, row)) + _GAP * (len(row) + 1) for row in rows)
    boxes: dict[str, Box] = {}
    for i, row in enumerate(rows):
        gap = (total - sum(map(width_of, row))) / (len(row) + 1)
        x = float(_MARGIN)
        for name in row:
            x += gap + width_of(name)
            boxes[name] = Box(x - width_of(name) / 2, _MARGIN + i * _ROW_HEIGHT, width_of(name))
    return boxes, total + 2 * _MARGIN, 2 * _MARGIN + (len(rows) - 1) * _ROW_HEIGHT + _BOX_HEIGHT


def _arrow(stops: Sequence[Box]) -> str:
    first, last = stops[0], stops[-1]
    parts = [f"M{first.x:.0f} {first.y + _BOX_HEIGHT:.0f}"]
    for upper, lower in pairwise(stops):
        bottom, top = upper.y + _BOX_HEIGHT, lower.y - (lower is last)
        middle = (bottom + top) / 2
        parts.append(
            f"C{upper.x:.0f} {middle:.0f} {lower.x:.0f} {middle:.0f} {lower.x:.0f} {top:.0f}"
        )
        if lower is not last:
            parts.append(f"V{lower.y + _BOX_HEIGHT:.0f}")
    return f'<path class="arrow" marker-end="url(#head)" d="{" ".join(parts)}"/>'


def _drawn_box(name: str, box: Box) -> str:
    left, middle = box.x - box.width / 2, box.y + _BOX_HEIGHT / 2 + 5
    return (
        f'<rect class="box" x="{left:.1f}" y="{box.y:.0f}" width="{box.width:.1f}"'
        f' height="{_BOX_HEIGHT}" rx="6"/>'
        f'<text class="name" x="{box.x:.1f}" y="{middle:.0f}">{name}</text>'
    )


def pictures() -> Mapping[Path, str]:
    """Every file of `docs/pictures` and its text."""
    return {
        PICTURES / "folders.svg": drawn(folders(), "Which folder imports which"),
        PICTURES / "ui.svg": drawn(layers_of_ui(), "Which part of ui imports which"),
    }


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for file, text in pictures().items():
        file.write_text(text, "utf-8", newline="\n")
