"""Cards about people and the names that may be theirs."""

from discord import ButtonStyle
from discord.ui import LayoutView

from sigbot.chat import custom_ids as ids
from sigbot.chat.buttons import button
from sigbot.chat.cards import card, note
from sigbot.services.checkins import CheckedIn
from sigbot.services.corrections import Corrected
from sigbot.services.names import Linked
from sigbot.wording import attendance as say
from sigbot.wording import meetings as say_meetings


def checked_in(check_in: CheckedIn) -> LayoutView | str:
    """Return the answer to a check-in, with the question about a guest of the same name.

    A second check-in can be taken back.
    """
    text = say.checked_in(check_in.meeting, first=check_in.first)
    guest, meeting_id = check_in.namesake, check_in.meeting.id
    undo = button(say_meetings.TAKE_BACK, ids.UndoCheckIn(meeting_id))
    if guest is None:
        keep = button(say_meetings.STAY, ids.Stay(meeting_id))
        return text if check_in.first else card(text, buttons=[undo, keep])
    mine = button(say.THAT_IS_ME, ids.ClaimName(guest.id), ButtonStyle.primary)
    apart = button(say.SOMEONE_ELSE, ids.KeepApart(guest.id))
    return card(
        text,
        say.is_it_you(guest.name),
        buttons=[mine, apart, *([] if check_in.first else [undo])],
    )


def added(corrected: Corrected) -> LayoutView | str:
    """Return who was put on a list, with the question about a guest of the same name."""
    name = corrected.person.name
    text = say.added(name, corrected.meeting, changed=corrected.changed)
    guest = corrected.namesake
    if guest is None:
        return text
    join = ids.JoinGuest(guest.id, corrected.person.id)
    buttons = [
        button(say.SAME_PERSON, join, ButtonStyle.primary),
        button(say.SOMEONE_ELSE, ids.KeepApart(guest.id)),
    ]
    return card(text, say.is_it_them(guest.name), buttons=buttons)


def removed(corrected: Corrected) -> LayoutView:
    """Return who was removed from a list, with the question about a guest of the same name."""
    name = corrected.person.name
    text = say.removed(name, corrected.meeting, changed=corrected.changed)
    guest = corrected.namesake
    if guest is None:
        return note(text)
    remove = button(say.REMOVE_GUEST, ids.RemoveGuest(corrected.meeting.id, guest.id))
    return card(text, say.namesake(guest.name), buttons=[remove])


def joined(linked: Linked) -> LayoutView:
    """Return who is one person now, with the button that undoes it."""
    return _undoable(say.joined(linked.name.name, linked.owner.name, linked.meetings), linked)


def linked(linked: Linked) -> LayoutView:
    """Return whose a name is now, with the button that undoes it."""
    text = say.linked(linked.name.name, linked.owner.name, linked.meetings, fresh=linked.fresh)
    return _undoable(text, linked)


def _undoable(text: str, linked: Linked) -> LayoutView:
    undo = button(say.UNDO, ids.UndoLink(linked.name.id, linked.owner.id))
    return card(text, buttons=[undo])
