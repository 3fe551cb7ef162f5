"""Words of one's own: read from a file, and every problem told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_engine.exchange.letter_wording import Wording, default_wording, read_wording, wording_text
from survey_engine.questionnaire.problem import Level
from tests.exchange.paper_samples import translate

GOOD = """\
language: en
subject: "Would you tell us about your care?"
greeting: "Hello,"
paragraphs:
  - "We are {charity}. We ask about {hospital}."
  - "You can answer until {closes_on}."
closing:
  - "Thank you."
"""


def read(tmp_path: Path, text: str) -> tuple[Wording | None, list[str]]:
    """The words, and each problem without its folder."""
    file = tmp_path / "letter.yaml"
    file.write_text(text, encoding="utf-8")
    wording, problems = read_wording(file)
    return wording, [str(problem).removeprefix(f"{tmp_path}/") for problem in problems]


def test_good_words_have_no_problem(tmp_path: Path) -> None:
    wording, problems = read(tmp_path, GOOD)
    assert problems == []
    assert wording is not None
    assert wording.paragraphs[1] == "You can answer until {closes_on}."
    assert (wording.language, wording.greeting, wording.closing) == ("en", "Hello,", ("Thank you.",))


@pytest.mark.parametrize("language", ["en", "cy", "ur"])
def test_the_built_in_words_as_a_file_read_back_without_a_problem(tmp_path: Path, language: str) -> None:
    built_in = default_wording(language, translate(language))
    assert read(tmp_path, wording_text(built_in)) == (built_in, [])


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("{charity}", "{charity} {name}", 5, "Nothing is known to fill in for {name}"),
        ("{closes_on}", "soon", 1, "{closes_on} is missing"),
        ("{hospital}", "it", 1, "{hospital} is missing"),
        ("Thank you.", "Thank <b>you</b>.", 8, "“<b>” is HTML"),
        ("Thank you.", "Thank&nbsp;you.", 8, "“&nbsp;” is HTML"),
        ("Thank you.", "Thank {you.", 8, "A brace stands alone"),
        ("about your care", "about your cancer", 2, "“cancer” can be seen at a glance"),
        ("Hello,", "Dear breast patient", 3, "“breast” can be seen"),
        ("Thank you.", "Thank you. " * 30, 8, "the most is 200"),
        ("Hello,", "Hello " * 20, 3, "the most is 80"),
        ('"Hello,"', "12", 3, "There must be words here"),
        ('"Hello,"', '" "', 3, "There must be words here"),
        ('greeting: "Hello,"\n', "", 1, "`greeting` is missing"),
        ("greeting:", "greetings:", 3, "`greetings` is not known here"),
        ('closing:\n  - "Thank you."\n', 'closing: "Thank you."\n', 7, "`closing` must be a list"),
        ('  - "Thank you."\n', '  - "a"\n' * 5, 7, "has 5 entries; the most is 4"),
        ('  - "Thank you."\n', "  - - a\n", 8, "There must be words here"),
        ("language: en", "language: !!str en", 1, "Tags (!) are not used"),
        ("language: en", "language: en\nlanguage: cy", 2, "written twice"),
        ("Thank you.", "Thank you\u202e.", 8, "nobody sees"),
        ("subject:", "subject", 3, "not YAML"),
    ],
)  # fmt: skip
def test_each_error_has_its_line_and_stops_the_letters(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    assert old in GOOD
    wording, problems = read(tmp_path, GOOD.replace(old, new, 1))
    assert wording is None
    assert any(one.startswith(f"letter.yaml:{line}: error: ") and says in one for one in problems), problems


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Thank you.", "And so " * 10 + "thank you.", "A sentence has 22 words; the most is 20"),
        ("Thank you.", "Please don't worry.", "“don't” is easy to misread"),
        (
            "You can answer",
            "Participation necessitates comprehension of organisational methodology. You can answer",
            "reading grade",
        ),
    ],
)
def test_advice_is_a_warning_and_stops_nothing(tmp_path: Path, old: str, new: str, says: str) -> None:
    wording, problems = read(tmp_path, GOOD.replace(old, new, 1))
    assert wording is not None
    assert any(": warning: " in one and says in one for one in problems), problems


def test_all_paragraphs_together_have_a_limit_too(tmp_path: Path) -> None:
    long = "\n".join(f'  - "{"We care. " * 50}"' for _ in range(3))
    _wording, problems = read(tmp_path, GOOD.replace("closing:", f"{long}\nclosing:"))
    assert any("letters together; the most is 1200" in one for one in problems)


@pytest.mark.parametrize("text", ["", "just words\n", "- a\n- b\n", "language: [\n", "\x00"])
def test_what_is_no_such_file_is_told_and_nothing_worse(tmp_path: Path, text: str) -> None:
    file = tmp_path / "letter.yaml"
    file.write_text(text)
    wording, problems = read_wording(file)
    assert wording is None
    assert problems[0].level is Level.ERROR


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in str(read_wording(tmp_path / "none.yaml")[1][0])
