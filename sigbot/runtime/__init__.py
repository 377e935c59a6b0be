"""Start, run and end the bot's process."""
