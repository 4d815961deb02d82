"""The Network place: lanes are networks that learn from the same data."""
