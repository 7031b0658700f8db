"""Programs, their cohorts, who takes part, and what each role may do."""
