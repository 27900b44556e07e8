"""What is recorded in a course beside conversations and placements.

Revision: 20261124_course_events, after: 20261123_place_published_on
"""

revision = "20261124_course_events"
down_revision = "20261123_place_published_on"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
