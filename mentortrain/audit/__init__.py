"""Who did what to whom: the record that nobody changes."""
