"""Pages of help and reports."""

from mentortrain.concerns.views import asking, staff
from mentortrain.concerns.views.blueprint import bp

__all__ = ["asking", "bp", "staff"]
