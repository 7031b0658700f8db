"""Readers that are not ours: what they understand is what people will see."""
