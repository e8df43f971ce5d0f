"""Importing this module registers every job and timetable of every package."""

import votes.services  # noqa: F401 - the imports are the point
