"""Who pressed "Join" counts once, the word that the host says, and the host's own times and notes."""

import sqlalchemy as sa
from alembic import op

revision = "5b0e7d42c9a6"
down_revision = "c91d7e20f4ab"
branch_labels = None
depends_on = None

contract = "the check is only widened; the version before writes neither of the sources that the unique index is about"

OWN = sa.text("source IN ('join', 'word')")


def upgrade() -> None:
    with op.batch_alter_table("attendance_evidence", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_attendance_evidence_source"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attendance_evidence_source"), "source IN ('report', 'staff', 'make-up', 'join', 'word')"
        )
    op.create_index(
        "uq_attendance_evidence_own",
        "attendance_evidence",
        ["webinar_id", "person_id", "source"],
        unique=True,
        sqlite_where=OWN,
        postgresql_where=OWN,
    )
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("host_notes", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_column("host_notes")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("began_at")
    op.execute("DELETE FROM attendance_evidence WHERE source = 'word'")
    op.drop_index("uq_attendance_evidence_own", table_name="attendance_evidence")
    with op.batch_alter_table("attendance_evidence", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_attendance_evidence_source"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attendance_evidence_source"), "source IN ('report', 'staff', 'make-up', 'join')"
        )
