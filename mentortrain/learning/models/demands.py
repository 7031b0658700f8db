"""What staff of a program ask again, or besides, after a course has changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from mentortrain.db import Base
from mentortrain.learning.rules import Demand


class CourseDemand(Base):
    """One lesson or quiz of a course, until staff take it back."""

    __tablename__ = "course_demand"
    __table_args__ = (
        Index(
            "uq_course_demand_standing",
            "program_id",
            "course_id",
            "kind",
            "key",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    program_id: Mapped[int] = mapped_column(ForeignKey("program.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(100))
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    is_new: Mapped[bool]
    """It came since people had begun; else it is other now and to be taken again, in this version or a later one."""
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    withdrawn_at: Mapped[datetime | None]

    @property
    def as_demand(self) -> Demand:
        """As progress knows it."""
        names = ("id", "program_id", "course_id", "kind", "key", "version_id", "is_new", "reason", "made_at")
        return Demand(**{name: getattr(self, name) for name in names})
