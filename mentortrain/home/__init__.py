"""A participant's next step, composed from everything below."""
