"""Take the names of people who do not want to be named out of minutes."""

from dataclasses import replace

from sigbot.domain.minutes import Minutes, MinutesAction, MinutesNote, MinutesTopic, PresentBy


def without_names(minutes: Minutes, names: frozenset[str]) -> Minutes:
    """Return minutes without some names. Whoever was there still counts, without a name.

    What others wrote in a sentence stays as it is.
    """

    def kept(several: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in several if name not in names)

    present = [PresentBy(by.source, kept(by.names)) for by in minutes.present]
    count = sum(len(by.names) for by in minutes.present)
    return replace(
        minutes,
        chairs=kept(minutes.chairs),
        scribes=kept(minutes.scribes),
        present=tuple(by for by in present if by.names),
        noted=kept(minutes.noted),
        nameless=minutes.nameless + count - sum(len(by.names) for by in present),
        regrets=kept(minutes.regrets),
        agenda=tuple(
            replace(point, by="") if point.by in names else point for point in minutes.agenda
        ),
        topics=tuple(_topic(topic, names) for topic in minutes.topics),
        actions=tuple(_action(action, names) for action in minutes.actions),
        carried=tuple(_action(action, names) for action in minutes.carried),
    )


def _topic(topic: MinutesTopic, names: frozenset[str]) -> MinutesTopic:
    notes = tuple(_note(note, names) for note in topic.notes)
    return replace(topic, notes=notes)


def _note(note: MinutesNote, names: frozenset[str]) -> MinutesNote:
    return replace(note, speaker="") if note.speaker in names else note


def _action(action: MinutesAction, names: frozenset[str]) -> MinutesAction:
    return replace(action, owner="") if action.owner in names else action
