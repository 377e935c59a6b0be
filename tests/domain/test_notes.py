"""Notes of a meeting as people and other tools write them, and what is understood of them.

What scribe.perl and MeetBot take is tested against the facts in their manuals.
"""

from datetime import date

import pytest

from sigbot.domain.bounds import (
    LONGEST_CORRECTED,
    MOST_CORRECTIONS,
    MOST_NOTED_NAMES,
    MOST_NOTES,
    MOST_NOTES_BYTES,
    NAME_LIMIT,
    NOTE_LIMIT,
    TITLE_LIMIT,
)
from sigbot.domain.notes import (
    NotesReading,
    NotesRefusedError,
    NotesToRead,
    read_notes,
    read_notes_file,
    read_notes_job,
)

DAY = date(2026, 12, 2)
"""A Wednesday."""


def read(*lines: str) -> NotesReading:
    return read_notes("\n".join(lines), DAY)


def topics(reading: NotesReading) -> dict[str, list[str]]:
    """The notes under each topic: what is neither a decision nor an action."""
    return {
        topic.title: [entry.shown for entry in topic.entries if hasattr(entry, "shown")]
        for topic in reading.topics
    }


def notes(reading: NotesReading) -> list[str]:
    return [text for texts in topics(reading).values() for text in texts]


def actions(reading: NotesReading) -> list[tuple[str, str, str]]:
    return [(a.owner, a.text, str(a.due or "")) for a in reading.actions]


def agreed(reading: NotesReading) -> list[str]:
    return [note.text for note in reading.agreed]


def problems(reading: NotesReading) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in reading.problems]


# Topics


@pytest.mark.parametrize(
    "mark", ["topic:", "Topic :", "TOPIC：", "**Topic:**", "- topic:", "#topic"]
)
def test_a_topic_is_read_however_it_is_typed(mark: str) -> None:
    assert topics(read("before", f"{mark}  The   budget ", "after")) == {
        "": ["before"],
        "The budget": ["after"],
    }


@pytest.mark.parametrize("mark", ["subtopic:", "Sub-topic:", "#subtopic", "#progress"])
def test_a_subtopic_is_titled_with_its_topic(mark: str) -> None:
    reading = read("topic: Budget", f"{mark} Travel", f"{mark} Rent", "topic: Other")
    assert [*topics(reading)] == ["Budget", "Budget: Travel", "Budget: Rent", "Other"]


def test_a_subtopic_before_any_topic_is_one_itself() -> None:
    assert [*topics(read("subtopic: Travel", "far"))] == ["Travel"]


def test_headings_of_markdown_are_topics_and_deeper_ones_subtopics() -> None:
    reading = read("# Budget", "little", "## Travel ##", "far", "# Other")
    assert topics(reading) == {"Budget": ["little"], "Budget: Travel": ["far"], "Other": []}
    assert reading.title == ""


def test_a_heading_above_all_others_is_the_title_of_the_meeting() -> None:
    reading = read("# Minutes of the SIG", "present: Ann", "## Budget", "little", "### Travel")
    assert (reading.title, [*topics(reading)]) == (
        "Minutes of the SIG",
        ["Budget", "Budget: Travel"],
    )
    assert read("# SIG", "hello", "## Budget", "## Other").title == "SIG"
    assert [*topics(read("# Welcome", "hello", "## More", "x"))] == ["Welcome", "Welcome: More"]


def test_a_topic_in_a_heading_is_only_the_topic() -> None:
    assert [*topics(read("## Topic: Budget", "x"))] == ["Budget"]


def test_a_line_that_only_divides_others_is_no_note() -> None:
    assert notes(read("a", "---", "=====", "* * *", "b", ":-)")) == ["a", "b", ":-)"]


def test_what_is_typed_in_a_chat_is_no_heading() -> None:
    assert notes(read("<ann> # not a heading")) == ["ann: # not a heading"]


def test_a_topic_that_is_too_long_goes_on_as_a_note() -> None:
    reading = read("topic: " + "word " * 100)
    (topic,) = reading.topics
    assert len(topic.title) <= TITLE_LIMIT
    assert f"{topic.title} {notes(reading)[0]}" == ("word " * 100).strip()


# Lists under a heading


def test_lists_of_people_decisions_and_actions_under_their_headings() -> None:
    reading = read(
        *("## Attendees", "- Ann Lee (BMC, Berlin)", "- Ben", "## Regrets", "Cem, Dora"),
        *("## Budget", "little", "## Decisions", "1. We go on.", "## Action items"),
        *("- Ann - write it", "- [x] Ben: call", "That was all."),
    )
    assert reading.present == ("Ann Lee (BMC, Berlin)", "Ben")
    assert reading.regrets == ("Cem", "Dora")
    assert agreed(reading) == ["We go on."]
    assert actions(reading) == [("Ann", "write it", ""), ("Ben", "call", "")]
    assert topics(reading)["Action items"] == ["That was all."]
    assert [topic.title for topic in reading.topics if not topic.is_list] == [
        *("Budget", "Action items"),
    ]
    assert problems(reading) == []


def test_a_list_may_follow_a_mark_without_a_text() -> None:
    reading = read("topic: A", "Present:", "- Ann", "Links:", "* https://example.org/x", "info: i")
    assert (reading.present, reading.links) == (("Ann",), ("https://example.org/x",))
    assert problems(reading) == []


def test_a_sentence_under_a_mark_without_a_text_is_no_name() -> None:
    reading = read("Present:", "we talked about money")
    assert (reading.present, notes(reading)) == ((), ["we talked about money"])
    assert problems(reading) == [("empty", 1)]


def test_a_check_box_in_another_list_is_an_action() -> None:
    reading = read("## Decisions", "- go", "- [ ] Ann: write", "- stay")
    assert (agreed(reading), actions(reading)) == (["go", "stay"], [("Ann", "write", "")])


# Decisions, links, information


@pytest.mark.parametrize(
    "mark",
    [
        *("resolution:", "Resolved:", "AGREED:", "decision:", "Decided:"),
        *("#agreed", "#agree", "#accepted"),
    ],
)
def test_a_decision(mark: str) -> None:
    assert agreed(read("topic: A", f"{mark} we meet on Mondays")) == ["we meet on Mondays"]


def test_what_was_rejected_is_a_decision_that_says_so() -> None:
    assert agreed(read("#rejected a new format")) == ["Rejected: a new format"]


def test_what_was_only_agreed_on_in_a_sentence_is_a_note() -> None:
    assert agreed(read("agreed that it is late", "Agreed. Next week then.")) == []


@pytest.mark.parametrize(
    "line",
    [
        "https://example.org/a the page",
        "<https://example.org/a>",
        "- https://example.org/a",
        "link: https://example.org/a",
        "#link https://example.org/a the page",
        "[the page](https://example.org/a)",
        "-> https://example.org/a the page",
    ],
)
def test_a_link(line: str) -> None:
    reading = read(line)
    assert reading.links == ("https://example.org/a",)
    assert notes(reading)[0].removesuffix(" the page") == "https://example.org/a"


def test_a_link_within_a_sentence_stays_there() -> None:
    """As with MeetBot: the address must be the first thing in the line."""
    reading = read("the main page is http://wiki.debian.org/MeetBot/")
    assert reading.links == ()
    assert notes(reading) == ["the main page is http://wiki.debian.org/MeetBot/"]


def test_a_link_that_cannot_be_one_is_a_note() -> None:
    for line in ("#link the page", f"https://example.org/{'a' * 600}", "https://a@example.org/"):
        assert (read(line).links, len(notes(read(line)))) == ((), 1)


# Actions


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("action: Ann - send the slides", ("Ann", "send the slides", "")),
        ("Action : Ann Lee – send the slides", ("Ann Lee", "send the slides", "")),
        ("ACTION: Ann: send the slides", ("Ann", "send the slides", "")),
        ("ACTION Ann to send the slides", ("Ann", "send the slides", "")),
        ("- [ ] Ann: send the slides", ("Ann", "send the slides", "")),
        ("* [ ] @ann - send the slides", ("ann", "send the slides", "")),
        ("[ ] send the slides", ("", "send the slides", "")),
        ("1. [x] Ann: send the slides", ("Ann", "send the slides", "")),
        ("Todo: Ana de la Cruz to write", ("Ana de la Cruz", "write", "")),
        ("action items: Ann and Ben to write", ("Ann and Ben", "write", "")),
        ("action: Ärzte, 張偉 to write", ("Ärzte, 張偉", "write", "")),
        ("action: fix the bug: it crashes", ("", "fix the bug: it crashes", "")),
        ("action: need to fix it", ("", "need to fix it", "")),
        ("action: Ann", ("", "Ann", "")),
        ("- [ ] **Ann**: send", ("Ann", "send", "")),
        ("- [ ] **Ann:** send", ("Ann", "send", "")),
        ("action: *@ann* - send", ("ann", "send", "")),
        ("action: Bob Ray will write", ("Bob Ray", "will write", "")),
        ("action: it will rain", ("", "it will rain", "")),
        ("action: Ann - send, due 2026-12-09", ("Ann", "send", "2026-12-09")),
        ("action: Ann - send (due 9 December)", ("Ann", "send", "2026-12-09")),
        ("action: Ann - send by mail due: Dec 9th.", ("Ann", "send by mail", "2026-12-09")),
        ("action: Ann - due tomorrow send it", ("Ann", "send it", "2026-12-03")),
        ("- [ ] Ann: send [due by Friday]", ("Ann", "send", "2026-12-04")),
        ("action: Ann - send due on 5 Jan 2027 again", ("Ann", "send again", "2027-01-05")),
        ("action: Ann - due Friday", ("Ann", "due Friday", "2026-12-04")),
        ("action: Ann - say what is due to rain", ("Ann", "say what is due to rain", "")),
        ("action: Ann - do the due diligence", ("Ann", "do the due diligence", "")),
        ("action: Ann - pay what is due", ("Ann", "pay what is due", "")),
    ],
)
def test_an_action(line: str, expected: tuple[str, str, str]) -> None:
    reading = read(line)
    assert actions(reading) == [expected]
    assert problems(reading) == []


def test_an_action_with_a_tick_is_done() -> None:
    assert [action.is_done for action in read("- [x] a", "- [X] b", "- [ ] c").actions] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("line", ["action-20: look at it", "Action is needed", "actions speak"])
def test_what_is_no_action(line: str) -> None:
    assert (actions(read(line)), notes(read(line))) == ([], [line])


@pytest.mark.parametrize(
    ("due", "code"),
    [("smarch 3", "due"), ("9/31", "due"), ("03/04", "due_ambiguous"), ("2026-13-01", "due")],
)
def test_a_date_that_cannot_be_read_stays_in_the_text_and_is_told(due: str, code: str) -> None:
    reading = read("topic: A", f"action: Ann - send, due {due}")
    assert actions(reading) == [("Ann", f"send, due {due}", "")]
    assert problems(reading) == [(code, 2)]


# People


@pytest.mark.parametrize(
    ("lines", "present"),
    [
        (["present: Ann, Ben Lee"], ("Ann", "Ben Lee")),
        (
            ["Present+ Ann ,Ben,, Cem and Dora & Eva;Fay"],
            ("Ann", "Ben", "Cem", "Dora", "Eva", "Fay"),
        ),
        (["present+: Ann", "PRESENT + Ben", "present - Cem"], ("Ann", "Ben", "Cem")),
        (["Attendees: Ann (BMC, Berlin), @ben"], ("Ann (BMC, Berlin)", "ben")),
        (["present+ Ann, Ben", "present- ben"], ("Ann",)),
        (["present+ Ann, ann, ANN"], ("Ann",)),
        (["present: Ann", "present: Ben"], ("Ann", "Ben")),
        (["present: (no one)"], ()),
        (["Attendees (2): Ann, Ben", "## Present (1)", "- Cem"], ("Ann", "Ben", "Cem")),
        (["ann: present+", "Ben Lee: present+"], ("ann", "Ben Lee")),
    ],
)
def test_who_is_present(lines: list[str], present: tuple[str, ...]) -> None:
    reading = read(*lines)
    assert (reading.present, notes(reading)) == (present, [])
    assert problems(reading) == []


def test_who_is_absent_presides_and_writes() -> None:
    reading = read("Regrets: Ann", "regrets+ Ben", "chair: Cem", "scribe: Dora", "Note-taker+ Eva")
    assert (reading.regrets, reading.chairs) == (("Ann", "Ben"), ("Cem",))
    assert reading.scribes == ("Dora", "Eva")


def test_a_bare_sign_means_who_typed_it_and_nobody_in_a_plain_text() -> None:
    reading = read("<ann> chair+", "<ben_> present+", "<cem> regrets+", "<dora> scribe+")
    assert (reading.chairs, reading.present) == (("ann",), ("ben",))
    assert (reading.regrets, reading.scribes) == (("cem",), ("dora",))
    plain = read("present+")
    assert (plain.present, notes(plain), problems(plain)) == ((), ["present+"], [("nobody", 1)])


def test_names_that_cannot_be_names_become_notes() -> None:
    long = "x" * (NAME_LIMIT + 1)
    reading = read(f"present+ Ann, {long}")
    assert (reading.present, notes(reading)) == (("Ann",), [long])
    assert problems(reading) == [("long_name", 1)]
    many = read("present+ " + ", ".join(f"n{i}" for i in range(MOST_NOTED_NAMES + 2)))
    assert len(many.present) == MOST_NOTED_NAMES
    assert notes(many) == [f"n{MOST_NOTED_NAMES}, n{MOST_NOTED_NAMES + 1}"]
    assert problems(many) == [("many_names", 1)]


def test_to_remove_somebody_who_is_not_there_is_told() -> None:
    assert problems(read("present+ Ann", "present- Ben")) == [("not_listed", 2)]


def test_what_only_begins_like_a_list_of_people_is_a_note() -> None:
    for line in ("present-day issues", "Presentation: Ann talks", "chairing is hard"):
        assert notes(read(line)) == [line]


# Chat logs


@pytest.mark.parametrize(
    "line",
    [
        "<ann> hello",
        "< ann> hello",
        "<@ann> hello",
        "10:02 <ann> hello",
        "10:02:11 <ann> hello",
        "[10:02] <ann> hello",
        "[2026-12-02 10:02:11] <+ann> hello",
        "2026-12-02T15:27:21-0500 <ann> hello",
        "27-02-2020 15:04:33 < ann!~ann@team.cloak: hello",
        "10:02 ann: hello",
        "[10:02] ann: hello",
        "[10:02 AM] ann: hello",
        "[02/12/2026, 10:02:11] ann: hello",
        "02/12/2026, 10:02 - ann: hello",
        "10:02:11 From ann to Everyone: hello",
        "10:02:11\t From ann : hello",
        "10:02:11 From ann to Ben Lee (Direct Message):\n\thello",
        "ann  10:02 AM\nhello",
        "ann — Today at 10:02\nhello",
        "ann [10:02]\nhello",
    ],
)
def test_who_said_it_is_read_in_every_shape(line: str) -> None:
    reading = read(line)
    (note,) = [entry for topic in reading.topics for entry in topic.entries]
    assert (note.speaker, note.text) == ("ann", "hello")
    marked = read(line.replace("hello", "topic: Budget"))
    assert [*topics(marked)] == ["Budget"]


def test_times_in_a_plain_text_are_kept() -> None:
    lines = ("We met.", "10:30 Break: a quarter of an hour", "It was late.", "Standup  10:30")
    assert notes(read(*lines)) == [*lines[:3], "Standup 10:30"]


def test_who_came_and_went_is_left_out_and_counted() -> None:
    reading = read(
        "10:01 -!- ann [a@b] has joined #sig",
        "13:00:00 <RRSAgent> RRSAgent has joined #sig",
        "10:02 <ann> hello",
        "[10:03] * ann waves",
        "--- Log closed Wed",
    )
    assert notes(reading) == ["ann: hello", "ann waves"]
    assert len(reading.left_out) == 3


def test_a_line_that_the_program_broke_is_one_line() -> None:
    """As mIRC saves it."""
    assert notes(read("<ann> a long", " line of one", "<ben> I agree.")) == [
        "ann: a long line of one",
        "ben: I agree.",
    ]


# What scribe.perl's manual says


def test_scribe_perl_chairs() -> None:
    reading = read("chair: Jonathan, Louis", "Chair+ Mia", "chair+ Zoe, Pete, Annabel")
    assert len(reading.chairs) == 6
    assert read("Chair: Jonathan", "Chair: Louis").chairs == ("Louis",)
    assert read("chair: Jonathan, Louis, Pete", "chair- Louis, Pete").chairs == ("Jonathan",)
    empty = read("<foo> Chair: Bob", "<Abel> Chair:", "<foo> Else")
    assert (empty.chairs, problems(empty)) == (("Bob",), [("empty", 2)])
    assert read("Chairs: Bob & Conny").chairs == ("Bob", "Conny")


def test_scribe_perl_scribes_and_their_words() -> None:
    reading = read(
        *("<dbooth> before", "<dbooth> Scribe: dbooth", "<dbooth> Mike: X is great"),
        *("<ericn> I agree.", "<ericn> scribe+", "<ericn> General agreement."),
        *("<dbooth> scribe-", "<dbooth> My own remark."),
    )
    assert reading.scribes == ("dbooth", "ericn")
    assert notes(reading) == [
        *("before", "Mike: X is great", "ericn: I agree.", "General agreement."),
        "dbooth: My own remark.",
    ]


def test_scribe_perl_real_names_of_scribes() -> None:
    for line in ("Scribe: jon2 = John Smith", "ScribeNick: jon2/John Smith"):
        reading = read(f"<jon2> {line}", "<jon2> Mike: hello")
        assert (reading.scribes, reading.names) == (("John Smith",), (("jon2", "John Smith"),))
        assert notes(reading) == ["Mike: hello"]
    assert read("<a> Scribe: *", "<a> x", "<b> y").scribes == ()
    assert notes(read("<a> Scribe: *", "<a> x", "<b> y")) == ["x", "y"]


def test_scribe_perl_lines_that_go_on() -> None:
    reading = read(
        *("<d> scribe: d", "<d> Mike: X is great", "<d> ... and easy.", "<d> …to do."),
        *("<e> RESOLUTION: Accept it", "<e> … with Pete's text", "<e> present+ Ann", "<e> ... x"),
    )
    assert notes(reading)[0] == "Mike: X is great and easy. to do."
    assert agreed(reading) == ["Accept it with Pete's text"]
    assert reading.present == ("Ann",)


def test_scribe_perl_actions() -> None:
    reading = read(
        "<foo> ACTION: Frank, Mary and Kate to propose solution for issue 42",
        "<foo> action Ann: publish report 17",
        "<foo> Action Fred to do something",
        "<baz> action : bar do this, too",
        "<bar> action-20: look at the documentation.",
    )
    assert actions(reading) == [
        ("Frank, Mary and Kate", "propose solution for issue 42", ""),
        ("Ann", "publish report 17", ""),
        ("Fred", "do something", ""),
        ("bar", "do this, too", ""),
    ]
    assert notes(reading) == ["bar: action-20: look at the documentation."]


def test_underlined_lines_are_headings() -> None:
    reading = read(
        *("Weekly call", "===========", "", "Budget", "------", "- it is fine"),
        *("Website", "-------", "New colours.", "---", "No heading", "-----------------------"),
    )
    assert reading.title == "Weekly call"
    assert topics(reading) == {
        "Budget": ["it is fine"],
        "Website": ["New colours.", "No heading"],
    }


def test_who_is_listed_as_absent_among_those_present_was_not_there() -> None:
    reading = read(
        "Present: Ann, Ben (regrets), Cem (BMC), Dora (Absent)", "present+ Eva (excused)"
    )
    assert reading.present == ("Ann", "Cem (BMC)")
    assert reading.regrets == ("Ben", "Dora", "Eva")


def test_scribe_perl_present_and_regrets() -> None:
    reading = read(
        "<frank> present+: Janine, Brian",
        "<frank> present+ Nathan",
        "<frank> present- Nathan",
        "<frank> regrets+ Marja, Leonard",
        "<frank> Present+",
    )
    assert reading.present == ("Janine", "Brian", "frank")
    assert reading.regrets == ("Marja", "Leonard")


def test_scribe_perl_corrections() -> None:
    text = ["<a> Mary here", "<a> Mary there"]
    last = read(*text, "<b> s/Mary/Marie/")
    assert notes(last) == ["a: Mary here", "a: Marie there"]
    for line in ("s/Mary/Marie/g", "s|Mary|Marie|g"):
        assert notes(read(*text, line, "Mary")) == ["a: Marie here", "a: Marie there", "Mary"]
    assert notes(read(*text, "s/Mary/Marie/G", "Mary"))[-1] == "Marie"
    assert notes(read("a @@", "s/@@/http://example.org/path/")) == ["a http://example.org/path"]
    assert notes(read("a @@", "s|@@|x/y|")) == ["a x/y"]
    assert notes(read("a.c", "abc", "s/a.c/x/")) == ["x", "abc"]
    in_order = read("Original", "s/Original/Intermediate", "s/Intermediate/Final/")
    assert (notes(in_order), problems(in_order)) == (["Final"], [])


def test_scribe_perl_corrections_that_failed_are_left_as_they_were_typed() -> None:
    for line in ("s/and\\/or/but", "s/nobody said it/x/", "i/nowhere/topic: A/"):
        reading = read("this and/or that", line)
        assert notes(reading) == ["this and/or that", line]
        assert problems(reading) == [("no_match", 2)]


def test_scribe_perl_lines_that_are_put_in() -> None:
    reading = read(
        "<Arthur> Finished with issue LC71; on to LC82.",
        "<Arthur> Frank: This is about syntax",
        "<Arthur> ... Do we care about syntax?",
        "<dbooth> i/Frank: This is about/Topic: Issue LC82",
    )
    assert [*topics(reading)] == ["", "Issue LC82"]
    assert len(topics(reading)["Issue LC82"]) == 1


def test_scribe_perl_pasted_text_has_no_commands() -> None:
    for begin, end in (("```", "```"), ("[[", "]]")):
        reading = read(f"<a> {begin}", "<a> topic: x", "<a> s/x/y/", f"<a> {end}", "<a> topic: B")
        assert [*topics(reading)] == ["", "B"]
        assert [entry.text for entry in reading.topics[0].entries] == ["topic: x", "s/x/y/"]
    assert [*topics(read("```", "topic: A"))] == ["", "A"]


def test_scribe_perl_a_backslash_says_that_a_line_is_no_command() -> None:
    reading = read("<gigi> \\Topic: same as Subject", "<jany> \\scribe+", "<x> \\\\n = newline")
    assert notes(reading) == ["gigi: Topic: same as Subject", "jany: scribe+", "x: \\n = newline"]


def test_scribe_perl_what_bots_say_and_are_told() -> None:
    reading = read(
        '<Zakim> agendum 1. "Agenda and Minutes" taken up [from agendabot]',
        "<Zakim> agendum 2 -- Next steps -- taken up [from ann]",
        "<Zakim> As of this point the attendees have been Ann, Ben",
        "<ann> q+",
        "<ann> zakim, list attendees",
        "<RRSAgent> I have made the request to generate https://example.org/minutes",
        "<ann> ack ben",
    )
    assert [*topics(reading)] == ["Agenda and Minutes", "Next steps"]
    assert (reading.present, len(reading.left_out)) == (("Ann", "Ben"), 4)


def test_scribe_perl_the_title() -> None:
    assert read("Meeting: Baking Club", "meeting: Book Club").title == "Book Club"


# What MeetBot's manual says


def test_meetbot_a_meeting() -> None:
    reading = read(
        "< MrBeige> #startmeeting",
        "< MrBeige> #topic should we release or not?",
        "-!- MeetBot changed the topic of #meetbot-test to: should we release",
        "< MrBeige> #info we have two major blocking bugs: the character set",
        "             conversion, and the segfaults",
        "< MrGreen> I see",
        "< MrBeige> #agreed we give one week to fix these",
        "< MrMauve> yes",
        "< MrBeige> #action MrGreen and MrMauve work together to fix the bugs",
        "< MrBeige> #ACTION MrBeige releases when done",
        "< MrBeige> #topic goals for release after next",
        "< MrBeige> #link http://wiki.debian.org/MeetBot/ is the main page",
        "< MrBeige> http://wiki.debian.org/MeetBot/ is the main page",
        "< MrBeige> #idea faster",
        "< MrBeige> #halp wanted",
        "< MrBeige> #endmeeting",
    )
    assert topics(reading) == {
        "should we release or not?": [
            "we have two major blocking bugs: the character set conversion, and the segfaults",
            "MrGreen: I see",
            "we give one week to fix these",
            "MrMauve: yes",
        ],
        "goals for release after next": [
            "http://wiki.debian.org/MeetBot/ is the main page",
            "http://wiki.debian.org/MeetBot/ is the main page",
            "Idea: faster",
            "Help: wanted",
        ],
    }
    assert actions(reading) == [
        ("MrGreen and MrMauve", "work together to fix the bugs", ""),
        ("MrBeige", "releases when done", ""),
    ]
    assert reading.chairs == ("MrBeige",), "who called #startmeeting"
    assert reading.links == ("http://wiki.debian.org/MeetBot/",)


def test_meetbot_chairs_are_divided_by_commas_and_spaces() -> None:
    reading = read("<a> #startmeeting Weekly", "<a> #chair MrGreen, MsAlizarin b", "<a> #unchair b")
    assert reading.chairs == ("a", "MrGreen", "MsAlizarin")
    assert reading.title == "Weekly"
    assert read("#meetingtopic X", "#meetingname y").titles == ("y", "X")


def test_meetbot_undo_takes_back_the_last_item() -> None:
    lines = ("#topic A", "#info one", "said", "#info two", "#undo")
    assert topics(read(*lines)) == {"A": ["one", "said"]}
    assert topics(read(*lines, "#undo")) == {"A": ["said"]}
    assert topics(read(*lines, "#undo", "#undo")) == {"": ["said"]}
    again = read(*lines, "#undo", "#undo", "#undo")
    assert problems(again) == [("nothing_to_undo", 8)]


def test_meetbot_a_command_without_a_text_is_told() -> None:
    lines = ["#topic", "#idea", "#info", "#action", "#agreed", "#halp", "#accepted", "#rejected"]
    reading = read("x", *lines)
    assert (notes(reading), len(reading.problems)) == (["x"], len(lines))


def test_meetbot_commands_that_nobody_knows_are_notes() -> None:
    assert notes(read("#vote +1", "#12 is fixed", "#endmeeting Ending")) == [
        *("#vote +1", "#12 is fixed", "Ending"),
    ]


# Hard to read


def test_corrections_of_everything() -> None:
    assert notes(read("a b", "c d", "s/ /_/g")) == ["a_b", "c_d"]
    assert notes(read("aa", "b", "s/a//g")) == ["b"]
    assert notes(read("x", "s//y/")) == ["x", "s//y/"]


def test_corrections_that_make_too_much_are_not_made() -> None:
    reading = read("a" * 100, f"s/a/{'b' * LONGEST_CORRECTED}/g")
    assert (notes(reading)[0], problems(reading)) == ("a" * 100, [("too_long", 2)])
    growing = read("a" * 9, *["s/a/aaaa/g"] * 20)
    assert sum(map(len, notes(growing))) < LONGEST_CORRECTED + 1_000


def test_only_so_many_corrections_are_tried() -> None:
    reading = read("a", *["s/a/a/"] * (MOST_CORRECTIONS + 1))
    assert problems(reading) == [("many_corrections", MOST_CORRECTIONS + 2)]


def test_a_long_line_becomes_several_notes() -> None:
    text = "word " * 2_000
    for mark in ("", "agreed: ", "action: Ann - ", "<ann> ", "#info "):
        reading = read(mark + text)
        pieces = [entry.text for entry in reading.entries]
        assert max(map(len, pieces)) <= NOTE_LIMIT
        assert " ".join(pieces) == text.strip()
    assert "".join(notes(read("x" * 5_000))) == "x" * 5_000


def test_marks_that_turn_texts_around_and_colours_are_taken_out() -> None:
    reading = read(
        "\u202etopic: \u2067שלום\u2069",
        "\x0304,01present+\x0f \u202eعلي",
        "\x00".strip("\x00") + "a\x1bb",
    )
    assert [*topics(reading)] == ["שלום"]
    assert (reading.present, notes(reading)) == (("علي",), ["ab"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_reads_the_same_however_it_was_saved(encoding: str, end: str) -> None:
    text = end.join(["topic: Börse • 5 €", "present+ Zoë", "agreed: “yes” …", ""])
    reading = read_notes_file(text.encode(encoding), DAY)
    assert [*topics(reading)] == ["Börse • 5 €"]
    assert (reading.present, agreed(reading)) == (("Zoë",), ["“yes” …"])
    assert read_notes_job(NotesToRead(text.encode(encoding), DAY)) == reading


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"PK\x03\x04 a Word document", "binary"),
        (b"%PDF-1.7", "binary"),
        (bytes(range(256)), "not_text"),
        ("Тема: бюджет".encode("cp1251"), "encoding"),
        (b"x" * (MOST_NOTES_BYTES + 1), "too_large"),
        (b"x\n" * (MOST_NOTES + 1), "too_many_lines"),
    ],
)
def test_what_is_no_text_of_notes_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(NotesRefusedError) as refused:
        read_notes_file(data, DAY)
    assert refused.value.fault.code == code


@pytest.mark.parametrize("text", ["", " \n ", "a\0b", "x\n" * (MOST_NOTES + 1)])
def test_what_was_pasted_is_refused_for_the_same_reasons(text: str) -> None:
    with pytest.raises(NotesRefusedError):
        read_notes(text, DAY)
