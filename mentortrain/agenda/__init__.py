"""Every dated thing: one entry with its calendar identity and its people; feeds and invitations of it."""
