"""What staff see of a program: who is ready, and what each other person lacks."""
