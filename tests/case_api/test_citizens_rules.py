"""The pure rules about citizens."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from case_api.citizens.rules import LAST_BAND, Statement, distinct_goals, effective, may_see_address, reach
from rettematch.contracts.base import Role
from rettematch.reference.geography import all_postcodes, distance_km

TODAY = date(2026, 11, 23)
DAYS = st.integers(-60, 60).map(lambda days: TODAY + timedelta(days=days))
STATEMENTS = st.lists(
    st.builds(
        Statement,
        id=st.uuids(),
        dimension=st.sampled_from(["lifting", "noise", "pace"]),
        level=st.integers(0, 3),
        stated_on=DAYS,
        valid_until=st.none() | DAYS,
        withdrawn_on=st.none() | DAYS,
    ),
    unique_by=lambda statement: statement.id,
    max_size=12,
)


def _stated(number: int, level: int, stated_on: str, valid_until: str | None = None) -> Statement:
    until = None if valid_until is None else date.fromisoformat(valid_until)
    return Statement(UUID(int=number), "lifting", level, date.fromisoformat(stated_on), until)


def test_the_newest_valid_statement_counts() -> None:
    older, newer = _stated(1, 0, "2026-10-01"), _stated(2, 2, "2026-11-01")
    assert effective([newer, older], TODAY)["lifting"].statement is newer


def test_of_two_on_the_same_day_the_later_recorded_counts() -> None:
    first, second = _stated(1, 0, "2026-11-01"), _stated(2, 2, "2026-11-01")
    assert effective([second, first], TODAY)["lifting"].statement is second


def test_a_valid_statement_counts_before_a_newer_expired_one() -> None:
    lasting, passing = _stated(1, 2, "2026-01-01"), _stated(2, 0, "2026-10-01", "2026-11-22")
    found = effective([lasting, passing], TODAY)["lifting"]
    assert (found.statement, found.expired) == (lasting, False)


def test_the_last_day_of_validity_still_counts_as_valid() -> None:
    statement = _stated(1, 1, "2026-10-01", "2026-11-23")
    assert not effective([statement], TODAY)["lifting"].expired
    assert effective([statement], TODAY + timedelta(days=1))["lifting"].expired


def test_a_statement_valid_until_the_29th_of_february_expires_on_the_1st_of_march() -> None:
    statement = _stated(1, 1, "2027-12-01", "2028-02-29")
    assert not effective([statement], date(2028, 2, 29))["lifting"].expired
    assert effective([statement], date(2028, 3, 1))["lifting"].expired


@given(STATEMENTS.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_in_which_rows_are_read_does_not_matter(both: tuple[list[Statement], list[Statement]]) -> None:
    assert effective(both[0], TODAY) == effective(both[1], TODAY)


@given(STATEMENTS)
def test_what_counts_follows_the_plain_definition(statements: list[Statement]) -> None:
    found = effective(statements, TODAY)
    for dimension in ("lifting", "noise", "pace"):
        standing = [
            one
            for one in statements
            if one.dimension == dimension
            and one.stated_on <= TODAY
            and (one.withdrawn_on is None or one.withdrawn_on > TODAY)
        ]
        valid = [one for one in standing if one.valid_until is None or one.valid_until >= TODAY]
        candidates = valid or standing
        if not candidates:
            assert dimension not in found
            continue
        newest = max(candidates, key=lambda one: (one.stated_on, one.id))
        assert found[dimension].statement == newest
        assert found[dimension].expired is (not valid)


@given(STATEMENTS, st.integers(0, 3))
def test_a_new_statement_of_today_replaces_whatever_counted(statements: list[Statement], level: int) -> None:
    new = Statement(UUID(int=2**128 - 1), "noise", level, TODAY)
    before, after = effective(statements, TODAY), effective([*statements, new], TODAY)
    assert after["noise"].statement == new
    assert not after["noise"].expired
    assert {k: v for k, v in before.items() if k != "noise"} == {k: v for k, v in after.items() if k != "noise"}


@given(st.sampled_from([postcode.code for postcode in all_postcodes()]), st.integers(0, 200))
def test_reach_holds_every_postcode_within_and_does_not_begin_with_home(home: str, km: int) -> None:
    found = dict(reach(home, km))
    assert home in found
    assert list(found) == sorted(found)
    for code, band in found.items():
        distance = distance_km(home, code)
        assert distance <= km
        assert band == min(int(distance // 5), LAST_BAND)


def test_a_protected_address_is_for_caseworkers_and_team_leaders() -> None:
    assert {role for role in Role if may_see_address(frozenset({role}), protected=True)} == {
        Role.CASEWORKER,
        Role.TEAM_LEADER,
    }
    assert all(may_see_address(frozenset({role}), protected=False) for role in Role)
    assert may_see_address(frozenset({Role.JOB_BROKER, Role.CASEWORKER}), protected=True)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 20)), max_size=10))
def test_each_goal_stands_once_with_its_best_rank(goals: list[tuple[str, int]]) -> None:
    found = distinct_goals(goals)
    assert len({uri for uri, _ in found}) == len(found)
    assert dict(found) == {uri: min(rank for other, rank in goals if other == uri) for uri, _ in goals}
    assert [rank for _, rank in found] == sorted(rank for _, rank in found)
