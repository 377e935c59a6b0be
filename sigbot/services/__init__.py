"""In what order?  Each function is one transaction, and sends nothing to Discord inside it."""
