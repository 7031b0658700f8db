"""What is held of people by what brings a program back to life: nothing but the session that it leads to."""

from __future__ import annotations

from mentortrain.engagement.models import ReEngagement
from mentortrain.holdings import declare_others

declare_others({ReEngagement.webinar_id: "the session at two thirds; who hosts it is declared with webinars"})
