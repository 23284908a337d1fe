"""What a build consists of, as a CycloneDX SBOM. Reads the installed distributions that the licences name; bundles nothing.

https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from installer import freeze, licences

FILE = "sbom.cdx.json"


def write(file: Path) -> Path:
    """Writes the SBOM of what this environment would bundle, and returns the file."""
    program = Component(
        name="desktop-login",
        version=freeze.VERSION,
        type=ComponentType.APPLICATION,
        bom_ref="desktop-login",
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    bom = Bom()
    bom.metadata.component = program
    parts = [_python(), *_distributions()]
    bom.components.update(parts)
    bom.register_dependency(program, parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(JsonV1Dot6(bom).output_as_string(indent=2) + "\n", "utf-8")
    return file


def _python() -> Component:
    version = sys.version.split()[0]
    return Component(
        name="python",
        version=version,
        type=ComponentType.PLATFORM,
        bom_ref=f"python@{version}",
        licenses=[LicenseFactory().make_from_string("PSF-2.0")],
    )


def _distributions() -> Iterator[Component]:
    for name in licences.BUNDLED:
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # of another system
        yield _component(found)


def _component(found: Distribution) -> Component:
    name = found.metadata["Name"]
    url = PackageURL("pypi", None, name.lower().replace("_", "-"), found.version)
    references = [
        ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(line.partition(", ")[2]))
        for line in found.metadata.get_all("Project-URL") or []
        if line.lower().startswith(("homepage, http", "home, http"))
    ]
    return Component(
        name=name,
        version=found.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(url),
        purl=url,
        licenses=[LicenseFactory().make_from_string(licences.licence(found))],
        external_references=references,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=Path(FILE))
    print(write(parser.parse_args().file))


if __name__ == "__main__":
    main()
