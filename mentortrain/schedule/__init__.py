"""Time passing: one table of which task runs when, a ticker that asks for what is due, and simulated time."""
