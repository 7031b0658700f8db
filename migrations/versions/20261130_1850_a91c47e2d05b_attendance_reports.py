"""Reports of attendance, what is known of each person and whence, and the share of a session that counts."""

import sqlalchemy as sa
from alembic import op

revision = "a91c47e2d05b"
down_revision = "d8f0a2b71c95"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("open_rows", sa.Text(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["person.id"],
            name=op.f("fk_attendance_report_uploaded_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinar.id"],
            name=op.f("fk_attendance_report_webinar_id_webinar"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_report")),
        sa.UniqueConstraint("webinar_id", "digest", name=op.f("uq_attendance_report_webinar_id_digest")),
    )
    op.create_index(op.f("ix_attendance_report_uploaded_by_id"), "attendance_report", ["uploaded_by_id"])
    op.create_table(
        "attendance_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webinar_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source IN ('report', 'staff', 'join')", name=op.f("ck_attendance_evidence_source")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"],
            ["person.id"],
            name=op.f("fk_attendance_evidence_noted_by_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_attendance_evidence_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["attendance_report.id"],
            name=op.f("fk_attendance_evidence_report_id_attendance_report"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["webinar_id"],
            ["webinar.id"],
            name=op.f("fk_attendance_evidence_webinar_id_webinar"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_evidence")),
    )
    op.create_index(op.f("ix_attendance_evidence_noted_by_id"), "attendance_evidence", ["noted_by_id"])
    op.create_index(op.f("ix_attendance_evidence_person_id"), "attendance_evidence", ["person_id"])
    op.create_index(op.f("ix_attendance_evidence_report_id"), "attendance_evidence", ["report_id"])
    op.create_index(
        "ix_attendance_evidence_webinar_id_person_id", "attendance_evidence", ["webinar_id", "person_id"]
    )
    op.create_index(
        "uq_attendance_evidence_mark",
        "attendance_evidence",
        ["webinar_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("source = 'staff'"),
        postgresql_where=sa.text("source = 'staff'"),
    )
    op.create_table(
        "attendance_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_attendance_alias_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["program_id"],
            ["program.id"],
            name=op.f("fk_attendance_alias_program_id_program"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_alias")),
        sa.UniqueConstraint(
            "program_id", "provider", "key", name=op.f("uq_attendance_alias_program_id_provider_key")
        ),
    )
    op.create_index(op.f("ix_attendance_alias_person_id"), "attendance_alias", ["person_id"])
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.add_column(sa.Column("threshold_percent", sa.Integer(), nullable=False, server_default="80"))


def downgrade() -> None:
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_column("threshold_percent")
    op.drop_table("attendance_alias")
    op.drop_table("attendance_evidence")
    op.drop_table("attendance_report")
