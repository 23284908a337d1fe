"""botocore's data as the program reads it: all that its own reader finds, without the documentation."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from desktop_login.adapters.cognito.aws_session import FileReader, own_loader


def botocores_own() -> Loader:
    """Without ~/.aws/models: a test may have put something there before botocore was imported."""
    return Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)


def without_documentation(value: object) -> object:
    if isinstance(value, dict):
        return {
            name: without_documentation(inside)
            for name, inside in value.items()
            if name != "documentation" or not isinstance(inside, str)
        }
    if isinstance(value, list):
        return [without_documentation(inside) for inside in value]
    return value


def names_inside(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(names_inside(inside) for inside in value.values()))
    if isinstance(value, list):
        return set().union(*(names_inside(inside) for inside in value))
    return set()


@pytest.mark.parametrize("service", ["cognito-idp", "cognito-identity", "sts"])
def test_service_read_by_us_is_the_same_but_for_the_documentation(service: str) -> None:
    theirs = botocores_own().load_service_model(service, "service-2")
    ours = own_loader().load_service_model(service, "service-2")
    assert ours == without_documentation(theirs)
    assert "documentation" in names_inside(theirs)
    assert "documentation" not in names_inside(ours)
    assert list(ours["shapes"]) == list(theirs["shapes"])  # in their order
    assert ServiceModel(ours).operation_model(next(iter(ours["operations"]))).documentation == ""


@pytest.mark.medium
@pytest.mark.parametrize("name", ["partitions", "endpoints"])
def test_other_data_is_read_as_it_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # read anew: the tests share what the readers give, and a client writes into it
    monkeypatch.setattr(FileReader, "load_file", FileReader.load_file.__wrapped__)  # type: ignore[attr-defined]
    file = next(Path(Loader.BUILTIN_DATA_PATH).glob(f"{name}.json*"))
    content = file.read_bytes()
    plain = gzip.decompress(content) if file.suffix == ".gz" else content
    assert own_loader().load_data(name) == json.loads(plain)


def test_member_called_documentation_stays(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("data")
    (folder / "part.json").write_text(
        '{"documentation": "words", "members": {"documentation": {"shape": "S", "documentation": "w"}}}',
        "utf-8",
    )
    read = own_loader().file_loader.load_file(str(folder / "part"))
    assert read == {"members": {"documentation": {"shape": "S"}}}


def test_file_that_is_not_there_is_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("none")
    assert own_loader().file_loader.load_file(str(folder / "nothing")) is None
