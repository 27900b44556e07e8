"""Every table of the notifier, imported so that its metadata is complete."""

from sqlalchemy import MetaData

from notifier.deliveries.models import Attempt, Delivery, Message
from notifier.endpoints.models import Endpoint, EndpointSecret
from notifier.feed.models import CaseFactsRow, FeedPosition
from notifier.follow_ups.models import FollowUpRow
from notifier.reminders.models import Reminder
from notifier.tables import Table

TABLES: tuple[type[Table], ...] = (
    FeedPosition,
    CaseFactsRow,
    FollowUpRow,
    Reminder,
    Endpoint,
    EndpointSecret,
    Message,
    Delivery,
    Attempt,
)

metadata: MetaData = Table.metadata
