"""What is said to members who are asked to be hosts."""

from sigbot.domain.hosts import Host
from sigbot.wording.safe import plain

QUESTION = (
    "**Do you want to be a host of {title}?** An organizer of {community} looks for times at "
    "which one of the hosts can always come.\n"
    "If you say Yes, organizers can work out from these times where you live and when you are "
    "free. If you say No, they see that you said No, and nothing else."
)
YES, NO = "Yes", "No"
AGREED = (
    "Times for **{title}** may be looked for with you as a host now. Press **No** to take it back."
)
DECLINED = "You are no host of **{title}**. Organizers see that you said No, and nothing else."


def question(host: Host) -> str:
    return QUESTION.format(title=plain(host.title), community=plain(host.community))


def answered(host: Host, *, agreed: bool) -> str:
    return (AGREED if agreed else DECLINED).format(title=plain(host.title))
