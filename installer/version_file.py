"""The version resource of the Windows executable, in the form that PyInstaller reads."""

from __future__ import annotations

from pathlib import Path

_TEMPLATE = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'Desktop Login'),
      StringStruct('FileDescription', 'Desktop Login'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', 'desktop-login'),
      StringStruct('LegalCopyright', 'MIT licence'),
      StringStruct('OriginalFilename', 'desktop-login.exe'),
      StringStruct('ProductName', 'Desktop Login'),
      StringStruct('ProductVersion', '{version}')])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])])
  ]
)
"""


def numbers(version: str) -> tuple[int, int, int, int]:
    """`1.2.3` → (1, 2, 3, 0). Windows wants four."""
    parts = [int(part) for part in version.split(".")[:3]]
    first, second, third, *_ = [*parts, 0, 0, 0]
    return first, second, third, 0


def write(path: Path, version: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_TEMPLATE.format(numbers=numbers(version), version=version), "utf-8")
    return path
