"""Sphinx: `python3 dev.py docs` builds the site, with every warning an error and without a network."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop_login import __version__  # noqa: E402 - autodoc imports from the same folder

project = "Desktop Login"
author = "The Desktop Login authors"
project_copyright = author
version = release = __version__

# The source folder is the repository, so that links between documents are the same here and in a
# listing of the repository. What follows is all that is read.
root_doc = "docs/index"
include_patterns = [
    "docs/**",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "infra/README.md",
    "installer/README.md",
    "examples/*/README.md",
]
# Folders that are not even looked into: environments and builds have thousands of files.
exclude_patterns = [
    "**/.*",
    ".*",
    "build",
    "dist",
    "mutants",
    "desktop_login",
    "resources",
    "tests",
]

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4

# Docstrings mark code by single back ticks, as the rest of the project does.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_default_options = {"members": True, "undoc-members": False}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 72
add_module_names = False
# Names of other projects have no page here, and their lists of names would have to be downloaded.
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(bool|bytes|dict|float|int|object|str|tuple|None)"),
    ("py:.*", r"(KeyError|LookupError|OSError|RuntimeError|TypeError|ValueError)"),
    ("py:.*", r"(asyncio|collections|datetime|os|pathlib|types|typing|threading)\..*"),
    # Imported for type checkers only, so autodoc has nothing but the name.
    (
        "py:class",
        r"(PathLike|QObject|QWidget|SignalInstance|datetime|DeferredRefreshableCredentials)",
    ),
    ("py:class", r"(AwsSession|HttpxAuth|RequestsAuth|TokenKind|SessionState)"),
    # Named where they are defined, and documented where they are public.
    ("py:class", r"(Brand|Context|Hooks|desktop_login\.(embedding|settings)\..*)"),
    ("py:.*", r"(boto3|botocore|httpx|pytest|PySide6|requests)\..*"),
]

html_theme = "furo"
html_title = f"Desktop Login {release}"
html_static_path = ["site/static"]
html_css_files = ["site.css"]
html_favicon = "../resources/icons/desktop-login.ico"
# The first page of the site leads to the root document.
html_extra_path = ["site/index.html"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1758bf",
        "color-brand-content": "#1758bf",
        "color-brand-visited": "#1758bf",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8ab4ff",
        "color-brand-content": "#8ab4ff",
        "color-brand-visited": "#8ab4ff",
    },
}
highlight_language = "none"  # of a block that names none: most are for a shell
pygments_style = "friendly"
pygments_dark_style = "github-dark"
