"""The inventory of a build as a CycloneDX SBOM: components, and in each the files and modules that belong to it.

https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from installer.collected import Inventory, Item
from installer.licences import folder_of
from installer.parts import UNKNOWN, Part

FILE = "sbom.cdx.json"


def write(file: Path, program: Part, inventory: Inventory) -> Path:
    """Writes the SBOM and returns its file. The same inventory gives the same serial number."""
    bom = Bom()
    root = _component(program, inventory.get(program, []), ComponentType.APPLICATION)
    bom.metadata.component = root
    parts = [_component(part, items) for part, items in inventory.items() if part != program]
    bom.components.update(parts)
    bom.register_dependency(root, parts)
    content = sorted(f"{part.purl} {items}" for part, items in inventory.items())
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(content))
    bom.metadata.timestamp = _now()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(JsonV1Dot6(bom).output_as_string() + "\n", "utf-8")
    return file


def _now() -> datetime:
    """https://reproducible-builds.org/specs/source-date-epoch/"""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(given), UTC) if given else datetime.now(UTC)


def _component(
    part: Part, items: list[Item], kind: ComponentType = ComponentType.LIBRARY
) -> Component:
    references = [
        ExternalReference(type=ExternalReferenceType.BOM, url=XsUri(f"{folder_of(part)}/{name}"))
        for name, _ in part.sboms
    ]
    if part.homepage:
        website = XsUri(part.homepage)
        references.append(ExternalReference(type=ExternalReferenceType.WEBSITE, url=website))
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.PLATFORM if part.name == "python" else kind,
        bom_ref=part.purl,
        purl=PackageURL.from_string(part.purl),
        licenses=list(_licences(part)),
        external_references=references,
        components=[*map(_file, items), *_compiled_in(part)],
    )


def _licences(part: Part) -> Iterator[License]:
    # An expression must stand alone; several names are several licences of several files.
    factory = LicenseFactory()
    if len(part.licences) == 1:
        yield factory.make_from_string(part.licences[0])
    else:
        yield from (factory.make_with_name(name) for name in part.licences)


def _file(item: Item) -> Component:
    return Component(
        name=item.name,
        type=ComponentType.FILE,
        bom_ref=f"{'module' if item.module else 'file'}:{item.name}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=item.sha256)],
    )


def _compiled_in(part: Part) -> Iterator[Component]:
    """What a wheel's own SBOMs say that its native files contain (PEP 770), as OpenSSL in cryptography."""
    seen = set()
    for _, place in part.sboms:
        document = json.loads(place.read_text("utf-8"))
        if document.get("bomFormat") != "CycloneDX":
            continue  # stays beside the licences; SPDX has another shape
        for found in Bom.from_json(document).components:  # type: ignore[attr-defined] # a decorator adds it
            reference = f"{part.purl}#{found.name}@{found.version or UNKNOWN}"
            if reference not in seen:
                seen.add(reference)
                yield Component(
                    name=found.name,
                    version=found.version,
                    type=found.type,
                    bom_ref=reference,
                    purl=found.purl,
                    licenses=found.licenses,
                    hashes=found.hashes,
                )
