"""The ledger of attendance: sightings, corrections, voice, codes, imports, names of a person."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KEPT = {"table_kwargs": {"sqlite_autoincrement": True}}

SEEN = (
    "INSERT INTO sightings (meeting_id, person_id, source, seen_at, minutes) "
    "SELECT meeting_id, person_id, source, checked_in_at, minutes FROM attendances"
)
"""What was recorded until now was seen."""


def _to(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{parent}"
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name)


def upgrade() -> None:
    with op.batch_alter_table("communities", **KEPT) as communities:
        minutes = sa.Column("voice_minutes", sa.Integer(), nullable=False, server_default="10")
        communities.add_column(minutes)
    with op.batch_alter_table("people", **KEPT) as people:
        people.add_column(
            sa.Column("voice_tracking", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        people.add_column(sa.Column("same_as", ID, nullable=True))
        people.create_foreign_key("fk_people_same_as_people", "people", ["same_as"], ["id"])
        people.create_index("ix_people_same_as", ["same_as"])
    with op.batch_alter_table("reports", **KEPT) as reports:
        reports.add_column(sa.Column("changed_at", INSTANT, nullable=True))
    _add_ledger()
    _add_presences()
    _add_codes()
    _add_imports()
    op.execute(SEEN)


def _add_ledger() -> None:
    op.create_table(
        "sightings",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False, server_default=sa.true()),
        _to("sightings", "meeting_id", "meetings"),
        _to("sightings", "person_id", "people"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", "source", name="pk_sightings"),
    )
    op.create_index("ix_sightings_person_id", "sightings", ["person_id"])
    op.create_table(
        "corrections",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _to("corrections", "meeting_id", "meetings"),
        _to("corrections", "person_id", "people"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_person_id", "corrections", ["person_id"])


def _add_presences() -> None:
    op.create_table(
        "presences",
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("seen_until", INSTANT, nullable=False),
        sa.Column("left_at", INSTANT, nullable=True),
        _to("presences", "meeting_id", "meetings"),
        _to("presences", "person_id", "people"),
        sa.PrimaryKeyConstraint("id", name="pk_presences"),
        sa.UniqueConstraint(
            "meeting_id",
            "person_id",
            "joined_at",
            name="uq_presences_meeting_id_person_id_joined_at",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_presences_person_id", "presences", ["person_id"])


def _add_codes() -> None:
    op.create_table(
        "codes",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        _to("codes", "meeting_id", "meetings"),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_codes"),
    )
    op.create_table(
        "guesses",
        sa.Column("community_id", ID, nullable=False),
        sa.Column("discord_id", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        _to("guesses", "community_id", "communities"),
        sa.PrimaryKeyConstraint("community_id", "discord_id", name="pk_guesses"),
    )


def _add_imports() -> None:
    op.create_table(
        "emails",
        sa.Column("community_id", ID, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        _to("emails", "community_id", "communities"),
        _to("emails", "person_id", "people"),
        sa.PrimaryKeyConstraint("community_id", "digest", name="pk_emails"),
    )
    op.create_index("ix_emails_person_id", "emails", ["person_id"])
    op.create_table(
        "imports",
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("discord_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("written_at", INSTANT, nullable=True),
        _to("imports", "meeting_id", "meetings"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_imports_meeting_id_digest", "imports", ["meeting_id", "digest"])
    op.create_index("ix_imports_read_at", "imports", ["read_at"])


def downgrade() -> None:
    tables = "imports", "emails", "guesses", "codes", "presences", "corrections", "sightings"
    for table in tables:
        op.drop_table(table)
    with op.batch_alter_table("reports", **KEPT) as reports:
        reports.drop_column("changed_at")
    with op.batch_alter_table("people", **KEPT) as people:
        people.drop_index("ix_people_same_as")
        people.drop_constraint("fk_people_same_as_people", type_="foreignkey")
        people.drop_column("same_as")
        people.drop_column("voice_tracking")
    with op.batch_alter_table("communities", **KEPT) as communities:
        communities.drop_column("voice_minutes")
