"""What is said about being in a voice channel."""

from sigbot.domain.voice import HiddenPlaceError, SilentPlaceError

ON = (
    "Voice channels now count for you. If you stay in the voice channel of a meeting long enough, "
    "you are checked in. `/me voice` turns it off."
)
OFF = (
    "Voice channels no longer count for you, and I deleted what I had stored about them. "
    "Meetings that already counted stay counted. **Check in** still works."
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
