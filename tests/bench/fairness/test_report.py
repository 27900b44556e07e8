"""The report as a whole: groups stay in the audit store, a bent list is found, the page is up to date."""

import json
from uuid import UUID

import numpy as np
import pytest

from bench.fairness import audit
from bench.fairness.judging import high_of, judge, material, predictions_of
from bench.fairness.measures import calibration_gap, rows_of_predictions
from bench.fairness.outcomes import happened, predict
from bench.fairness.page import PAGE, RESULT, page
from bench.fairness.sums import figures, group_sums
from bench.fairness.swaps import swap
from bench.fairness.thresholds import read_thresholds
from bench.fairness.world import assign, make_lists, make_members, make_openings
from matcher.catalogue.columns import Columns
from rettematch.contracts.matching import MatchingProfile

CITIZENS = 450


@pytest.fixture(scope="module")
def world():
    profiles, members = make_members(3, CITIZENS)
    lists = make_lists(profiles, make_openings(4, 500))
    return lists, members


def flagged(lists, members, high):
    proposed = assign(lists, 1)
    found = material(high, proposed, predictions_of(lists, proposed, 1))
    groups = {name: [members[each.subject][name] for each in lists.profiles] for name in audit.ATTRIBUTES}
    judged = judge(found, groups, read_thresholds(), 60, 1)
    return {(one.threshold.id, one.group) for one in judged if one.flag == "sure"}


def test_a_list_that_hides_high_places_from_one_group_is_found_and_by_that_group_alone(world):
    lists, members = world
    honest = high_of(lists)
    bent = [
        sorted(each, key=lambda is_high: is_high) if members[profile.subject]["sex"] == "women" else each
        for each, profile in zip(honest, lists.profiles, strict=True)
    ]
    found, before = flagged(lists, members, bent), flagged(lists, members, honest)
    for measure in ("skew", "skew_among_qualified", "exposure"):
        assert (measure, "women") in found
        assert (measure, "women") not in before


def test_a_group_that_is_promised_more_than_comes_is_found_by_its_calibration(world):
    lists, members = world
    parts = np.concatenate([each[:20] for each in lists.parts])
    place = np.concatenate([each[:20] for each in lists.fitting])
    owner = np.repeat(np.arange(CITIZENS), [min(len(each), 20) for each in lists.fitting])
    language = [members[each.subject]["language"] for each in lists.profiles]
    worse = np.array([group == "other first" for group in language])[owner]
    outcome = happened(parts, 1, np.where(worse, -1.0, 0.0))
    predicted = predict(parts, outcome, place, owner % 2 == 0)
    kept = owner % 2 == 1
    rows = rows_of_predictions(CITIZENS, owner[kept], predicted[kept], outcome[kept])
    found = figures(group_sums(rows, language, audit.ATTRIBUTES["language"], 100, 1), calibration_gap)
    assert found["other first"].low > 0.02
    assert found["Danish first"].high < 0.01


def test_the_order_of_groups_in_the_store_is_nothing_to_the_lists(world, tmp_path):
    lists, members = world
    turned = dict(zip(members, reversed(members.values()), strict=True))
    audit.write(tmp_path / "audit.csv", turned)
    again = make_lists(lists.profiles, lists.places)
    assert all(np.array_equal(one, other) for one, other in zip(again.fitting, lists.fitting, strict=True))


def test_the_kernel_and_the_profile_have_no_field_for_a_protected_group():
    protected = {*audit.ATTRIBUTES, "gender", "birth", "born_on", "nationality", "ethnicity", "cpr", "name"}
    assert not protected & set(MatchingProfile.model_fields)
    assert not protected & set(dir(Columns().arrays))


def test_two_hundred_swaps_change_no_profile_and_no_list():
    assert swap(9, 200, make_openings(5, 300)) == (0, 0)


def test_the_store_gives_back_what_was_written_in_the_order_that_is_asked_for(tmp_path):
    _, members = make_members(1, 5)
    subjects = list(members)[::-1]
    audit.write(tmp_path / "audit.csv", members)
    found = audit.read(tmp_path / "audit.csv", subjects)
    assert found == {name: [members[each][name] for each in subjects] for name in audit.ATTRIBUTES}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the heading"),
        ("subject,sex\n", "line 1: the heading"),
        ("{head}\nx,women,18-29,Danish,Danish first\n", "line 2: the subject is not an id"),
        ("{head}\n{one},women,18-29,Danish\n", "line 2: not as many values"),
        ("{head}\n{one},women,18-29,Danish,secret\n", "line 2: no such group"),
        ("{head}\n{one},women,18-29,Danish,Danish first\n{one},men,18-29,Danish,Danish first\n", "line 3: the subject"),
        ("{head}\n", "1 of 1 subjects are missing"),
    ],
)
def test_a_wrong_store_is_refused_by_line_without_its_values(tmp_path, text, says):
    one = UUID(int=7)
    path = tmp_path / "audit.csv"
    path.write_text(text.format(head="subject,sex,age,origin,language", one=one), encoding="utf-8")
    with pytest.raises(audit.AuditStoreError) as refused:
        audit.read(path, [one])
    assert says in str(refused.value)
    assert "secret" not in str(refused.value)


def test_the_page_is_up_to_date_with_the_results():
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == page(result), "python -m bench.fairness.page"
