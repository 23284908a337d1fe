"""Reads JSON and YAML into entries. Knows no pool."""

from __future__ import annotations

import json

from desktop_login.settings.entry import MAX_DEPTH, MAX_ENTRIES, MAX_VALUE, MAX_YAML, Entry


def from_json(text: str) -> list[Entry]:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return _Tree().read(tree)


def from_yaml(text: str) -> list[Entry]:
    """One or more documents. Tags (`!Ref`, `!Sub` …) are ignored, their values kept."""
    if len(text) > MAX_YAML:
        return []
    import yaml  # costs a tenth of a second, and only an import pays it

    class Loader(yaml.SafeLoader):
        """Reads every scalar as text, so that a client id of digits is not changed."""

    def untagged(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return loader.construct_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        assert isinstance(node, yaml.MappingNode)  # noqa: S101 - there are three kinds
        return loader.construct_mapping(node, deep=True)

    Loader.yaml_implicit_resolvers = {}
    Loader.add_multi_constructor("!", untagged)
    tree = _Tree()
    try:
        for document in yaml.load_all(text, Loader):
            if isinstance(document, dict | list):
                tree.read(document)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        return []
    return tree.entries


class _Tree:
    """Entries out of dictionaries and lists."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._scopes = 0

    def read(self, tree: object) -> list[Entry]:
        # A stack instead of recursion: a file may be nested as deep as its author likes.
        waiting: list[tuple[object, tuple[str, ...], tuple[int, ...]]] = [(tree, (), ())]
        while waiting and max(len(self.entries), self._scopes) < MAX_ENTRIES:
            node, path, scope = waiting.pop()
            if len(path) > MAX_DEPTH:
                continue
            self._scopes += 1
            inside = (*scope, self._scopes)
            inner: list[tuple[object, tuple[str, ...], tuple[int, ...]]] = []
            if isinstance(node, list):
                for item in node:
                    named = _name_and_value(item)
                    if named is not None:
                        self.entries.append(Entry(path, scope, *named))
                    if isinstance(item, dict | list):
                        inner.append((item, path, inside))
            elif isinstance(node, dict):
                for key, value in node.items():
                    self._field(str(key), value, path, inside, inner)
            waiting.extend(reversed(inner))
        return self.entries

    def _field(
        self,
        key: str,
        value: object,
        path: tuple[str, ...],
        scope: tuple[int, ...],
        inner: list[tuple[object, tuple[str, ...], tuple[int, ...]]],
    ) -> None:
        if isinstance(value, dict) and isinstance(value.get("value"), str):
            value = value["value"]  # as `terraform output -json` writes an output
        if isinstance(value, str):
            self.entries.append(Entry(path, scope, key, value.strip()[:MAX_VALUE]))
            if value.lstrip()[:1] in ("{", "["):
                inner.append((_quoted_tree(value), (*path, key), scope))
        elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
            self.entries.extend(Entry(path, scope, key, text.strip()[:MAX_VALUE]) for text in value)
        elif isinstance(value, dict | list):
            inner.append((value, (*path, key), scope))
        elif isinstance(value, int) and not isinstance(value, bool):
            self.entries.append(Entry(path, scope, key, _digits(value)))


# How lists of outputs, parameters and variables name their members.
_NAMED = (
    ("OutputKey", "OutputValue"),  # describe-stacks
    ("ParameterKey", "ParameterValue"),
    ("Name", "Value"),  # Systems Manager
    ("name", "value"),  # task definitions
    ("key", "value"),
    ("Key", "Value"),
)


def _name_and_value(item: object) -> tuple[str, str] | None:
    if isinstance(item, dict):
        for name, value in _NAMED:
            if isinstance(item.get(name), str) and isinstance(item.get(value), str):
                return item[name], item[value].strip()[:MAX_VALUE]
    return None


def _quoted_tree(text: str) -> object:
    """JSON inside of a text, as parameters and constants hold it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # longer than Python writes out
        return ""
