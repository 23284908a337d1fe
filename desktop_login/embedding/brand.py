"""The brand of a host's window. Its values are those of a brand file; see docs/brand.md."""

from __future__ import annotations

from desktop_login.settings.brand import Brand, BrandLinks, BrandShow

__all__ = ["Brand", "BrandLinks", "BrandShow"]
