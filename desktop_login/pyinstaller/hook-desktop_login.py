"""Pictures, styles and translations; and what `import desktop_login` loads by its name when it is used."""

from PyInstaller.utils.hooks import collect_data_files

import desktop_login

datas = collect_data_files("desktop_login", subdir="resources", excludes=["**/*.po"])
places = set(vars(desktop_login)["_PLACES"].values())
hiddenimports = [f"desktop_login.embedding.{place}" for place in sorted(places)]
