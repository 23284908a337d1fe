"""The way from the source to what is given out: the release workflow, pinned versions and hashes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement

from tests.packaging.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
README = (ROOT / "installer" / "README.md").read_text("utf-8")
HASHED = sorted((ROOT / "installer" / "hashed").glob("*.txt"))
Workflow = dict[Any, Any]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module", params=WORKFLOWS, ids=lambda path: path.name)
def workflow(request: pytest.FixtureRequest) -> Workflow:
    read: Workflow = yaml.safe_load(request.param.read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def release() -> Workflow:
    read: Workflow = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    )
    return read


def steps(workflow: Workflow) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in workflow["jobs"].items():
        for step in job["steps"]:
            yield name, step


def commands(workflow: Workflow, job: str | None = None) -> list[str]:
    """Every line that a shell runs, with continued lines joined."""
    return [
        line.strip()
        for name, step in steps(workflow)
        if job in {None, name}
        for line in step.get("run", "").replace("\\\n", " ").splitlines()
    ]


def unpinned() -> set[str]:
    """Actions that installer/README.md says stay at a tag, with the reason."""
    found = re.findall(r"^\| `([\w./-]+@[\w.]+)` \| no hash: \S.*\|", README, re.MULTILINE)
    return set(found)


# --- actions


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_named_by_its_commit_and_version(path: Path) -> None:
    text = path.read_text("utf-8")
    lines = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line]
    assert len(lines) == sum("uses" in step for _, step in steps(yaml.safe_load(text)))
    for line in lines:
        pinned = re.fullmatch(r"uses: ([\w.-]+/[\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line)
        assert pinned or line.removeprefix("uses: ") in unpinned(), line


def test_the_readme_has_the_hash_version_and_sources_of_every_action(workflow: Workflow) -> None:
    for _, step in steps(workflow):
        if "uses" in step and step["uses"] not in unpinned():
            action, commit = step["uses"].split("@")
            row = re.search(
                rf"^\| `{action}` \| v[\d.]+ \| `{commit}` \| (.+) \|$", README, re.MULTILINE
            )
            assert row is not None, step["uses"]
            assert len(row.group(1).split(", ")) >= 2  # public repositories that agree


def test_no_checkout_leaves_a_token_behind(workflow: Workflow) -> None:
    for _, step in steps(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


# --- rights


def test_rights_are_to_read_and_only_the_proof_may_sign(
    workflow: Workflow, release: Workflow
) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    granted = {
        name: job["permissions"] for name, job in release["jobs"].items() if "permissions" in job
    }
    assert granted == {"prove": {"contents": "read", "id-token": "write", "attestations": "write"}}


def test_the_job_that_signs_runs_no_code_of_the_repository(release: Workflow) -> None:
    used = [
        step["uses"].split("@")[0]
        for name, step in steps(release)
        if name == "prove" and "uses" in step
    ]
    assert used == ["actions/download-artifact", "actions/attest", "actions/upload-artifact"]
    assert not any("pip" in line or "python" in line for line in commands(release, "prove"))


def test_no_outside_text_is_put_into_a_command(workflow: Workflow) -> None:
    """https://docs.github.com/en/actions/concepts/security/script-injections"""
    for line in commands(workflow):
        assert "${{" not in line
    # `on` is true in YAML 1.1
    assert set(workflow[True]) <= {"push", "pull_request", "workflow_dispatch"}


def test_no_secret_is_used(workflow: Workflow) -> None:
    assert "secrets." not in str(workflow)


def test_every_job_ends(workflow: Workflow) -> None:
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60


# --- what gets into the program


def _safe_install(line: str) -> bool:
    """With versions from the constraints, with hashes, one exact version, or nothing but this program."""
    return (
        "-c constraints.txt" in line
        or "--require-hashes" in line
        or ("--no-deps" in line and line.endswith("-e ."))
        or re.fullmatch(r"python -m pip install [\w-]+==[\w.]+", line) is not None
    )


def test_every_installed_version_is_pinned(workflow: Workflow) -> None:
    """By the line itself, or by dev.py, which gives pip the constraints (test_dev.py)."""
    installs = [line for line in commands(workflow) if "pip install" in line]
    by_dev = [line for line in commands(workflow) if "dev.py" in line or ".ci/run" in line]
    assert installs or by_dev
    for line in installs:
        assert _safe_install(line), line
    for line in commands(workflow):
        if line.startswith("choco install"):
            assert re.search(r" --version=\d+(\.\d+)+ ", line), line
            assert "--require-checksums" in line


def test_only_the_packaging_extra_is_there_before_the_build_is_kept(release: Workflow) -> None:
    kept = False
    installed = []
    for name, step in steps(release):
        if name == "build":
            kept = kept or step.get("uses", "").startswith("actions/upload-artifact@")
            installed += [] if kept else re.findall(r"pip install.*", step.get("run", ""))
            if kept and "pip install" in step.get("run", ""):
                assert "venv .venv-tests" in step["run"]  # not into the environment of the build
    assert kept
    assert len(installed) == 4
    for line in installed:
        assert not re.search(r"\[[\w,]*(dev|test|infra)", line)
    assert sum("[packaging]" in line or "--require-hashes" in line for line in installed) == 2


def test_a_pull_request_gets_no_right_and_no_cache_of_a_release(release: Workflow) -> None:
    """What runs code of strangers may write nothing that a release reads."""
    assert "pull_request" not in release[True]
    used = {step["uses"].split("@")[0] for _, step in steps(release) if "uses" in step}
    assert "actions/cache" not in used
    for _, step in steps(release):
        assert "cache" not in step.get("with", {})


def test_what_is_given_out_is_audited_built_hashed_and_proved(release: Workflow) -> None:
    assert set(release["jobs"]["prove"]["needs"]) == {"audit", "build"}
    assert any(
        "pip_audit --requirement constraints.txt" in line for line in commands(release, "audit")
    )
    assert any(line.startswith("sha256sum") for line in commands(release, "prove"))
    proof = next(
        step for _, step in steps(release) if step.get("uses", "").startswith("actions/attest")
    )
    assert proof["with"] == {"subject-checksums": "SHA256SUMS"}


# --- the hashed file


def pins() -> dict[str, set[str]]:
    """Normal name → versions of constraints.txt."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        if "==" in line and not line.startswith("#"):
            requirement = Requirement(line)
            (specifier,) = requirement.specifier
            found.setdefault(normal(requirement.name), set()).add(specifier.version)
    return found


@pytest.fixture(params=HASHED, ids=lambda path: path.name)
def hashed(request: pytest.FixtureRequest) -> list[str]:
    lines: list[str] = request.param.read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_the_workflow_installs_the_hashed_file(release: Workflow) -> None:
    used = {
        name for line in commands(release) for name in re.findall(r"installer/hashed/\S+", line)
    }
    assert used == {path.relative_to(ROOT).as_posix() for path in HASHED}


def test_a_hashed_file_has_names_versions_and_hashes_only(hashed: list[str]) -> None:
    for line in hashed:
        assert re.fullmatch(
            r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+( --hash=sha256:[0-9a-f]{64})+", line
        ), line


def test_a_hashed_file_has_the_versions_of_the_constraints(hashed: list[str]) -> None:
    for line in hashed:
        name, _, rest = line.partition("==")
        assert rest.split()[0] in pins().get(normal(name), set()), line


def test_a_hashed_file_has_everything_that_the_program_asks_for(hashed: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["packaging"],
        "editables",
    ]
    there = {normal(line.partition("==")[0]): line.partition("==")[2].split()[0] for line in hashed}
    linux = cast("dict[str, str]", default_environment()) | {
        "python_version": "3.12",
        "python_full_version": "3.12.0",
        "sys_platform": "linux",
        "platform_system": "Linux",
    }
    for requirement in map(Requirement, wanted):
        if requirement.marker is None or requirement.marker.evaluate(linux):
            assert requirement.specifier.contains(there[normal(requirement.name)]), requirement


def test_nothing_committed_here_names_a_host_of_packages() -> None:
    for path in [ROOT / "constraints.txt", *HASHED, *WORKFLOWS]:
        text = path.read_text("utf-8")
        assert "://" not in text, path
        assert "index-url" not in text, path
