"""What the program knows. Who may know whom is written in `pyproject.toml` and checked."""
