"""Secrets and personal data in a text: found by rules, replaced by what they are.

Pure: no I/O, no network. Serves the desk (`bot.support.redaction`) and the ingest
(`ingest.sources.privacy`), so that both know the same secrets.
"""

from knowledge.privacy.finding import find, replaced
from knowledge.privacy.kinds import Kind, Secret, Wanted

__all__ = ["Kind", "Secret", "Wanted", "find", "replaced"]
