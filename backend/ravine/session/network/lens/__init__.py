"""Looks at a network as it stands: one question a file, each answered by one event."""
