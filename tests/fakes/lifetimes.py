"""How long the tokens of a made-up pool live: the part of `DemoPoolConfig` that tests share. Nothing else."""

from __future__ import annotations

from typing import TypedDict


class Lifetimes(TypedDict):
    """In seconds."""

    id_token_s: int
    access_token_s: int
