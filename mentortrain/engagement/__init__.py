"""Bringing a program back when it slows: a session at two thirds of its time."""
