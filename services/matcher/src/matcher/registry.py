"""Every table of the matcher, for migrations."""

from matcher.catalogue.models import CataloguePlace, FeedPosition
from matcher.runs.models import RankingRun
from matcher.tables import Table

metadata = Table.metadata
TABLES = (CataloguePlace, FeedPosition, RankingRun)
