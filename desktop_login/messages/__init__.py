"""Every sentence that a user sees, and its translation. Imports no Qt.

A message has a key and an English text; `resources/translations` has a gettext catalogue for each
other language, and `translate` reads it for the window and for the command line. A message is a
whole sentence: none is put together from parts. `pages`, `inputs`, `progress`, `dashboard` and
`account` have the texts of the pages, `frame` and `tray` those around them, `problems` those of errors,
`checks` those of the connection check, `browser` those of a sign-in with the browser; `select` chooses among them.
"""
