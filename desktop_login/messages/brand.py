"""The texts of a brand: what is wrong with a brand file."""

from __future__ import annotations

from desktop_login.messages.message import Message

# --- what a value looks like ----------------------------------------------------------------
ID_SHAPE = Message(
    "brand.id_shape",
    "Write a name like com.acme.orders: lowercase letters, digits and hyphens, with dots between.",
)
NAME_SHAPE = Message("brand.name_shape", "Write one line of at most {n} characters.")
RADIUS_SHAPE = Message("brand.radius_shape", "Write a whole number from 0 to {n}.")
FONT_SHAPE = Message("brand.font_shape", "Write the name of one font family.")
LINK_SHAPE = Message("brand.link_shape", "Write an address that begins with https://.")
SWITCH_SHAPE = Message("brand.switch_shape", "Write true or false.")
TABLE_SHAPE = Message("brand.table_shape", "Write it as a table, like [{name}].")
ONE_TABLE = Message(
    "brand.one_table",
    "Everything in a brand file stands below [brand]. It can name no user pool, app client or"
    " endpoint: those are settings.",
)
TOO_PALE = Message(
    "brand.too_pale",
    "No text can be read on this color. The nearest one that fits is {colour}.",
)

# --- pictures -------------------------------------------------------------------------------
NO_PICTURE = Message("brand.no_picture", "Choose a PNG or SVG file of at most {n} KB.")
PICTURE_MISSING = Message("brand.picture_missing", "There is no file {file}.")
PICTURE_TOO_WIDE = Message(
    "brand.picture_too_wide", "The picture is wider or higher than {n} pixels. Make it smaller."
)
SVG_NOT_PLAIN = Message(
    "brand.svg_not_plain",
    "The SVG contains {name}, which is not drawn. Save it as plain paths, or as PNG.",
)
SVG_BROKEN = Message("brand.svg_broken", "The SVG cannot be read. Save it as plain SVG, or as PNG.")
SVG_SIZE = Message(
    "brand.svg_size", "The SVG does not say its size. Give it a viewBox with a width and a height."
)
ICON_IS_PNG = Message("brand.icon_is_png", "An icon has to be a PNG file.")

# --- words ----------------------------------------------------------------------------------
WORDS_LANGUAGE = Message("brand.words_language", "The program speaks these languages: {names}.")
WORDS_UNKNOWN = Message("brand.words_unknown", "No sentence has this key.")
WORDS_KEPT = Message("brand.words_kept", "This sentence protects people, so it stays as it is.")
WORDS_EMPTY = Message("brand.words_empty", "A sentence can be reworded, but not left empty.")
WORDS_LENGTH = Message("brand.words_length", "Use no more than {n} characters.")
WORDS_PLAIN = Message(
    "brand.words_plain",
    "Write plain text on one line, without < and > and without characters that can’t be seen.",
)
WORDS_PLACEHOLDERS = Message(
    "brand.words_placeholders", "The sentence needs exactly these placeholders: {names}."
)
WORDS_NO_PLACEHOLDERS = Message(
    "brand.words_no_placeholders",
    "This sentence has no placeholders. Leave out the curly brackets.",
)
WORDS_BOTH = Message(
    "brand.words_both",
    "Screen readers know this by its name, so it can only be changed in all languages: {names}.",
)

# --- brand check ----------------------------------------------------------------------------
BRAND_FITS = Message("brand.fits", "{file}: everything fits.")
