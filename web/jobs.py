"""Importing this module registers every job and timetable of every package."""

import governance.meetings.notice  # noqa: F401 - the imports are the point
import surveys.answering.services
import surveys.batches.services
import surveys.building.services
import surveys.concerns.services
import surveys.results.services  # noqa: F401
import votes.services  # noqa: F401 - the imports are the point
