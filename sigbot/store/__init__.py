"""What is kept?  The only SQL. Rows never leave this package; frozen dataclasses do."""
