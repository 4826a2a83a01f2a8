"""Visits and remote sessions: asked for, judged, agreed, booked, held, reported."""
