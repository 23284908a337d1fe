"""botocore's data as the program reads it: without the documentation, and of a pool only what it calls."""

from __future__ import annotations

import ast
import gzip
import json
from pathlib import Path

import pytest
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape

from desktop_login.adapters.cognito import operations
from desktop_login.adapters.cognito.aws_session import FileReader, own_loader
from desktop_login.adapters.cognito.client import SlimLoader, SlimReader
from desktop_login.adapters.cognito.operations import OPERATIONS

ADAPTERS = Path(operations.__file__).parent


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


def described(shape: Shape | None, inside: frozenset[str] = frozenset()) -> object:
    """A shape with all that it leads to; one that leads to itself ends there."""
    if shape is None or shape.name in inside:
        return None
    deeper = inside | {shape.name}
    members = getattr(shape, "members", {})
    parts = [(name, described(member, deeper)) for name, member in members.items()]
    parts += [
        (way, described(getattr(shape, way), deeper))
        for way in ("member", "key", "value")
        if hasattr(shape, way)
    ]
    return shape.name, shape.type_name, shape.metadata, shape.serialization, parts


@pytest.mark.parametrize("service", OPERATIONS)
def test_operation_that_the_program_calls_is_described_as_botocore_does(service: str) -> None:
    theirs, ours = (
        ServiceModel(loader.load_service_model(service, "service-2"), service)
        for loader in (botocores_own(), own_loader(SlimLoader, SlimReader))
    )
    assert set(ours.operation_names) == OPERATIONS[service]
    assert ours.metadata == theirs.metadata
    for name in OPERATIONS[service]:
        one, other = ours.operation_model(name), theirs.operation_model(name)
        assert (one.http, one.auth_type) == (other.http, other.auth_type)
        assert described(one.input_shape) == described(other.input_shape)
        assert described(one.output_shape) == described(other.output_shape)
        assert [described(e) for e in one.error_shapes] == [
            described(e) for e in other.error_shapes
        ]
    assert len(ours.shape_names) < len(theirs.shape_names) / 2


@pytest.mark.parametrize("service", OPERATIONS)
def test_every_operation_that_an_adapter_names_is_there(service: str) -> None:
    known = ServiceModel(botocores_own().load_service_model(service, "service-2"), service)
    named = {
        node.value
        for file in ADAPTERS.glob("*.py")
        if file.name != "operations.py"
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert OPERATIONS[service] == named & set(known.operation_names)


def test_no_service_but_cognitos_can_be_reached() -> None:
    with pytest.raises(UnknownServiceError):
        own_loader(SlimLoader, SlimReader).load_service_model("sts", "service-2")


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
