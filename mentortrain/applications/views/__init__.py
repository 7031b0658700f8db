"""The public page of a program with its forms; staff's queue, answers and settings."""

from mentortrain.applications.views import answering, public, review, settings  # noqa: F401  (their routes)
from mentortrain.applications.views.blueprint import bp

__all__ = ["bp"]
