"""What belongs to this computer: log, files, folders, environment, memory, fonts, libraries."""
