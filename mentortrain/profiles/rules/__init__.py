"""Pure: the words that can be chosen, the week, numbers of phones, and totals that give nobody away."""
