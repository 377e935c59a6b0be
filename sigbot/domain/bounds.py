"""Every bound on what people send, in one place. A refusal tells the bound that was passed.

Discord keeps the lengths of options and fields, but a forged request may send anything. So whoever
reads a text checks its length again, before anything else is done with it.
"""

from datetime import timedelta

from sigbot.domain.refusals import RefusedError

# Lengths, in characters

LONGEST_TYPED = 6_000
"""The longest text that Discord lets anybody send in an option or a message, however forged."""

TITLE_LIMIT = 200
"""A title, a speaker, or the name of a community. A stored item is named by its title, too."""

LINE_LIMIT = 300
"""A text in one line: a place, a note, a reason, a person's name."""

LINK_LIMIT = 500
"""An address."""

PARAGRAPH_LIMIT = 2_000
"""A text of several lines: a description."""

NARRATIVE_LIMIT = 4_000
"""A part of the report that people write."""

ISSUE_LIMIT = 600
"""A sentence of "Issues and Challenges" that an organizer edited."""

NAME_LIMIT = 200
"""The name of a person in an attendance file."""

SUBGROUP_NAME_LIMIT = 60
"""The name of a subgroup."""

TAG_LIMIT = 30
"""One tag of a journal item."""

TAGS_LIMIT = 400
"""All tags of a journal item, as they are typed."""

SEARCH_LIMIT = 300
"""What is searched for in the journal."""

WHEN_LIMIT = 200
"""A date and time in words. A longer text is no date, and is not searched for one."""

ZONE_LIMIT = 100
"""A time zone, a city or a country."""

REPEAT_LIMIT = 200
"""A rule of repetition."""

DURATION_LIMIT = 40
"""A length of time."""

PERIOD_LIMIT = 60
"""A period, such as `H1 2021`."""

DATE_LIMIT = 40
"""A date, such as `2026-12-02`."""

CLOCK_LIMIT = 40
"""A time of day, or a distance in hours."""

DAYS_LIMIT = 100
"""Days of the week."""

LEADS_LIMIT = 100
"""How long before a meeting reminders are sent."""

CODE_LIMIT = 40
"""A check-in code, with the spaces and dashes that people type."""

SUGGESTION_LIMIT = 40
"""The label of a suggested rotation."""

HOSTS_LIMIT = 400
"""Names of hosts, one a line."""

WORK_TITLE_LIMIT = 400
"""The title of a work, or of its journal, as a registry says it."""

AUTHOR_LIMIT = 120
"""The name of an author, or of a licence, as a registry says it."""

# How many there may be

MOST_WORK_AUTHORS = 100
"""Authors of a work that are kept."""

MOST_WORK_IDS = 20
"""Other ids of a work, and ids of its preprints and articles."""

MOST_PICKS = 10
"""Items of the journal on the agenda of one meeting."""

POINT_LIMIT = 300
"""A point of an agenda, or a question that is asked ahead."""

ANSWER_LIMIT = 1_500
"""The answer to a question that was asked ahead."""

NOTICE_LIMIT = 500
"""A notice that is shown when a meeting opens. Three of them fit into one message."""

NOTE_LIMIT = 1_000
"""A line of the notes of a meeting. A longer line of a file becomes several."""

MOST_POINTS = 25
"""Points on the agenda of one meeting that are still ahead."""

MOST_OWN_POINTS = 5
"""Points of one person on the agenda of one meeting."""

MOST_PARKED = 100
"""Points of a community that wait for a meeting."""

MOST_NOTES = 12_000
"""Lines in the notes of one meeting."""

MOST_AMENDMENTS = 50
"""Corrections of the minutes of one meeting, with their errata."""

MOST_PROMISES = 1_000
"""Open action items of a community."""

MOST_OFFERED_LINKS = 5
"""Links of a message of which one is shared."""

MOST_TAGS = 10
"""Tags of a journal item."""

MOST_AUTHORS = 50
"""Authors of a report. Each of them may be a member who is asked."""

MOST_REMINDERS = 5
"""Reminders of a meeting."""

MOST_OPEN_SERIES = 50
"""Series of a community that go on."""

MOST_SUBGROUPS = 100
"""Subgroups of a community, retired ones included."""

MOST_ACTIVITIES = 2_000
"""Activities of a community."""

MOST_VERSIONS = 20
"""Texts that are kept of each part of a report, the newest included."""

MOST_OPEN_WORK = 200
"""Planned work of a community that is neither done nor dropped."""

MOST_NAMED = 25
"""Names that are shown of people with the same answer to a meeting; the others are counted."""

MOST_LINKS = 30
"""New links that one member may share within LINKS_COUNTED."""

LINKS_COUNTED = timedelta(days=1)
"""How long a shared link counts towards MOST_LINKS."""

MOST_QUESTIONS = 10
"""Questions to papers that one member may ask within QUESTIONS_COUNTED."""

QUESTIONS_COUNTED = timedelta(days=1)
"""How long a question counts towards MOST_QUESTIONS."""

LARGEST_SMALLEST_GROUP = 20
"""What organizers may raise `smallest_group` to."""

# How long something may last

LONGEST_PERIOD = 5
"""Years of a report, an export or a list."""

LONGEST_LEAD = timedelta(days=28)
"""From a reminder to its meeting."""

SHORTEST_MEETING, LONGEST_MEETING = 5, 12 * 60
"""Minutes of a meeting."""

LONGEST_VOICE_MINUTES = LONGEST_MEETING
"""Minutes in a voice channel that may be asked for before they count as attendance."""

SHORTEST_KEEP, LONGEST_KEEP = 1, 10
"""Years for which a community may keep people who give no sign of life."""

# Attendance files

MOST_BYTES = 10_000_000
"""The size of a file."""

MOST_LINES = 50_000
"""The lines of a file."""

MOST_PEOPLE = 10_000
"""The people of a file."""

MOST_STAYS = 500
"""How often one person, or one name, may be in a file."""

MOST_NAMES_ASKED = 500
"""The names of a file that have to be asked about."""

MOST_MEETINGS_OFFERED = 20
"""Of a file with several meetings, how many can be chosen from: those that are nearest."""

MOST_NAMES_LISTED = 500
"""The names of people who are left out of a file that its review lists, for each reason."""

LARGEST_DRAFT = 4_000_000
"""The size of what is kept of a file while it is reviewed, in characters of JSON."""

# Notes of a meeting

MOST_NOTES_BYTES = 5_000_000
"""The size of a file of notes."""

PASTED_LIMIT = 4_000
"""Notes that are pasted into a form, in characters."""

LONGEST_CORRECTED = 20_000
"""A line after a correction such as `s/old/new/`; a correction that makes it longer is not made."""

MOST_CORRECTIONS = 300
"""Corrections in a file of notes that are tried."""

MOST_CORRECTED = 50_000_000
"""Characters in which corrections of a whole file, such as `s/old/new/g`, look in all."""

MOST_NOTED_NAMES = 2_000
"""People who are named in notes as present, and as regrets."""


class FullError(RefusedError):
    """A community has as many of something as it may have.

    `noun` is one of the nouns in `FULL` of `wording/bounds.py`.
    """

    def __init__(self, noun: str, limit: int) -> None:
        super().__init__(noun, limit)
        self.noun = noun
        self.limit = limit


def check_room(noun: str, count: int, limit: int) -> None:
    """Raise FullError where a community has `limit` of something, so that no more can be added."""
    if count >= limit:
        raise FullError(noun, limit)
