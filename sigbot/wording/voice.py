"""What is said about being in a voice channel."""

ON = (
    "Thank you. If you are in the voice channel of a meeting for long enough, you are checked in. "
    "`/me voice` turns it off."
)
OFF = (
    "I do not note any more when you are in a voice channel, and have deleted what I noted. "
    "Meetings that were counted stay counted. **Check in** still works."
)
COUNTS = "count as attendance; `/me voice` turns it off"
IGNORED = "are not noted; `/me voice` turns it on"


def voice_set(*, wanted: bool) -> str:
    return ON if wanted else OFF


def line(*, wanted: bool) -> str:
    return COUNTS if wanted else IGNORED
