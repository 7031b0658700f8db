"""What people say of themselves: what they can take part in, how to reach them, when they are free."""
