"""What holds for every test."""

from hypothesis import settings

# The same examples every time, however slow the machine: a check does not fail by chance.
settings.register_profile("doorstep", deadline=None, derandomize=True)
settings.load_profile("doorstep")
