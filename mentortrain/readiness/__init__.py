"""Ready or not yet, and because of what."""
