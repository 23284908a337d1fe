"""Every sentence, in English. Translating is `ui.translation`'s work.

The English text is the key of the Qt translation files in `resources/translations`. One fact,
one whole sentence: nothing is glued together from parts. `pages` holds what stands on the
screens, `problems` what is said when something goes wrong, `facts` which of them says what.
"""
