"""Mails as rows: written in the transaction that causes them, delivered after it, each exactly once."""
