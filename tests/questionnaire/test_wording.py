"""All human text is listed for translators, and comes back in other words."""

from __future__ import annotations

from collections.abc import Callable

from survey_engine.questionnaire.answers import Value
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.questionnaire.wording import Text, answer_labels, piped, reworded, texts

Tiny = Callable[[str], Questionnaire]


def upper(_context: str, text: str) -> str:
    return text.upper()


def test_each_string_has_one_context(tiny: Tiny, patient_survey: Questionnaire) -> None:
    for survey in (tiny("every_kind"), tiny("hard_part"), patient_survey):
        contexts = [text.context for text in texts(survey)]
        assert len(contexts) == len(set(contexts))
        assert all(context.startswith(f"{survey.id}.") for context in contexts)
        assert all(text.text for text in texts(survey))


def test_the_contexts_of_a_section_and_a_question(tiny: Tiny) -> None:
    found = list(texts(tiny("hard_part")))
    assert found[:3] == [
        Text("hard_part.hard_part.title", "Your care at {hospital}"),
        Text("hard_part.hard_part.public_name", "Your care survey"),
        Text("hard_part.before.section_title", "Before"),
    ]
    contexts = {text.context for text in found}
    assert {
        "hard_part.hard.section_title",
        "hard_part.hard.section_short_title",
        "hard_part.hard.section_intro",
        "hard_part.hard_one.text",
        "hard_part.hard_one.short_title",
        "hard_part.hard_one.option.pns",
    } <= contexts
    assert "hard_part.hard_start.text" not in contexts


def test_nothing_human_is_left_in_the_old_words(tiny: Tiny) -> None:
    for name in ("every_kind", "hard_part", "retired"):
        survey = tiny(name)
        worded = reworded(survey, upper)
        again = [text.text for text in texts(worded)]
        assert again == [text.text.upper() for text in texts(survey)]
        assert [page.id for page in worded.pages] == [page.id for page in survey.pages]


def test_the_ends_of_a_scale_and_the_head_of_a_part_follow(tiny: Tiny) -> None:
    scale = reworded(tiny("every_kind"), upper).question("kind_scale")
    assert scale is not None
    assert [option.label for option in scale.options][:2] == ["0 – VERY POOR", "1"]
    assert scale.options[-1].label == "I DO NOT KNOW"
    head = reworded(tiny("hard_part"), upper).pages[1].questions[0]
    assert head.text.startswith("THE NEXT QUESTIONS MAY BE HARD")
    assert head.short_title == "THE NEXT PART"


def test_a_section_without_a_short_title_of_its_own_keeps_its_title(tiny: Tiny) -> None:
    assert reworded(tiny("every_kind"), upper).sections[0].short_title == "EVERY KIND"


def test_piping_fills_what_is_known_and_nothing_else() -> None:
    filled = [
        ("Care at {hospital}", "Care at St. Elsewhere"),
        ("In {wave}", "In 2025a"),
        ("You said {colour|nothing yet}.", "You said Red {wave}."),
        ("You said {shape|nothing yet}.", "You said nothing yet."),
        ("{shape|}", ""),
        ("{other} {} {0} {a.b} %s", "{other} {} {0} {a.b} %s"),
    ]
    for text, wanted in filled:
        assert piped(text, hospital="St. Elsewhere", wave="2025a", labels={"colour": "Red {wave}"}) == wanted


def test_answers_in_the_words_of_the_options(tiny: Tiny) -> None:
    survey = tiny("every_kind")
    wanted: list[tuple[str, Value | None, tuple[str, ...]]] = [
        ("kind_single", "dk", ("I do not know",)),
        ("kind_single", None, ()),
        ("kind_multiple", ("tea", "cake"), ("Tea", "Cake")),
        ("kind_scale", "10", ("10 – Very good",)),
        ("kind_number", "3.5", ("3.5",)),
        ("kind_text", "Kind\nstaff", ("Kind\nstaff",)),
    ]
    for name, value, labels in wanted:
        question = survey.question(name)
        assert question is not None
        assert answer_labels(question, value) == labels
