"""The list of public suffixes, which fido2 reads at import. Without it the executable has no passkeys."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("fido2", includes=["public_suffix_list.dat"])
