"""Ticket fields read from a report by rules: pure, no network, no files, English and Chinese.

`extract.extract` reads a report into `models.Extraction`.
"""
