"""A stand-in for ICU's 30 MB of data, with the same name and symbol and nothing in it (Linux, needs a C compiler).

Qt then formats with its own tables. What is lost: QCollator, codecs other than UTF-8, UTF-16,
UTF-32 and Latin-1, and word breaks by dictionary.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

# The common header of an ICU data file and an empty table of contents; the layout is that of
# icu4c/source/stubdata: UDataInfo with format "ToCP".
_SOURCE = """\
#include <stdint.h>
typedef struct {{
    uint16_t header_size; uint8_t magic1, magic2;
    uint16_t info_size, reserved;
    uint8_t big_endian, charset, uchar_size, reserved_byte;
    uint8_t format[4], format_version[4], data_version[4];
    char padding[8];
    uint32_t count, reserved_count;
}} Data;
const Data icudt{major}_dat __attribute__((aligned(16))) = {{
    32, 0xda, 0x27, 20, 0, 0, 0, 2, 0,
    {{0x54, 0x6f, 0x43, 0x50}}, {{1, 0, 0, 0}}, {{0, 0, 0, 0}}, {{0}}, 0, 0
}};
"""


def build(original: Path, folder: Path) -> Path:
    """Compiles the stand-in for `libicudata.so.NN`. Raises CalledProcessError."""
    found = re.fullmatch(r"libicudata\.so\.(\d+)", original.name)
    if found is None:
        raise RuntimeError(f"{original.name} has no version in its name")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / original.name
    subprocess.run(
        [
            "cc",
            "-shared",
            "-fPIC",
            f"-Wl,-soname,{original.name}",
            "-x",
            "c",
            "-",
            "-o",
            str(target),
        ],
        input=_SOURCE.format(major=found.group(1)).encode(),
        check=True,
    )
    return target
