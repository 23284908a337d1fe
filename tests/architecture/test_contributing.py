"""What a contributor is told, and the files that serve contributors: they name what exists, and agree with one another."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

import dev

ROOT = Path(__file__).parent.parent.parent
GITHUB = ROOT / ".github"
TEXTS = [ROOT / "CONTRIBUTING.md", GITHUB / "PULL_REQUEST_TEMPLATE.md"]
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
# Of the examples, and of what is there only after set-up.
MADE_UP = {"HELLO", ".venv", ".cache"}


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def quoted(path: Path) -> set[str]:
    """What stands in backticks, word by word, outside of blocks; and what links lead to."""
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    words = {word for code in re.findall(r"`([^`]+)`", text) for word in code.split()}
    return words | {link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)}


def every_file() -> list[Path]:
    """What is committed. A source archive has no repository."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = [ROOT / name for name in names.split("\0") if name]
    return [path for path in found if path.is_file()]


# --- what the texts name


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_every_path_in_a_text_exists(path: Path) -> None:
    named = {word for word in quoted(path) if "/" in word and "://" not in word}
    assert named
    missing = {
        name for name in named if not name.startswith(tuple(MADE_UP)) and not (ROOT / name).exists()
    }
    assert missing == set()


def test_every_name_in_the_text_occurs_in_the_code() -> None:
    code = "\n".join(
        file.read_text("utf-8")
        for folder in ("desktop_login", "tests")
        for file in (ROOT / folder).rglob("*.py")
        if file != Path(__file__)
    )
    known = set(re.findall(r"\w+", code))
    names = {word for word in quoted(TEXTS[0]) if re.fullmatch(r"_?[A-Z]\w+", word)}
    assert {"PAGES", "CustomQuestion", "_DECODERS", "ALLOWED", "SAMPLES"} <= names
    assert names - MADE_UP - known == set()


def test_every_heading_that_is_linked_exists() -> None:
    text = TEXTS[0].read_text("utf-8")
    for name, anchor in re.findall(r"\]\(([\w./-]+)#([\w-]+)\)", text):
        headings = re.findall(r"^#+ (.+)$", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in headings}
        assert anchor in anchors, name


def test_every_command_of_dev_py_exists() -> None:
    texts = [*TEXTS, ROOT / "README.md", ROOT / ".pre-commit-config.yaml", ROOT / ".ci" / "run"]
    texts += sorted((GITHUB / "workflows").glob("*.yml"))
    commands = set()
    for path in texts:
        commands |= set(re.findall(r"python3? (?:-B )?dev\.py (\w+)", path.read_text("utf-8")))
    assert {"quick", "test", "check", "demo"} <= commands <= set(dev.COMMANDS)


# --- the files of the tools


def test_a_hook_runs_a_check_of_dev_py_and_downloads_nothing() -> None:
    (group,) = read(".pre-commit-config.yaml")["repos"]
    assert group["repo"] == "local"
    hooks = group["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["entry"] for hook in hooks] == [
        f"python3 dev.py check {hook['id']}" for hook in hooks
    ]
    assert {hook["id"] for hook in hooks} == set(dev.CHECKS)


@pytest.mark.medium
def test_every_file_is_as_the_editor_is_told() -> None:
    wrong = []
    for path in every_file():
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        if "\0" in text:
            continue
        if path.suffix == ".cmd":
            text = text.replace("\r\n", "\n")
        if (
            "\r" in text
            or (text and not text.endswith("\n"))
            or re.search(r"[ \t]$", text, re.MULTILINE)
        ):
            wrong.append(path.relative_to(ROOT).as_posix())
    assert wrong == []


def test_a_pull_request_is_tested_on_every_system_and_python() -> None:
    jobs = read(".github/workflows/ci.yml")["jobs"]
    matrix = jobs["test"]["strategy"]["matrix"]
    assert {system.partition("-")[0] for system in matrix["os"]} == {"ubuntu", "windows", "macos"}
    supported = sorted("{}.{}".format(*version) for version in dev.PYTHONS)
    assert matrix["python"] == supported
    named = [
        line.rpartition(" ")[2]
        for line in PROJECT["project"]["classifiers"]
        if re.search(r" 3\.\d+$", line)
    ]
    assert named == supported
    assert PROJECT["project"]["requires-python"] == f">={supported[0]}"


def test_what_is_kept_up_by_a_bot_is_what_is_installed() -> None:
    updates = read(".github/dependabot.yml")["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"pip", "github-actions"}
    for update in updates:
        assert update["directory"] == "/"
        assert update["cooldown"]["default-days"] >= 7
    text = (GITHUB / "dependabot.yml").read_text("utf-8")
    for path in re.findall(r"\b[\w.-]+/[\w./-]+\.md\b", text):
        assert (ROOT / path).is_file(), path


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_asks_each_thing_once_and_for_no_secret(path: Path) -> None:
    form = yaml.safe_load(path.read_text("utf-8"))
    assert {"name", "description", "body"} <= set(form)
    ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]
    assert len(ids) == len(set(ids)) > 0
    for field in form["body"]:
        wanted = "value" if field["type"] == "markdown" else "label"
        assert field["attributes"][wanted]
    assert any(field.get("validations", {}).get("required") for field in form["body"])
    if path.stem == "bug":
        assert "Leave out passwords, codes, tokens and client secrets" in path.read_text("utf-8")
        assert "Report a vulnerability" in path.read_text("utf-8")


# --- extras


def test_the_extra_dev_is_all_others() -> None:
    (one,) = map(Requirement, EXTRAS["dev"])
    assert one.name == "desktop-login"
    # the package itself requires what is in `qt`
    assert one.extras == set(EXTRAS) - {"dev", "qt"} == {"test", "infra", "packaging", "docs"}


def test_the_extra_for_tests_is_without_the_cdk() -> None:
    assert not any("cdk" in line or "desktop-login" in line for line in EXTRAS["test"])


def test_every_required_package_has_a_version_in_the_constraints() -> None:
    pins = {
        re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower()
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line
    }
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    lines += [line for extra in EXTRAS.values() for line in extra]
    names = {re.sub(r"[-_.]+", "-", Requirement(line).name).lower() for line in lines}
    assert names - {"desktop-login"} - pins == set()
