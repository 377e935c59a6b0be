"""What the shell commands say."""

SETTING = "sigbot cannot start: {reason}"
NOT_DONE = "This was not done: {reason}"
TOKEN_REFUSED = (
    "DISCORD_TOKEN was refused by Discord; please copy it again from the developer portal"
)
API_UNREACHABLE = "SIGBOT_DISCORD_API cannot be reached ({reason})"
DATABASE_UNUSABLE = "{name} cannot be used ({reason})"
DATABASE_TAKEN = (
    "DATABASE_URL names a file that another sigbot uses; only one may run on an SQLite file"
)
DATABASE_NEWER = (
    "{name} is a database of schema {schema}, which this sigbot does not know; its newest "
    "is {head}. Please install the newer sigbot, or restore a backup from before"
)
UPGRADES = "the schema goes from {schema} to {head}; the database before is in {file}"
UPGRADES_SERVER = (
    "the schema goes from {schema} to {head}; on PostgreSQL sigbot makes no backup before that"
)
UPGRADE_UNSAFE = (
    "DATABASE_URL names a database of an earlier version, and no backup of it can be made: {reason}"
)
ERASED_FILE = "{file} cannot be brought up to date; who was erased is in the database alone"
DATABASE_DRIVER = '{name} needs PostgreSQL\'s driver: pip install "sigbot[postgres]"'
SECRET_UNUSABLE = "SIGBOT_SECRET is not set, and its file {file} cannot be used ({reason})"
TOO_SHORT = "it is too short"
SECRET_CHANGED = (
    "SIGBOT_SECRET is another than before: people in attendance files are not recognized by their "
    "e-mail addresses any more; please put the earlier one back"
)
SHARDS_TAKEN = (
    "SIGBOT_SHARDS takes some of the shards {shards}, which another process has; two may have the "
    "same shards only if all of them are the same"
)
OTHER_SECRET = "SIGBOT_SECRET is not that of the other processes on this database"
REPLACED = "another process has taken over the shards {shards}"
DEMO_EXTRA = 'The demo needs its extra packages: pip install "sigbot[demo]"'
VERSION = "sigbot {version}"
UPGRADED = "The database is up to date."

SHELL = "sigbot"
COMMUNITY = "{guild} ({name})"
NO_COMMUNITY = "none is set up yet"
WHICH_COMMUNITY = "--guild has to be the number of a server of this database: {names}"
EXPORTED = "{rows} rows in {paths}"
ONE_OF = "{option} has to be one of: {names}"
UNWRITABLE = "{option} cannot be written ({reason})"

ERASE_QUESTION = "Erase everything stored about {person} in {places}? This can't be undone."
ERASE_COMMUNITY_QUESTION = (
    "Erase everything stored about {place}, with all its people, meetings and reports? This can't "
    "be undone."
)
ERASE_NO_COMMUNITY = "Nothing is stored about the server {guild}."
ERASED_COMMUNITY = "Take the bot off the server too, or somebody can set it up there again."
ERASE_WHAT = (
    "Give --person for a person, --guild for a whole community, or both for one of its people."
)
ERASE_NOTHING = "Nothing is stored about {person}."
ERASE_KEPT = "Nothing was changed."
ERASED = "{place}: erased"
ERASED_ROWS = "  {section}: {count}"
ERASED_MARKS = "  meetings that still count somebody without a name: {count}"

DEMO_TITLE = "Half a year of the Healthcare SIG"
DEMO_STEPS = "{title}: {done} of {total} steps"
DEMO_DONE = "{name}: a half-year, replayed with the commands and buttons that people use."
DEMO_FIGURES = "{meetings} meetings, {people} people, {checkins} check-ins"
DEMO_AVERAGE = "{average} people on average at a {kind}"
DEMO_CADENCE = "A General Meeting {cadence}"
DEMO_GENDER = "{figure} of {total} people at a General Meeting identify as {group}"
DEMO_SEEN = "What the organizers saw in their report"
DEMO_ASKED = "So they typed /rotation suggest, and got suggestion A"
DEMO_SLOTS = "The meetings take turns: {slots}."
DEMO_REACH = "People in {reached} of {regions} regions can come. At the old time: {before}."
DEMO_COST = (
    "Members in regions with {k} members or more can join {share} % of the meetings. At the old "
    "time: {before} %."
)
DEMO_ADOPTED = "They pressed Adopt A. The first meeting at a new time is on {day}."
DEMO_PLACE, DEMO_BEFORE, DEMO_TURN = "Local time", "before", "turn {number}"
DEMO_EVENTS = "They typed /sig setup events:on. The events of their server now"
DEMO_EVENT = "{name}, {when}"
DEMO_FILES = "The files they got"
DEMO_NEXT = "Next: open the report, or try the community yourself with `make playground`."

PLAYGROUND = "The playground is open. Open this address in a browser on this machine:"
PLAYGROUND_WHO = (
    "You are {name}, an organizer. You can become another person at the top of the page."
)
PLAYGROUND_FIRST = (
    "The General Meeting starts in {minutes} minutes. Press Check in on its newest message. Then "
    "type /help to see what else you can do."
)
PLAYGROUND_MENU = (
    "This page has no menu for messages. Send the message `{example}` to share the message before "
    "it."
)
PLAYGROUND_END = "Ctrl+C ends it."
MENU_SIGN = "menu:"
MENU_UNKNOWN = "There is no menu {name}. There is: {names}."
MENU_NO_MESSAGE = "There is no message of a person above."
PLAYGROUND_LINK = "Worth reading before the meeting: {link}"

OK, WARNING, BAD = "ok", "look", "bad"
CHECKS = {
    "token": "Token",
    "intents": "Intents",
    "permissions": "Permissions",
    "database": "Database",
    "sqlite": "SQLite",
    "files": "Files",
    "secret": "Secret",
    "zones": "Zone data",
    "web": "Web",
}
TOKEN_OK = "logged in as {name}"
INTENTS_OK = "no privileged intent is needed"
NO_GUILDS = "the bot is on no server yet; invite it with the address in the README"
PERMISSIONS_OK = "{guild}: all there"
PERMISSIONS_MISSING = "{guild}: please give the bot's role: {names}"
DATABASE_OK = "reachable, schema {revision}"
DATABASE_EMPTY = "reachable and empty; the first start sets it up"
DATABASE_OLD = "reachable, but the schema is {revision}; run: sigbot db upgrade"
DATABASE_BAD = "{reason}"
SQLITE_OK = "{version}"
SQLITE_OLD = (
    "{version}: before {safe} two processes at work on one file can damage it; "
    "let only one sigbot use it, or use PostgreSQL"
)
FILES_OK = "only their owner can read them: {names}"
FILES_OPEN = "others can read {name}; run: chmod {mode} {name}"
SECRET_OK = "set"
SECRET_FILE = "in the file {file}; keep a copy of it apart from the copies of the database"
SECRET_NONE = "none yet; the first start writes one into {file}"
ZONES_OK = "tzdata {version}, {count} zones"
WEB_UNUSABLE = "SIGBOT_WEB_ADDRESS cannot be used: {reason}"
WEB_OK = "served at {address}, reached at {url}"
WEB_NOT_SERVED = (
    "SIGBOT_WEB_ADDRESS is not set, so nothing is served at {url}; "
    "set it to host:port, such as 127.0.0.1:8080"
)
WEB_NOT_REACHED = (
    "SIGBOT_PUBLIC_URL is not set, so there are no calendar addresses and no public pages; "
    "set it to the address at which others reach {address}"
)
