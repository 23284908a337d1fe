"""What gmpy2 reads from its C code, where nobody can see it. Without it the import fails, and SRP is 8 times slower."""

from PyInstaller.utils.hooks import copy_metadata

hiddenimports = ["copyreg", "importlib.metadata", "numbers"]
datas = copy_metadata("gmpy2")
