"""The script that makes the reference tables: same source, same bytes."""

import gzip
import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "shared" / "tools" / "import_reference_data.py"

SOURCE = {
    "esco/occupations.csv": (
        "occ_id,uuid,esco_code,isco08,label_da,alt_da,desc_da,label_en,alt_en\n"
        "1,aaa,9412.1,9412,køkkenmedhjælper,køkkenhjælp|køkkenmedhjælper|køkkenhjælp,x,kitchen help,kitchen helper\n"
        "2,bbb,9112.1,9112,,,x,cleaner,\n"
    ),
    "esco/isco08_groups_da_en.csv": "code,label_da,label_en\n9412,Køkkenarbejde,Kitchen helpers\n9,Andet,Elementary\n",
    "esco/skills_en.csv": (
        "skill_id,uuid,type,reuse,groups,label_en,alt_en\n7,s7,s,,,peel,\n8,k8,k,,,hygiene,\n9,u9,,,,other,\n"
    ),
    "esco/occupation_skill.csv": "occ_id,skill_id,rel\n1,9,e\n1,7,e\n1,8,o\n",
    "geo/postnumre_kommune_centroid.csv": (
        "postnr,bynavn,lat,lon,kommunekode_hoved,kommune_hoved,andel_hoved,kommuner_alle,areal_km2\n"
        "8410,Rønde,56.3,10.5,0706,Syddjurs,1.0,0706:1.0,1\n1050,København K,55.7,12.6,0101,København,1.0,0101:1.0,1\n"
    ),
    "geo/kommuner.csv": (
        "kommunekode,kommune,lat,lon,areal_km2,landsdelskode,landsdel,regionskode,region\n"
        "0706,Syddjurs,56.3,10.5,1,8,Østjylland,82,Region Midtjylland\n"
    ),
    "db07/db07_titles_da.csv": "kode,niveau,afsnit,titel_da\nI,afsnit,I,Hoteller\n999999,branche,X ,Uoplyst\n",
}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("import_reference_data", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def source(tmp_path):
    for name, content in SOURCE.items():
        path = tmp_path / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path / "source"


def test_the_same_source_gives_the_same_bytes(script, source, tmp_path):
    script.import_tables(source, tmp_path / "first")
    script.import_tables(source, tmp_path / "second")
    names = sorted(path.name for path in (tmp_path / "first").iterdir())
    assert names == sorted(script.TABLES)
    for name in names:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_compressed_tables_carry_no_time_stamp(script, source, tmp_path):
    script.import_tables(source, tmp_path / "target")
    assert (tmp_path / "target" / "skills.csv.gz").read_bytes()[4:8] == b"\0\0\0\0"


def test_labels_are_kept_once_and_skills_become_positions(script, source, tmp_path):
    target = tmp_path / "target"
    script.import_tables(source, target)
    occupations = gzip.decompress((target / "occupations.csv.gz").read_bytes()).decode().splitlines()
    assert occupations[1] == "aaa,9412,køkkenmedhjælper,kitchen help,køkkenhjælp,kitchen helper"
    relations = gzip.decompress((target / "occupation_skills.csv.gz").read_bytes()).decode().splitlines()
    assert relations[1:] == ["aaa,0 2,1", "bbb,,"]
    assert (target / "industry_codes.csv").read_text(encoding="utf-8").splitlines()[2] == "999999,branch,X,Uoplyst"
    assert (target / "postcodes.csv").read_text(encoding="utf-8").splitlines()[1].startswith("1050,")


def test_the_command_names_the_folders_that_are_missing(script, tmp_path, capsys):
    with pytest.raises(SystemExit):
        script.main([str(tmp_path)])
    assert "esco, geo, db07" in capsys.readouterr().err


def test_the_command_reports_the_rows_it_wrote(script, source, tmp_path, capsys):
    assert script.main([str(source), "--target", str(tmp_path / "target")]) == 0
    assert "occupations.csv.gz" in capsys.readouterr().out
