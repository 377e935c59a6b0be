"""In what order?  One function is one transaction; nothing is sent to Discord inside it."""
