# The metadata of each country is a module that is imported by its name when a number has its code.
from PyInstaller.utils.hooks import collect_submodules

hiddenimports = collect_submodules("phonenumbers.data")
