"""Who leads a session beside the one of the staff whom its row names."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mentortrain.db import Base
from mentortrain.people.models import Person


class CoHost(Base):
    """Somebody of the program, a participant or of its staff, who leads a session as well."""

    __tablename__ = "co_host"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(ForeignKey("webinar.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime]

    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("webinar_id", "person_id"),)
