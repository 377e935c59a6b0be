"""What the web server says where it shows no page."""

from http import HTTPStatus

FAILED = "Something went wrong here. Please try again later."
BUSY = "The bot is busy. Please try again a little later."
TOO_MANY = "Too many requests. Please wait a little."
NO_CALENDAR = (
    "This calendar address leads nowhere. It may have been replaced: "
    "type /calendar on Discord for the one that works."
)
REFUSALS = {
    HTTPStatus.NOT_FOUND: "There is nothing here.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This can only be read.",
}
