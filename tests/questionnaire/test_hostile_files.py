"""Whatever stands in a file, the check answers with a list of problems."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from survey_engine.questionnaire.checking import check_file
from survey_engine.questionnaire.yaml_source import plain_value
from tests.questionnaire.conftest import TINY

LINES = [
    line
    for name in ("every_kind", "conditions", "hard_part", "a_matrix")
    for line in (TINY / name / "1.yaml").read_text(encoding="utf-8").splitlines()
]
SCRAPS = [
    "",
    '"": 1',
    "{}",
    "[]",
    "null",
    "true",
    "-5",
    "1.5",
    "{is: {}}",
    "(set)",
    "٣",
    "0",
    "id:",
    "{a: b}",
    "1e400",
    "0.0000000000000000001",
    "NaN",
    "\x07",
    "\u202e",
]


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """One of the tiny questionnaires with a few values, lines and letters changed."""
    name = draw(st.sampled_from(["every_kind", "conditions", "hard_part", "a_matrix", "shared_page"]))
    lines = (TINY / name / "1.yaml").read_text(encoding="utf-8").splitlines()
    for _change in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        key, colon, _value = lines[place].partition(":")
        scrap = draw(st.sampled_from(SCRAPS) | st.text(max_size=4))
        choices = [f"{key}{colon} {scrap}", draw(st.sampled_from(LINES)), lines[place] + scrap, scrap, ""]
        lines[place] = draw(st.sampled_from(choices))
    return "\n".join(lines)


@settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example('"": {"": ""}')
@example("sections: [{questions: [1, null, [], {}]}]")
@given(spoilt())
def test_no_file_breaks_the_check(tmp_path: Path, content: str) -> None:
    path = tmp_path / "1.yaml"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    for problem in check_file(path):
        assert problem.line >= 1
        assert problem.text


def test_plain_words_of_yaml_1_2() -> None:
    known = {
        "no": "no", "Yes": "Yes", "on": "on", "2024-01-01": "2024-01-01", "12:30": "12:30", "1_000": "1_000",
        "0x1F": "0x1F", "1e3": "1e3", ".inf": ".inf", "true": True, "FALSE": False, "~": None, "": None,
        "007": 7, "-3": -3,
    }  # fmt: skip
    for text, value in known.items():
        assert plain_value(text) == value, text
    assert str(plain_value("0.1")) == "0.1"
