"""Postcodes, municipalities and distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettematch.reference.geography import (
    UnknownPostcodeError,
    all_municipalities,
    all_postcodes,
    distance_km,
    find_municipality,
    find_postcode,
    postcodes_within,
)

codes = st.sampled_from([each.code for each in all_postcodes()])


def test_a_postcode_has_its_town_and_municipality():
    postcode = find_postcode("8410")
    assert postcode is not None
    assert postcode.town == "Rønde"
    municipality = find_municipality(postcode.municipality_code)
    assert municipality is not None
    assert (municipality.name, municipality.region) == ("Syddjurs", "Region Midtjylland")


def test_every_postcode_lies_in_denmark_and_in_a_municipality():
    assert len(all_postcodes()) == 1089
    for each in all_postcodes():
        assert 54.5 < each.latitude < 57.8
        assert 8.0 < each.longitude < 15.3
        assert find_municipality(each.municipality_code) is not None


def test_there_are_98_municipalities_and_christiansoe_in_five_regions():
    assert len(all_municipalities()) == 99
    assert len({each.region for each in all_municipalities()}) == 5


def test_unknown_codes_find_nothing():
    assert find_postcode("0000") is None
    assert find_municipality("9999") is None


def test_distance_between_aarhus_and_copenhagen_is_right():
    assert distance_km("8000", "1050") == pytest.approx(156, abs=2)


def test_an_unknown_postcode_is_an_error_that_does_not_repeat_it():
    for call in (lambda: distance_km("8000", "0007"), lambda: postcodes_within("0007", 10)):
        with pytest.raises(UnknownPostcodeError) as caught:
            call()
        assert "0007" not in str(caught.value)


def test_reach_starts_at_home_and_is_sorted_by_distance():
    reach = postcodes_within("8410", 30)
    assert reach[0] == ("8410", 0.0)
    assert [km for _, km in reach] == sorted(km for _, km in reach)
    assert "8000" in dict(reach)
    assert "1050" not in dict(reach)


@given(codes, codes)
def test_distance_is_the_same_both_ways(a, b):
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-9)
    assert (distance_km(a, b) < 1e-9) == (a == b)


@given(codes, codes, codes)
def test_a_detour_is_never_shorter(a, b, c):
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-6


@given(codes, st.floats(0, 60), st.floats(0, 60))
def test_a_longer_reach_never_loses_a_postcode(code, km, more):
    near, far = postcodes_within(code, km), postcodes_within(code, km + more)
    assert far[: len(near)] == near


@given(codes, codes, st.floats(0, 400))
def test_a_postcode_is_in_reach_exactly_when_its_distance_is(code, other, km):
    distance = distance_km(code, other)
    assert dict(postcodes_within(code, km)).get(other) == (distance if distance <= km else None)
