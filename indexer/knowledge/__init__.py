"""Curated knowledge: text files, one entry a line, columns parted by ``|``, values by commas."""
