"""The administrator's area: how the site is doing, and the tabs under which other parts put their pages."""
