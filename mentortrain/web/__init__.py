"""The edge: who may come in, what an error looks like, which headers go out, how a date reads."""

from mentortrain.web.access import can, me, open_to_all
from mentortrain.web.errors import say

__all__ = ["can", "me", "open_to_all", "say"]
