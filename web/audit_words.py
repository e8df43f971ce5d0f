"""What the audit log calls what was done: a closed list, which a test compares with what the code records."""

from __future__ import annotations

from collections.abc import Mapping

from common.i18n import gettext as _


def action_words(action: str) -> str | None:
    """'Planned a meeting', or None for an action that nothing records."""
    return ACTIONS().get(action)


def subject_words(kind: str) -> str:
    """What kind of thing it was done to; an unknown kind as it stands."""
    return {
        "body": _("Body"),
        "comment": _("Comment"),
        "finding": _("Finding"),
        "school": _("School"),
        "meeting": _("Meeting"),
        "motion": _("Motion"),
        "person": _("Person"),
        "poll": _("Vote"),
        "survey": _("Survey"),
        "trust": _("Trust"),
        "vacancy": _("Election"),
    }.get(kind, kind)


def ACTIONS() -> Mapping[str, str]:  # noqa: N802 - a table, in the reader's language
    """Every action with its words."""
    return {**_people_and_surveys(), **_meetings(), **_motions(), **_votes(), **_elections(), **_paper()}


def _people_and_surveys() -> Mapping[str, str]:
    return {
        "sign_in": _("Signed in"),
        "demo_begun": _("Began to make the demonstration"),
        "demo_made": _("Made the demonstration"),
        "seat_member": _("Gave somebody a seat in a body"),
        "create_survey": _("Made a survey"),
        "plan_survey": _("Planned a survey"),
        "plan_invitations": _("Planned a survey’s invitations"),
        "invite_newcomers": _("Invited families who joined the roll"),
        "remind_families": _("Sent a reminder of a survey"),
        "send_letter_again": _("Sent a survey’s letter again"),
        "mark_bounced": _("Marked an address as not taking letters"),
        "try_address_again": _("Let letters go to an address again"),
        **_drafting(),
        "open_survey": _("Opened a survey"),
        "set_closing_date": _("Set a survey's closing date"),
        "close_survey": _("Closed a survey"),
        "print_forms": _("Printed paper forms"),
        "start_kiosk": _("Handed a device over as a kiosk"),
        "end_kiosk": _("Ended a kiosk"),
        "share_with_trust": _("Agreed to share published results with the trust"),
        "stop_sharing_with_trust": _("Stopped sharing results with the trust"),
        "publish_survey": _("Showed a survey's results to families"),
        "import_comments": _("Brought comments in from a file"),
        "publish_finding": _("Published a finding"),
        "keep_record": _("Wrote in a concern's record"),
        "correct_reading": _("Set the reading of a comment right"),
        "translate_comment": _("Gave the English of a comment"),
        "read_original": _("Read a comment with its names"),
        "correct_names": _("Changed which names are taken out"),
        "change_themes": _("Changed the school's themes"),
        "draw_sample": _("Drew comments to check the machine by"),
        "edit_finding": _("Changed the words of a finding"),
    }


def _drafting() -> Mapping[str, str]:
    return {
        "add_question": _("Added a question to a survey"),
        "edit_question": _("Changed a question of a survey"),
        "move_question": _("Moved a question of a survey"),
        "remove_question": _("Removed a question from a survey"),
        "set_condition": _("Set when a question is asked"),
        "add_section": _("Added a page to a survey"),
        "name_section": _("Named a page of a survey"),
        "move_section": _("Moved a page of a survey"),
        "remove_section": _("Removed a page from a survey"),
        "choose_languages": _("Chose the languages of a survey"),
        "translate": _("Translated a survey"),
    }


def _meetings() -> Mapping[str, str]:
    return {
        "adopt_default_rules": _("Began under the usual rules for a body of its kind"),
        "adopt_rules": _("Adopted other rules"),
        "plan_meeting": _("Planned a meeting"),
        "send_notice": _("Sent notice of a meeting"),
        "add_item": _("Put an item on an agenda"),
        "put_on_agenda": _("Put a motion on an agenda"),
        "move_item": _("Moved an item of an agenda"),
        "remove_item": _("Took an item off an agenda"),
        "take_attendance": _("Took attendance"),
        "open_meeting": _("Opened a meeting"),
        "adjourn_meeting": _("Adjourned a meeting"),
        "resume_meeting": _("Resumed a meeting"),
        "cancel_meeting": _("Cancelled a meeting"),
        "note_item": _("Wrote a note for the minutes"),
        "close_meeting": _("Closed a meeting"),
        "approve_minutes": _("Marked minutes as approved"),
    }


def _motions() -> Mapping[str, str]:
    return {
        "raise_motion": _("Raised a motion"),
        "revise_motion": _("Changed the wording of a motion"),
        "submit_motion": _("Submitted a motion"),
        "withdraw_motion": _("Withdrew a motion"),
        "motion_moved": _("Recorded that a motion was moved"),
        "motion_seconded": _("Recorded that a motion was seconded"),
        "motion_put": _("Put a motion to the vote"),
        "circulate_motion": _("Sent a motion round as a written resolution"),
        "motion_postponed": _("Postponed a motion"),
        "motion_referred": _("Referred a motion"),
        "motion_set_aside": _("Set a motion aside"),
        "motion_ruled_out": _("Ruled a motion out of order"),
    }


def _votes() -> Mapping[str, str]:
    return {
        "create_poll": _("Prepared a vote"),
        "make_sheets": _("Had the sheets of a vote's key made"),
        "open_poll": _("Opened a vote"),
        "remind_voters": _("Reminded those who had not voted"),
        "close_poll": _("Closed a vote"),
        "reconcile_poll": _("Fixed the box of a vote at its close"),
        "use_sheets": _("Opened a box with two sheets"),
        "open_envelopes": _("Opened the envelopes of a vote"),
        "record_hands": _("Recorded a show of hands"),
        "record_names": _("Recorded a roll call"),
        "tally_open_vote": _("Added up an open vote"),
        "count_poll": _("Counted a vote"),
        "await_lot": _("Stopped a count at a tie"),
        "settle_lot": _("Settled a tie by lot"),
        "declare_result": _("Declared a result"),
        "cast_casting_vote": _("Recorded the chair's casting vote"),
        "void_poll": _("Ended a vote without a result"),
        "name_scrutineer": _("Named a scrutineer"),
        "remove_scrutineer": _("Removed a scrutineer"),
        "extend_poll": _("Gave a vote more time"),
        "add_to_roll": _("Added somebody to the roll of an open vote"),
        "strike_from_roll": _("Struck somebody off the roll of an open vote"),
    }


def _elections() -> Mapping[str, str]:
    return {
        "draft_vacancy": _("Drafted an election"),
        "change_vacancy": _("Changed the draft of an election"),
        "open_nominations": _("Opened nominations"),
        "extend_nominations": _("Gave nominations more time"),
        "close_nominations": _("Closed nominations"),
        "nominate": _("Nominated somebody"),
        "stand": _("Agreed to stand"),
        "change_statement": _("Changed a candidate's statement"),
        "decline_nomination": _("Declined a nomination"),
        "withdraw_nomination": _("Withdrew from an election"),
        "open_vote": _("Opened the voting of an election"),
        "declare_uncontested": _("Declared candidates elected without a vote"),
        "seat_elected": _("Seated those elected"),
        "cancel_vacancy": _("Cancelled an election"),
    }


def _paper() -> Mapping[str, str]:
    return {
        "look_up_voter": _("Looked somebody up on the roll at the desk"),
        "give_out_paper": _("Gave out a paper ballot"),
        "take_back_paper": _("Took back an unused paper ballot"),
        "add_paper_bundle": _("Counted a bundle of paper ballots by hand"),
        "remove_paper_bundle": _("Removed a bundle of paper ballots"),
        "correct_paper_bundle": _("Settled a difference between two keyings"),
        "agree_paper_bundle": _("Found both keyings of a bundle alike"),
        "reconcile_papers": _("Agreed the paper ballots of a vote"),
        "record_proxy": _("Recorded a proxy"),
        "take_back_proxy": _("Took a proxy back"),
    }
