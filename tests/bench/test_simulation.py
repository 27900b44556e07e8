"""The pilots of the programmes run against the real case API: who acts on every reminder misses no hard rule."""

from pathlib import Path

import pytest

from bench.simulation.pilots import PILOTS
from bench.simulation.report import hang_on, shortfalls
from bench.simulation.run import simulate
from rettematch.programmes.definitions import programme, programmes

SEED = 706


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that the database's own user can look into."""
    found = tmp_path_factory.mktemp("simulation")
    for each in (found, found.parent):
        each.chmod(0o711)
    return found


def test_every_programme_has_a_pilot() -> None:
    assert set(PILOTS) == set(programmes())


async def test_staff_who_act_on_every_reminder_break_no_hard_rule(folder: Path) -> None:
    result = await simulate(PILOTS["stv"], 1, SEED, folder)
    assert result.broken == {}
    assert shortfalls(result, programme("stv"), ()) == []
    assert result.reminders > 0
    assert result.outcomes.total() == result.citizens


async def test_a_neglected_rule_is_the_one_that_is_missed(folder: Path) -> None:
    neglected = ["stv_progression_tool"]
    result = await simulate(PILOTS["stv"], 1, SEED, folder, neglected)
    assert set(result.broken) == set(neglected)
    assert shortfalls(result, programme("stv"), neglected) == []
    assert shortfalls(result, programme("stv"), ()) != []
    assert shortfalls(result, programme("stv"), ["stv_agreement_fields"]) != []


def test_what_asks_for_the_same_hangs_together() -> None:
    assert hang_on(programme("jobfirst"), "jf_progression_monthly") == {"jf_progression_monthly"}
    assert "jf_start_followup" in hang_on(programme("jobfirst"), "jf_first_conversation")
