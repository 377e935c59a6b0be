"""Starting, running and ending the bot's process."""
