"""Importing this module registers every job and timetable of every package."""

import governance.meetings.notice  # noqa: F401 - the imports are the point
import surveys.answering.services  # noqa: F401 - the imports are the point
import surveys.batches.services  # noqa: F401
import surveys.building.services  # noqa: F401
import surveys.concerns.services  # noqa: F401
import surveys.results.services  # noqa: F401
import votes.services  # noqa: F401 - the imports are the point
