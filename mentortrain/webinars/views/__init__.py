"""Sessions: what participants see and answer, and what staff schedule, change and mark."""

from mentortrain.webinars.views import (
    afterwards,
    attendance,
    enlisting,
    material,
    participants,
    public,
    repeating,
    reports,
    scheduling,
    staff,
)
from mentortrain.webinars.views.blueprint import bp

__all__ = [
    "afterwards",
    "attendance",
    "bp",
    "enlisting",
    "material",
    "participants",
    "public",
    "repeating",
    "reports",
    "scheduling",
    "staff",
]
