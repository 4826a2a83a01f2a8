"""The composition root: the only place that builds concrete things and wires them together.

Each part is imported by itself: a command that brings documentation in needs no Slack, and one
that lists tickets no index.
"""
