"""Staff's list of what waits for somebody: found by queries that are the truth, or raised by what happened."""
