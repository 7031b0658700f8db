"""What becomes of the text that a lesson asks somebody to write."""

PRIVATE, HANDED_IN = "private", "handed in"
SHARES = (PRIVATE, HANDED_IN)
"""Theirs alone; or given to the staff of the program, which completes the step."""
LONGEST_TEXT = 5_000
