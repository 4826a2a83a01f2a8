"""TEMPORARY stand-in until the intake helper's module is here."""


def ask(missing: tuple[str, ...], language: str) -> str:
    return "To help I need: " + ", ".join(missing)
