"""The three steps of the first sign-in, the same under "You", and staff's totals."""

from mentortrain.profiles.views import numbers, welcome, you  # noqa: F401  (their routes)
from mentortrain.profiles.views.blueprint import bp

__all__ = ["bp"]
