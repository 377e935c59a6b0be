"""What leaves us?  The report, exports."""
