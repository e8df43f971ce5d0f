"""Importing this module registers every job, timetable and letter of every package; a test looks for a missing one."""

# ruff: noqa: F401 - the imports are the point
import common.mail
import governance.meetings.exits
import governance.meetings.notice
import people.services
import surveys.answering.services
import surveys.batches.services
import surveys.building.planning
import surveys.building.services
import surveys.channels.kiosk.services
import surveys.channels.paper.services
import surveys.concerns.services
import surveys.inviting.letters
import surveys.inviting.services
import surveys.results.services
import votes.elections.letters
import votes.elections.services
import votes.keys
import votes.letters
import votes.reminders
import votes.services
import votes.steps
