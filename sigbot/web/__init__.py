"""What is served over HTTP: personal calendars, public pages, health and metrics."""
