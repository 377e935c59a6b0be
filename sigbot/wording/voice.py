"""What is said about being in a voice channel."""

from sigbot.domain.voice import HiddenPlaceError, SilentPlaceError

ON = (
    "Thank you. If you are in the voice channel of a meeting for long enough, you are checked in. "
    "`/me voice` turns it off."
)
OFF = (
    "I do not note any more when you are in a voice channel, and have deleted what I noted. "
    "Meetings that were counted stay counted. **Check in** still works."
)
HIDDEN_PLACE = (
    "I do not know this channel, or you cannot see it. Please name a voice channel that you can "
    "see, or write the place in words."
)
SILENT_PLACE = (
    "This channel is not a voice channel. Please name a voice channel or a stage that you can see, "
    "or write the place in words."
)
COUNTS = "count as attendance; `/me voice` turns it off"
IGNORED = "are not noted; `/me voice` turns it on"


REFUSALS = {
    HiddenPlaceError: lambda _: HIDDEN_PLACE,
    SilentPlaceError: lambda _: SILENT_PLACE,
}


def voice_set(*, wanted: bool) -> str:
    return ON if wanted else OFF


def line(*, wanted: bool) -> str:
    return COUNTS if wanted else IGNORED
