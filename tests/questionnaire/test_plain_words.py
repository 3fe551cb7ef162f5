"""Reading grade, sentences and turns of phrase, against values worked out by hand."""

from __future__ import annotations

import pytest

from survey_engine.questionnaire.plain_words import contraction, grade, sentences, surplus


def test_the_grade_of_a_sentence_counted_by_hand() -> None:
    """6 words, 1 sentence, 6 syllables: 0.39 * 6 + 11.8 * 1 - 15.59."""
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45)
    assert grade("") == 0.0


def test_sentences_end_with_signs_and_lines_and_piped_words_count_as_one() -> None:
    text = "Was it {helper|one of the very many people}? Yes.\nA line"
    assert sentences(text) == ["Was it it", "Yes", "A line"]


@pytest.mark.parametrize("text", ["I don't", "You can’t go", "It isn't"])
def test_contractions_are_found(text: str) -> None:
    assert contraction(text)


@pytest.mark.parametrize("text", ["the patient's nurse", "I do not know", "the Count", "want"])
def test_what_only_looks_like_a_contraction_is_not(text: str) -> None:
    assert contraction(text) is None


def test_a_short_text_is_hard_by_its_long_words_not_by_one() -> None:
    assert surplus("Was the hospital clean?") == 1
    assert surplus("Has multidisciplinary palliation communication deteriorated considerably?") > 8
