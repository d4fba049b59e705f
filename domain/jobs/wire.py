"""Temporal search attributes of a job, at most six, opaque values only: they are never encrypted."""

KIND = "PodwrightKind"
STATUS = "PodwrightStatus"
STEP = "PodwrightStep"

ALL = (KIND, STATUS, STEP)
"""All are keywords. A run that was started without them goes on without them."""
