"""Every sentence, in English, and how it becomes one of another language. Knows no Qt.

A sentence has a key; `resources/translations` holds a gettext catalogue for each other language,
and `translate` reads it for the window and the command line alike. One fact, one whole sentence:
nothing is glued together from parts. `pages` holds what stands on the screens, `problems` what is
said when something goes wrong, `facts` which of them says what.
"""
