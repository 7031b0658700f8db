"""Sessions: what participants see and answer, and what staff schedule, change and mark."""

from mentortrain.webinars.views import attendance, enlisting, participants, public, reports, scheduling, staff
from mentortrain.webinars.views.blueprint import bp

__all__ = ["attendance", "bp", "enlisting", "participants", "public", "reports", "scheduling", "staff"]
