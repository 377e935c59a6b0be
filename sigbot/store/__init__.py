"""What is kept?  The only SQL. Rows stay in this package; callers get frozen dataclasses."""
