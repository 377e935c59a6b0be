"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("wiki", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("announcements_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("organizer_role_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("report_every", sa.String(), nullable=False),
        sa.Column("smallest_group", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_communities"),
        sa.UniqueConstraint("guild_id", name="uq_communities_guild_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "state",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_state"),
    )
    op.create_table(
        "activities",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_activities_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activities"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_activities_community_id_date", "activities", ["community_id", "date"])
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("discord_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_audit_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_community_id_at", "audit", ["community_id", "at"])
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_outbox_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_done_at_due_at", "outbox", ["done_at", "due_at"])
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("discord_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_people_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("community_id", "discord_id", name="uq_people_community_id_discord_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_people_community_id_name", "people", ["community_id", "name"])
    op.create_table(
        "planned_work",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_planned_work_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_planned_work"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_planned_work_community_id", "planned_work", ["community_id"])
    op.create_table(
        "reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("published", sa.JSON(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_reports_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint(
            "community_id", "start", "end", name="uq_reports_community_id_start_end"
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "subgroups",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_subgroups_community_id_communities"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subgroups"),
        sa.UniqueConstraint("community_id", "name_key", name="uq_subgroups_community_id_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "consents",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_consents_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consents_person_id", "consents", ["person_id"])
    op.create_table(
        "genders",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_genders_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_genders"),
    )
    op.create_table(
        "journal_items",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("link_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("shared_by", ID, nullable=False),
        sa.Column("shared_at", INSTANT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("discussed_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_journal_items_community_id_communities"
        ),
        sa.ForeignKeyConstraint(
            ["shared_by"], ["people.id"], name="fk_journal_items_shared_by_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_journal_items"),
        sa.UniqueConstraint(
            "community_id", "link_key", name="uq_journal_items_community_id_link_key"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_journal_items_community_id_shared_at", "journal_items", ["community_id", "shared_at"]
    )
    op.create_table(
        "narratives",
        sa.Column("report_id", ID, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name="fk_narratives_report_id_reports"
        ),
        sa.PrimaryKeyConstraint("report_id", "part", name="pk_narratives"),
    )
    op.create_table(
        "self_descriptions",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("organization", sa.String(), nullable=True),
        sa.Column("experience", sa.String(), nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_self_descriptions_person_id_people"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_self_descriptions"),
    )
    op.create_table(
        "series",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("wall", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subgroup_id", ID, nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("made_until", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_series_community_id_communities"
        ),
        sa.ForeignKeyConstraint(
            ["subgroup_id"], ["subgroups.id"], name="fk_series_subgroup_id_subgroups"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_series_community_id", "series", ["community_id"])
    op.create_index("ix_series_made_until", "series", ["made_until"])
    op.create_table(
        "subgroup_members",
        sa.Column("subgroup_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_subgroup_members_person_id_people"
        ),
        sa.ForeignKeyConstraint(
            ["subgroup_id"], ["subgroups.id"], name="fk_subgroup_members_subgroup_id_subgroups"
        ),
        sa.PrimaryKeyConstraint("subgroup_id", "person_id", name="pk_subgroup_members"),
    )
    op.create_index("ix_subgroup_members_person_id", "subgroup_members", ["person_id"])
    op.create_table(
        "meetings",
        sa.Column("id", ID, nullable=False),
        sa.Column("community_id", ID, nullable=False),
        sa.Column("series_id", ID, nullable=True),
        sa.Column("occurrence", sa.DateTime(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("wall", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subgroup_id", ID, nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("card_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name="fk_meetings_community_id_communities"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_meetings_series_id_series"),
        sa.ForeignKeyConstraint(
            ["subgroup_id"], ["subgroups.id"], name="fk_meetings_subgroup_id_subgroups"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
        sa.UniqueConstraint("series_id", "occurrence", name="uq_meetings_series_id_occurrence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_meetings_community_id_starts_at", "meetings", ["community_id", "starts_at"])
    op.create_index("ix_meetings_community_id_title_key", "meetings", ["community_id", "title_key"])
    op.create_index("ix_meetings_subgroup_id", "meetings", ["subgroup_id"])
    op.create_table(
        "attendances",
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("checked_in_at", INSTANT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name="fk_attendances_meeting_id_meetings"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_attendances_person_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attendances"),
        sa.UniqueConstraint("meeting_id", "person_id", name="uq_attendances_meeting_id_person_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_attendances_person_id_checked_in_at", "attendances", ["person_id", "checked_in_at"]
    )
    op.create_table(
        "rsvps",
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name="fk_rsvps_meeting_id_meetings"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_rsvps_person_id_people"),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name="pk_rsvps"),
    )
    op.create_index("ix_rsvps_person_id", "rsvps", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_rsvps_person_id", table_name="rsvps")
    op.drop_table("rsvps")
    op.drop_index("ix_attendances_person_id_checked_in_at", table_name="attendances")
    op.drop_table("attendances")
    op.drop_index("ix_meetings_subgroup_id", table_name="meetings")
    op.drop_index("ix_meetings_community_id_title_key", table_name="meetings")
    op.drop_index("ix_meetings_community_id_starts_at", table_name="meetings")
    op.drop_table("meetings")
    op.drop_index("ix_subgroup_members_person_id", table_name="subgroup_members")
    op.drop_table("subgroup_members")
    op.drop_index("ix_series_made_until", table_name="series")
    op.drop_index("ix_series_community_id", table_name="series")
    op.drop_table("series")
    op.drop_table("self_descriptions")
    op.drop_table("narratives")
    op.drop_index("ix_journal_items_community_id_shared_at", table_name="journal_items")
    op.drop_table("journal_items")
    op.drop_table("genders")
    op.drop_index("ix_consents_person_id", table_name="consents")
    op.drop_table("consents")
    op.drop_table("subgroups")
    op.drop_table("reports")
    op.drop_index("ix_planned_work_community_id", table_name="planned_work")
    op.drop_table("planned_work")
    op.drop_index("ix_people_community_id_name", table_name="people")
    op.drop_table("people")
    op.drop_index("ix_outbox_done_at_due_at", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("ix_audit_community_id_at", table_name="audit")
    op.drop_table("audit")
    op.drop_index("ix_activities_community_id_date", table_name="activities")
    op.drop_table("activities")
    op.drop_table("state")
    op.drop_table("communities")
