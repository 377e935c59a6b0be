"""`python -m sigbot`."""

from sigbot.cli import main

main()
