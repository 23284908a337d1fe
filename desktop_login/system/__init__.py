"""Access to this computer: log, files, folders, environment, memory, fonts, libraries."""
