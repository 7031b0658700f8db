"""That a cohort was brought back: once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base


class ReEngagement(Base):
    """The session at two thirds of a cohort's time. Its unique cohort lets one of several tickers make it."""

    __tablename__ = "re_engagement"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), unique=True)
    webinar_id: Mapped[int | None] = mapped_column(ForeignKey("webinar.id", ondelete="SET NULL"))
    scheduled_at: Mapped[datetime]
