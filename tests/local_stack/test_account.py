"""Whether the main job is enough, figure by figure."""

import pytest

from local_stack.account import Account, RankedPlace, Seconds, Webhook, figures, table

GOOD = Account(
    ranking=[RankedPlace(place_id=str(n), score=7, parts={"goal": 9, "travel": -2}, constraints=[]) for n in range(10)],
    ask_first=[],
    placement_id="019",
    follow_ups=3,
    webhook=Webhook(delivered=True, verified=True),
)
WARM = Seconds(setup=5, main_job=1, total=30, warm=True)


def test_a_good_account_holds() -> None:
    assert table(figures(GOOD, WARM))[-1] == "holds"


@pytest.mark.parametrize(
    ("change", "last_line"),
    [
        ({"ranking": GOOD.ranking[:9]}, "falls short: ranked 9 >=10"),
        (
            {"ranking": [*GOOD.ranking, RankedPlace(place_id="x", score=8, parts={"goal": 9}, constraints=[])]},
            "falls short: score_is_not_sum_of_parts 1 0",
        ),
        ({"placement_id": None}, "falls short: placement none taken"),
        ({"follow_ups": 0}, "falls short: follow_ups 0 >=1"),
        ({"webhook": Webhook(delivered=False, verified=False)}, "falls short: webhook_delivered no yes"),
        ({"webhook": Webhook(delivered=True, verified=False)}, "falls short: webhook_verified no yes"),
    ],
)
def test_each_figure_can_fall_short(change: dict[str, object], last_line: str) -> None:
    assert table(figures(GOOD.model_copy(update=change), WARM))[-1] == last_line


def test_only_a_warm_run_is_held_to_its_time() -> None:
    slow = WARM.model_copy(update={"total": 30.5})
    assert table(figures(GOOD, slow))[-1] == "falls short: seconds_total 30.5 <=30"
    assert table(figures(GOOD, slow.model_copy(update={"warm": False})))[-1] == "holds"
