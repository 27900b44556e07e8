"""Every table of the matcher, for migrations."""

from matcher.assignment.models import Assignment, AssignmentDecision
from matcher.catalogue.models import CataloguePlace, FeedPosition, PlaceVersion
from matcher.runs.models import RankingRun
from matcher.tables import Table
from matcher.team_runs.models import TeamRun

metadata = Table.metadata
TABLES = (Assignment, AssignmentDecision, CataloguePlace, PlaceVersion, FeedPosition, RankingRun, TeamRun)
