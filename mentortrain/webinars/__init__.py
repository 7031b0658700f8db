"""Live sessions of a program: scheduled by staff, registered for by participants, with attendance."""
