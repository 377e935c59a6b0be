"""What is the rule?  Pure: no I/O, no clock, no Discord."""
