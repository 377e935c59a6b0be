"""What can a member type or click?  One file a noun; each is an extension of the bot."""
