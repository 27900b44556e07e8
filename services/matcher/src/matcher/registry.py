"""Every table of the matcher, for migrations."""

from matcher.catalogue.models import CataloguePlace, FeedPosition, PlaceVersion
from matcher.runs.models import RankingRun
from matcher.tables import Table
from matcher.team_runs.models import TeamRun

metadata = Table.metadata
TABLES = (CataloguePlace, PlaceVersion, FeedPosition, RankingRun, TeamRun)
