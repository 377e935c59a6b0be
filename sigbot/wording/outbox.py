"""Why something could not be posted, for organizers: what to do about it."""

NO_CHANNEL = "no channel for news is set; choose one with `/sig setup`"
NO_PERMISSION = (
    "I may not write in that channel; please allow me to view it, send messages and attach files"
)
NO_MESSAGE = "the channel or message is gone; choose a channel with `/sig setup`"
REFUSED = "Discord refused it (code {code})"
WORN_OUT = "I had to be started again each time I tried; please report this"
SLOW = "Discord asks me to slow down"
UNREACHABLE = "Discord did not answer ({name})"
FAILED = "it failed ({name}); I will try again"
KEPT_FAILING = "it kept failing ({name}); I gave up after several tries"

_CODES = {50001: NO_PERMISSION, 50013: NO_PERMISSION, 10003: NO_MESSAGE, 10008: NO_MESSAGE}


def refused(code: int) -> str:
    return _CODES.get(code, REFUSED.format(code=code))


def unreachable(name: str) -> str:
    return UNREACHABLE.format(name=name)


def failed(name: str, *, for_ever: bool) -> str:
    return (KEPT_FAILING if for_ever else FAILED).format(name=name)
