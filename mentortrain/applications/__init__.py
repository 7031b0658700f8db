"""People who apply for a program themselves: the public page, the form, and staff's answers."""
