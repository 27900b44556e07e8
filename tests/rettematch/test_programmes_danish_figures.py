"""What a rule states, as Danish sentences."""

from datetime import date

import pytest

from rettematch.programmes.danish_figures import danish_figures, danish_units
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
        ("fleksjob-2", "uf_caseload_total", ("Mindst 30 og højst 40 sager pr. jobformidler.",)),
    ],
)
def test_a_rule_is_read_as_sentences(programme_id: str, rule_id: str, figures: tuple[str, ...]) -> None:
    assert danish_figures(programme(programme_id).rule(rule_id, date(2026, 6, 1))) == figures


def test_a_row_of_the_law_names_whom_its_lengths_hold_for() -> None:
    [lengths] = danish_figures(law().rule("L9", date(2026, 11, 2)))
    assert "højst 12 måneder (sygedagpenge, ressourceforløb, jobafklaringsforløb, integrationsydelse)" in lengths


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: f"{rule.id}-{rule.in_force_from}")
def test_every_sentence_is_whole_and_no_rule_of_a_programme_is_without_one(rule: Rule) -> None:
    found = danish_figures(rule)
    assert found or rule in law().rules
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
