"""What is said to members whom a report may name, and about names that are left out."""

from sigbot.domain.authors import AuthorQuestion, NamedAuthors
from sigbot.wording.lists import listed
from sigbot.wording.safe import plain

QUESTION = (
    "**May the report of {label} name you as an author, as {name}?** An organizer of {community} "
    "wrote your name there. The report is for a foundation, and everybody can read it.\n"
    "Until you say Yes, your name is left out. You can change your answer until the report is "
    "published."
)
YES, NO = "Yes", "No"
AGREED = "The report of {label} may name you. Press **No** to take it back."
DECLINED = "The report of {label} does not name you."
ASKED = "Not named, because they have not said Yes yet: {names}."
SAID_NO = "Said No to being named: {names}."
HINT = "Members are named only after they said Yes; I ask them."
TO_PUBLISH = "It names as authors: {names}."
LEFT_OUT = "Not named, because they have not said Yes: {names}."
EVERYBODY_AGREED = (
    "By publishing you confirm: all people who are named as authors, in titles or in sentences "
    "have agreed to it."
)


def question(asked: AuthorQuestion) -> str:
    return QUESTION.format(
        label=plain(asked.label), name=plain(asked.name, 80), community=plain(asked.community)
    )


def answered(asked: AuthorQuestion, *, agreed: bool) -> str:
    return (AGREED if agreed else DECLINED).format(label=plain(asked.label))


def left_out(authors: NamedAuthors) -> str:
    """Say whom the report does not name, "" where it names all."""
    lines = [
        template.format(names=_names(names))
        for template, names in ((ASKED, authors.asked), (SAID_NO, authors.declined))
        if names
    ]
    return "\n".join(lines)


def to_publish(authors: NamedAuthors) -> list[str]:
    """Return the lines of the question whether to publish that say who is named."""
    lines = [
        template.format(names=_names(names))
        for template, names in ((TO_PUBLISH, authors.named), (LEFT_OUT, authors.left_out))
        if names
    ]
    return [*lines, EVERYBODY_AGREED]


def _names(names: tuple[str, ...]) -> str:
    return listed([plain(name, 80) for name in names])
