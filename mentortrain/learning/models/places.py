"""Where somebody was when they last read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base


class CoursePlace(Base):
    """The lesson and section that somebody was at in a course, on whatever device they read last."""

    __tablename__ = "course_place"
    __table_args__ = (UniqueConstraint("person_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    lesson_key: Mapped[str] = mapped_column(String(100))
    section: Mapped[str] = mapped_column(String(80))
    """The name of a heading in the lesson; empty for its beginning."""
    seen_at: Mapped[datetime]
