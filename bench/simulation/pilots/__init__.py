"""How a citizen's year goes in each programme: what staff plan ahead, beside what they are reminded of."""

from bench.simulation.pilots.fleksjob import FLEKSJOB
from bench.simulation.pilots.flere_skal_med import FLERE_SKAL_MED
from bench.simulation.pilots.jobfirst import JOBFIRST
from bench.simulation.pilots.jobviften import JOBVIFTEN
from bench.simulation.pilots.pilot import Pilot
from bench.simulation.pilots.stv import STV

PILOTS: dict[str, Pilot] = {each.programme: each for each in (JOBFIRST, STV, JOBVIFTEN, FLERE_SKAL_MED, FLEKSJOB)}
