"""The one way out: every HTTP request that this site makes to another goes through here."""

from mentortrain.outgoing.client import Answer, fetch, look

__all__ = ["Answer", "fetch", "look"]
