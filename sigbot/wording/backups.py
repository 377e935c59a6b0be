"""What the shell says about backups, and about moving to another database."""

from sigbot.domain.backups import ERASED_KEPT, Backup, Fault, NotDoneError, SecretPlace
from sigbot.wording.safe import plain

FAULTS: dict[Fault, str] = {
    Fault.THERE: "The file “{detail}” is there already; choose another name, or use --force.",
    Fault.UNWRITABLE: "Nothing was changed, as a file cannot be written: “{detail}”.",
    Fault.UNREADABLE: "The file cannot be read: “{detail}”.",
    Fault.NO_BACKUP: "The file “{detail}” is not a backup that sigbot made.",
    Fault.DAMAGED: (
        "The backup “{detail}” is cut short or damaged. Nothing was changed; use another backup."
    ),
    Fault.BROKEN: "The database “{detail}” is damaged. Nothing was changed.",
    Fault.NEWER: (
        "The database is of a newer sigbot (schema {detail}). Nothing was changed; install the "
        "newer sigbot first."
    ),
    Fault.OLDER: (
        "The database is of an earlier sigbot (schema {detail}). Nothing was changed; run "
        "sigbot db upgrade first."
    ),
    Fault.NO_DATABASE: "This is no database of sigbot: “{detail}”.",
    Fault.SOURCE: "SOURCE cannot be used: “{detail}”. Nothing was changed.",
    Fault.RUNNING: "A sigbot uses the database “{detail}”. Nothing was changed; stop it first.",
    Fault.IN_USE: "Another program uses the database “{detail}”. Nothing was changed.",
    Fault.UNRECOGNIZED: (
        "People were erased after this backup, and without the secret of then they cannot be "
        "recognized. Nothing was changed; put SIGBOT_SECRET or its file back first."
    ),
    Fault.NOT_EMPTY: "TARGET is not empty. Nothing was changed; choose an empty database.",
    Fault.UNLIKE: (
        "The copy of the table “{detail}” is not like the original. TARGET has no rows again."
    ),
    Fault.UNFIT: "TARGET cannot keep something of SOURCE: “{detail}”. It has no rows again.",
    Fault.AWAY: (
        "A database could not be used any more: “{detail}”. TARGET has no rows again; run the same "
        "command once more."
    ),
    Fault.SERVER_BACKUP: (
        "A PostgreSQL database is backed up with its own tool, also while the bot runs."
    ),
    Fault.SERVER_RESTORE: (
        "A backup of PostgreSQL is put back with its own tools, while no bot runs."
    ),
}
"""Those about a server are followed by a line with the command."""

LONGEST_DETAIL = 140

PG_DUMP = "pg_dump --format=custom --file={file} {address}"
PG_RESTORE = (
    "pg_restore --clean --if-exists --no-owner --exit-on-error --single-transaction {address} "
    "{file} && sigbot db restored"
)

MADE = "Wrote {file}."
WHOLE = "{file} is whole. Nothing was changed."
RESTORED = "Put the backup back."
ABOUT = (
    "It has 1 community and schema {schema}. Sigbot {program} made it on {made_at:%Y-%m-%d} at "
    "{made_at:%H:%M} UTC."
)
ABOUT_MANY = (
    "It has {count} communities and schema {schema}. Sigbot {program} made it on "
    "{made_at:%Y-%m-%d} at {made_at:%H:%M} UTC."
)
SECRET_APART: dict[SecretPlace, str] = {
    SecretPlace.FILE: (
        "The secret is not in it. It is in {file}; keep a copy of it in another place."
    ),
    SecretPlace.SETTING: (
        "The secret is not in it. It is your setting SIGBOT_SECRET; keep a copy of it in another "
        "place."
    ),
    SecretPlace.NOWHERE: (
        "There is no secret yet. The first start of the bot will write one into {file}."
    ),
}
OTHER_SECRET: dict[SecretPlace, str] = {
    SecretPlace.FILE: (
        "The secret in {file} is not that of the backup. Please put the earlier one there, or "
        "calendar addresses and e-mail addresses are not recognized any more."
    ),
    SecretPlace.SETTING: (
        "Your setting SIGBOT_SECRET is not that of the backup. Please set it to the earlier one, "
        "or calendar addresses and e-mail addresses are not recognized any more."
    ),
    SecretPlace.NOWHERE: (
        "The secret of the backup is not here. Please put it into {file}, or calendar addresses "
        "and e-mail addresses are not recognized any more."
    ),
}
SAME_SECRET: dict[SecretPlace, str] = {
    SecretPlace.FILE: (
        "The copy needs the same secret. Copy {file} to {target}, or set SIGBOT_SECRET to what is "
        "in it."
    ),
    SecretPlace.SETTING: "The copy needs the same secret. Keep your setting SIGBOT_SECRET.",
    SecretPlace.NOWHERE: "There is no secret yet that the copy would need.",
}

ASIDE = "The earlier database is kept as {file}. Delete it when you do not need it any more."
ERASED_PERSON = "1 person who was erased after the backup was erased again."
ERASED_PEOPLE = "{count} people who were erased after the backup were erased again."
ERASED_PLACE = "1 community that was erased after the backup was erased again."
ERASED_PLACES = "{count} communities that were erased after the backup were erased again."
TOO_OLD = (
    "The backup is older than {days} days. Who was erased before that is not known any more; "
    "please erase them again."
)
SETTLED = "The bot can start. What may have been said after the backup is not said again."

TABLE_COPIED = "{table}: {rows}"
COPIED = "Copied {tables} tables. Rows: {rows}. Counts and checksums are equal."


def not_done(refusal: NotDoneError) -> str:
    """Return the sentence of a refusal."""
    return FAULTS[refusal.fault].format(detail=plain(refusal.detail, LONGEST_DETAIL))


def about(backup: Backup) -> str:
    """Return what is in a backup."""
    shape = ABOUT if backup.communities == 1 else ABOUT_MANY
    return shape.format(
        count=backup.communities,
        schema=backup.schema,
        program=backup.program,
        made_at=backup.made_at,
    )


def erased_again(people: int, communities: int) -> list[str]:
    """Return who was erased again."""
    lines = []
    if people:
        lines.append(ERASED_PERSON if people == 1 else ERASED_PEOPLE.format(count=people))
    if communities:
        shape = ERASED_PLACE if communities == 1 else ERASED_PLACES.format(count=communities)
        lines.append(shape)
    return lines


def too_old() -> str:
    """Return that the list of who was erased does not reach back so far."""
    return TOO_OLD.format(days=ERASED_KEPT.days)


REFUSALS = {NotDoneError: not_done}
