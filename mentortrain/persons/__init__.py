"""The people of a program as its staff see them: the list, and a page for each with everything on one line of time."""
