"""The command `matcher link`, and the limits of a request."""

import io
import json
import subprocess
import sys

import pytest
from pydantic import ValidationError

from matcher.cli import main
from matcher.occupations.command import link_lines
from matcher.occupations.schemas import LinkRequest


def test_each_line_gets_a_line_of_json_with_the_text_as_it_was_given():
    target = io.StringIO()
    link_lines(io.StringIO("kok\n\nnoget med dyr 🙂\r\nog"), target, "da", 3)
    lines = [json.loads(line) for line in target.getvalue().splitlines()]
    assert [line["text"] for line in lines] == ["kok", "", "noget med dyr 🙂", "og"]
    assert [len(line["results"]) for line in lines] == [3, 0, 3, 0]
    assert set(lines[0]) == {"text", "results"}
    assert set(lines[0]["results"][0]) == {"uri", "kind", "label", "score"}


def test_a_line_longer_than_the_limit_is_linked_by_its_beginning_and_returned_whole():
    text = "kok " + "x" * 2000
    target = io.StringIO()
    link_lines(io.StringIO(text), target, "da", 1)
    (line,) = (json.loads(line) for line in target.getvalue().splitlines())
    assert line["text"] == text


def test_danish_letters_pass_whatever_the_locale_and_broken_bytes_do_not_end_the_run():
    finished = subprocess.run(
        [sys.executable, "-c", "import sys; from matcher.cli import main; sys.exit(main())", "link", "--top", "1"],
        input="rengøring\n".encode() + b"\xff\xfe\n" + "tømrer\n".encode(),
        capture_output=True,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=True,
    )
    lines = [json.loads(line) for line in finished.stdout.decode().splitlines()]
    assert [line["text"] for line in (lines[0], lines[2])] == ["rengøring", "tømrer"]
    assert lines[2]["results"][0]["label"] == "tømrer"
    assert len(lines) == 3


@pytest.mark.parametrize("top", ["0", "51", "-1", "ti"])
def test_a_wrong_number_of_concepts_is_a_clear_error(top, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["link", "--top", top])
    assert caught.value.code == 2
    assert "whole number from 1 to 50" in capsys.readouterr().err


def test_an_unknown_language_is_a_clear_error(capsys):
    with pytest.raises(SystemExit):
        main(["link", "--language", "sv"])
    assert "--language" in capsys.readouterr().err


@pytest.mark.parametrize(
    "body",
    [
        {"texts": []},
        {"texts": ["x"] * 101},
        {"texts": ["x" * 501]},
        {"texts": ["x"], "top": 0},
        {"texts": ["x"], "top": 51},
        {"texts": ["x"], "language": "sv"},
        {"texts": ["x"], "extra": 1},
    ],
)
def test_a_request_outside_the_limits_is_refused(body):
    with pytest.raises(ValidationError):
        LinkRequest.model_validate(body)


def test_a_request_at_the_limits_is_accepted():
    request = LinkRequest(texts=["x" * 500] * 100, top=50)
    assert len(request.texts) == 100
