"""RFC 3526 group 15, read from the vectors: neither the client's nor the demo's own constant."""

from __future__ import annotations

import json
from pathlib import Path

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "srp_vectors.json").read_text("utf-8")
)
N = int(VECTORS["N_hex"], 16)
