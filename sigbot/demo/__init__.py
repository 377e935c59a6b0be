"""What can I try without an account?  Half a year of a community, on a simulated Discord."""
