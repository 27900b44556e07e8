"""What a rule states, as Danish sentences."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from pydantic import BaseModel

from rettematch.programmes.danish_figures import danish_figures, danish_units
from rettematch.programmes.danish_spans import danish_many
from rettematch.programmes.definitions import Rule, law, programme, programmes
from rettematch.programmes.parameters import Figure, Quantity

EVERY_RULE = [rule for found in (*programmes().values(), law()) for rule in found.rules]


@pytest.mark.parametrize(
    ("programme_id", "rule_id", "figures"),
    [
        ("flere-skal-med-2", "fsm_trin1_max", ("Trinnet varer højst 1 måned.",)),
        (
            "jobfirst",
            "jf_max_gap",
            ("Højst 4 uger uden aktivitet eller lønnede timer; ansvarlig: virksomhedskonsulent.",),
        ),
        (
            "jobfirst",
            "jf_visit_m1",
            ("Mindst 25 personer; senest 01.07.2016; det er 25 procent; heraf 5 ressourceforløb og 20 kontanthjælp.",),
        ),
        (
            "jobfirst",
            "jf_weekly_26",
            ("Hver uge i forløbet, i de første 26 uger: støttepersonens opfølgning; ansvarlig: mentor.",),
        ),
        (
            "jobviften",
            "jv_info_meeting",
            (
                "Netop 2 møder om ugen pr. gruppe.",
                "Højst 1 time; ved informationsmøde.",
                "Før jobsamtale: informationsmøde.",
            ),
        ),
        ("fleksjob-2", "uf_caseload_total", ("Mindst 30 og højst 40 sager pr. jobformidler.",)),
    ],
)
def test_a_rule_is_read_as_sentences(programme_id: str, rule_id: str, figures: tuple[str, ...]) -> None:
    assert danish_figures(programme(programme_id).rule(rule_id, date(2026, 6, 1))) == figures


def test_a_cadence_tells_how_long_it_lasts_and_which_rest_of_a_period_counts() -> None:
    [after_job] = danish_figures(programme("flere-skal-med-2").rule("fsm_post_job", date(2026, 6, 1)))
    assert after_job.startswith("Hver måned efter jobstart, i mindst 3 måneder og højst 6 måneder:")
    [matched] = danish_figures(programme("flere-skal-med-2").rule("fsm_monthly_after_match", date(2026, 6, 1)))
    assert "en sidste periode tæller, når den er på mindst 2 uger" in matched


def test_missing_either_condition_gives_a_duty_to_work() -> None:
    [duty] = danish_figures(law().rule("L13", date(2026, 11, 2)))
    assert "ikke har boet her i 9 år eller ikke har arbejdet i 2,5 år inden for de sidste 10 år" in duty


def numbers(stated: object) -> Iterator[float]:
    if isinstance(stated, BaseModel):
        yield from (each for name, value in stated if name != "also" for each in numbers(value))
    elif isinstance(stated, Mapping):
        yield from (each for value in stated.values() for each in numbers(value))
    elif isinstance(stated, tuple | frozenset):
        yield from (each for value in stated for each in numbers(value))
    elif isinstance(stated, int | float) and not isinstance(stated, bool) and stated:
        yield stated


@pytest.mark.parametrize("rule", law().rules, ids=lambda rule: rule.id)
def test_a_row_of_the_law_tells_every_number_that_it_states(rule: Rule) -> None:
    told = set(re.findall(r"[\d.,]*\d", " ".join(danish_figures(rule))))
    for form in (rule.parameters, *rule.also):
        everybody = {100} if getattr(form, "share", None) == 100 else set()  # says nothing, and is not told
        stated = set(numbers(form)) - everybody
        assert {each for each in stated if danish_many(each) not in told and f"{each:g}" not in told} == set()


def test_a_row_of_the_law_names_whom_its_lengths_hold_for() -> None:
    [lengths] = danish_figures(law().rule("L9", date(2026, 11, 2)))
    assert "højst 12 måneder (sygedagpenge, ressourceforløb, jobafklaringsforløb, integrationsydelse)" in lengths


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: f"{rule.id}-{rule.in_force_from}")
def test_every_sentence_is_whole_and_no_rule_is_without_one(rule: Rule) -> None:
    found = danish_figures(rule)
    assert found
    for sentence in found:
        assert sentence[0] == sentence[0].upper()
        assert sentence.endswith(".")
        assert not sentence.endswith("..")


def test_every_unit_has_danish_words() -> None:
    units = {
        each.unit
        for rule in EVERY_RULE
        for each in (rule.parameters, *rule.also)
        if isinstance(each, Quantity | Figure)
    }
    assert units - set(danish_units()) == set()
