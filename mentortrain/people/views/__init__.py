"""Signing in and out, and a person's own settings."""

from mentortrain.people.views import (  # noqa: F401  (their routes)
    address,
    first_start,
    password,
    proof,
    proposal,
    security,
    sign_in,
    site,
    two_step,
    you,
)
from mentortrain.people.views.blueprint import bp

__all__ = ["bp"]
