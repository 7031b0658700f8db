"""lines by no person"""

import sqlalchemy as sa
from alembic import op

revision = "7c1e5d0b92a4"
down_revision = "8d31f0c7be54"
branch_labels = None
depends_on = None

BY_NO_PERSON = sa.text("actor_id IS NULL")


def upgrade() -> None:
    # No batch mode: to rebuild the table on SQLite would lose the triggers that guard the record.
    op.create_index(
        "ix_audit_event_actor_kind_at_id",
        "audit_event",
        ["actor_kind", "at", "id"],
        unique=False,
        sqlite_where=BY_NO_PERSON,
        postgresql_where=BY_NO_PERSON,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_event_actor_kind_at_id", table_name="audit_event")
