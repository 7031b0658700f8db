"""What people see of sessions: participants, and staff who schedule them and say who was there."""

from mentortrain.webinars.views import (
    afterwards,
    attendance,
    defaults,
    enlisting,
    hosting,
    joining,
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
    "defaults",
    "enlisting",
    "hosting",
    "joining",
    "material",
    "participants",
    "public",
    "repeating",
    "reports",
    "scheduling",
    "staff",
]
