"""A person's rights in their data: a copy, an erasure, periods after which things go, and a notice that says so."""
