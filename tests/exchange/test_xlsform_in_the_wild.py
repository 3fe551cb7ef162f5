"""Other people's XLSForms: what can be carried is, and every other thing has a line of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from survey_engine.exchange.importing import Imported
from survey_engine.exchange.xlsform_import import from_sheets
from survey_engine.questionnaire.definition import All, Answered, AnyOf, Is, Kind, Not, Questionnaire
from tests.exchange.interchange import errors, loaded

Rows = list[list[str]]
YES_NO = [["list_name", "name", "label"], ["yes_no", "1", "Yes"], ["yes_no", "0", "No"]]


def form(head: str, *rows: str, choices: Rows = YES_NO, **sheets: Rows) -> Imported:
    """A form whose survey is written as lines with bars between the cells."""
    survey = [[cell.strip() for cell in line.split("|")] for line in (head, *rows)]
    return from_sheets({"survey": survey, "choices": choices, **sheets}, "My form v2")


def is_told(found: Imported, *beginnings: str) -> None:
    for beginning in beginnings:
        assert any(line.startswith(beginning) for line in found.lost), (beginning, found.lost)


def household() -> Imported:
    """The idioms of most forms: metadata, groups, yes and no as numbers, relevants, notes, other answers."""
    return form(
        "type | name | label | hint | relevant | required | constraint | appearance | calculation",
        "start | start | | | | | | |",
        "today | today",
        "# a remark",
        "deviceid | deviceid",
        "",
        "begin group | house | <b>Your</b> house | | | | | |",
        "select_one yes_no | car | Do you have a car? | A van counts. | | yes | | minimal |",
        "select_multiple fuels or_other | fuel | Which fuel? | | ${car} = 1 | | count-selected(.) <= 2 | |",
        "integer | age | How old is it? | | ${car} = '1' and ${fuel} != '' | | . > 0 and . <= 99 | |",
        "text | why | Why not? | | not(${car} = 1) | | string-length(.) < 9 | multiline |",
        "text | old | What about it? | | ${age} > 10 | | | |",
        "note | thanks | Thank you, ${car}. ${why} | | selected(${fuel}, 'gas') or ${car} = 0 | | | |",
        "calculate | double | | | | | | | ${age} * 2",
        "text | after | After it | | ${double} = '4' | | | |",
        "end group | | | | | | | |",
        "begin repeat | child | Each child | | ${car} = 0 | | | |",
        "date | born | When were they born? | | | | | month-year |",
        "geopoint | place | Where? | | | | | |",
        "end repeat",
        "image | picture | A picture",
        "acknowledge | ok | I have read this.",
        "select_one_from_file towns.csv | town | Which town?",
        "rank fuels | order | Put in order",
        choices=[*YES_NO, ["", "", ""], ["fuels", "gas", "Gas"], ["fuels", "oil fuel", "Oil"],
                 ["fuels", "gas", "G"], ["", "lost", "Lost"], ["roads", "a1", "A1"]],
        settings=[["form_title", "form_id", "version", "style"],
                  ["House", "house_form", "2024010101", "pages"]],
        external_choices=[["list_name", "name"], ["towns", "x"]],
    )  # fmt: skip


def named(built: Questionnaire) -> dict[str, object]:
    return {question.id: built.shown_when(question) for question in built.questions}


def test_the_idioms_of_most_forms(tmp_path: Path) -> None:
    found = household()
    assert errors(found, tmp_path) == []
    built = loaded(found, tmp_path)
    assert (built.id, built.title, built.version) == ("house_form", "House", 1)
    assert [section.title for section in built.sections] == ["Your house", "Each child", "Questions"]
    when = named(built)
    car = Is(built.questions[0].id, (built.questions[0].options[0].id,))
    assert [option.id for option in built.questions[0].options] == ["o1", "o0", "pns"]
    assert when["fuel"] == car
    assert when["age"] == All((car, Answered(built.questions[1].id)))
    assert when["why"] == Not(car)
    assert isinstance(when["thanks"], AnyOf)
    assert when["old"] is None
    fuel = next(question for question in built.questions if question.id == "fuel")
    assert (fuel.kind, fuel.max_choices, [option.id for option in fuel.options]) == (
        Kind.MULTIPLE, 2, ["gas", "oil_fuel"],
    )  # fmt: skip
    age = next(question for question in built.questions if question.id == "age").number
    assert age is not None
    assert (age.minimum, age.maximum, age.step) == ("1", "99", "1")
    thanks = next(question for question in built.questions if question.id == "thanks")
    assert thanks.text == "Thank you, {car|…}. …"
    assert {question.id: question.kind for question in built.questions}["born"] is Kind.MONTH_YEAR


def test_each_thing_that_is_not_carried_has_a_line() -> None:
    found = household()
    assert len(found.lost) == len(set(found.lost))
    is_told(
        found, "Row 2, start: questions of type `start`", "Row 3, today",
        "Row 4, : questions of type `# a remark`",
        "car.1: its id here is `o1`", "fuel.oil fuel: its id here is `oil_fuel`", "car: `required`",
        "car: its appearance `minimal`", "fuel: `or_other`", "fuel: an option `gas`",
        "why: its constraint `string-length(.) < 9`", "old: its condition `${age} > 10`",
        "house_form.thanks.text: the answer to `why`", "Row 14, double: questions of type `calculate`",
        "after: its condition `${double} = '4'`", "child: repeats are not carried",
        "Row 19, place: questions of type `geopoint`", "Row 21, picture", "ok: it asks for a tick",
        "town: its choices are in another file", "town: the file has no option",
        "Row 24, order: questions of type",
        "Its version “2024010101”", "The column `style` of the sheet settings",
        "The list `` of choices", "The list `roads` of choices",
        "The sheet `external_choices` is not carried", "house_form.house.section_title: its markup",
    )  # fmt: skip


def languages(*heads: str, default: str = "", **cells: str) -> Imported:
    settings = [["default_language"], [default]] if default else []
    names = ["type", "name", *heads]
    row = ["text", "q", *(cells.get(f"c{number}", f"words {number}") for number in range(len(heads)))]
    return from_sheets({"survey": [names, row], "settings": settings}, "form")


@pytest.mark.parametrize(
    ("heads", "default", "text", "words"),
    [
        (["label"], "", "words 0", {}),
        (["label::English", "label::Français"], "", "words 0", {"fr": "words 1"}),
        (["label::French (fr)", "label::English (en)"], "French (fr)", "words 1", {"fr": "words 0"}),
        (["caption:English", "caption:Welsh"], "", "words 0", {"cy": "words 1"}),
        (["Label::Polish (pl)", "label"], "", "words 1", {"pl": "words 0"}),
        (["label::cy", "label::ur"], "ur", "words 1", {"cy": "words 0"}),
        (["label::English (en-GB)", "label::Portuguese (pt-BR)"], "", "words 0", {"pt_BR": "words 1"}),
    ],
)
def test_languages_are_found_however_they_are_named(
    heads: list[str], default: str, text: str, words: dict[str, str]
) -> None:
    found = languages(*heads, default=default)
    assert found.values["sections"][0]["questions"][0]["text"] == text
    assert {code: known["form.q.text"] for code, known in found.words.items()} == words


def test_a_language_that_nobody_knows_is_told() -> None:
    found = languages("label::English", "label::Elvish")
    is_told(found, "The language “Elvish”")
    assert found.words == {}


def test_columns_have_many_names_and_cells_are_trimmed(tmp_path: Path) -> None:
    found = form(
        " Type | NAME | Caption | media::image | relevance | bind::required|read only | disabled | default",
        "add select one prompt using yes_no | a | First? | x.png | | true() | | | 1",
        "select1 yes_no | b | Second? | | ${ a } = \"1\" | no | | | ",
        "q string | c | Third? | | | | yes | | ",
        "text | d | Fourth? | | | | | yes | ",
        "select all that apply from yes_no | e | Fifth? | | | | | | ",
        choices=[["list name", "VALUE ", "caption", "filter"], ["yes_no", "1", "Yes", "f"],
                 ["yes_no", "0", "No", ""]],
    )  # fmt: skip
    built = loaded(found, tmp_path)
    assert [(question.id, question.kind.value) for question in built.questions] == [
        ("a", "single"), ("b", "single"), ("e", "multiple"),
    ]  # fmt: skip
    assert isinstance(named(built)["b"], Is)
    is_told(
        found, "a: its `image` is not carried: x.png", "a: `required`", "a: its `default`",
        "Row 4, c: nobody can",
        "Row 5, d: it is disabled", "The column `filter` of the sheet choices",
    )  # fmt: skip


def test_old_forms_write_one_colon(tmp_path: Path) -> None:
    found = form(
        "type | name | label:English | bind:relevant | media:image",
        "select_one yes_no | a | First? | | ",
        "select_one yes_no | b | Second? | ${a} = '1' | x.png",
    )
    assert isinstance(named(loaded(found, tmp_path))["b"], Is)
    is_told(found, "b: its `image` is not carried: x.png")


def test_cascading_choices_and_pages(tmp_path: Path) -> None:
    found = form(
        "type | name | label | choice_filter | relevant | appearance",
        "select_one yes_no | a | A? | region = ${b} | | ",
        "begin_group | top | Top | | | field-list",
        "select_one yes_no | b | B? | | | ",
        "text | c | C? | | ${a} = 1 | ",
        "end_group",
        "begin_group | out | Out | | | ",
        "begin_group | in | In | | ${a} = 1 | field-list",
        "text | d | D? | | | ",
        "select_one yes_no | e | E? | | ${b} = 0 | ",
        "text | f | F? | | ${e} = 1 | ",
        "end_group",
        "end_group",
        "end_group",
    )
    built = loaded(found, tmp_path)
    pages = [[question.id for question in page.questions] for page in built.pages]
    assert pages == [["a"], ["b", "c"], ["in"], ["d"], ["e"], ["f"]]
    assert len(str(named(built)["f"]).split("Is(")) == 3
    is_told(
        found, "a: its `choice_filter`", "in: a question decides on another of its page",
        "Row 14: the end of a group",
    )  # fmt: skip


@pytest.mark.parametrize(
    "relevant",
    ["${a} + 1 = 2", "selected(${a}, ${m})", "jr:choice-name(${a}, '${a}') = 'Yes'", "${later} = '1'",
     "${a} = 7",
     "if(${a} = 1, 1, 0)", "${m} = 'x'", "count-selected(${m}) > 2", "true()", "${a} = '1' and", "'a' = 'a'"],
)  # fmt: skip
def test_what_no_condition_here_can_say_is_told_and_asked_of_all(relevant: str, tmp_path: Path) -> None:
    found = form(
        "type | name | label | relevant",
        "select_one yes_no | a | A? |",
        "select_multiple m | m | M? |",
        f"text | b | B? | {relevant}",
        "select_one yes_no | later | Later? |",
        choices=[*YES_NO, ["m", "x", "X"], ["m", "y", "Y"]],
    )
    assert named(loaded(found, tmp_path))["b"] is None
    is_told(found, f"b: its condition `{relevant}` is not carried, so it is always shown")


@pytest.mark.parametrize(
    ("relevant", "wanted"),
    [
        ("string-length(${b}) > 0", Answered), ("count-selected(${m}) >= 1", Answered), ("${b} = ''", Not),
        ("selected(${m}, 'x') and not(selected(${m}, 'y'))", All), ("${a}='1' or ${a}='0'", Is),
        ("(${a} != 1)", Not),
    ],
)  # fmt: skip
def test_idioms_of_conditions_are_understood(relevant: str, wanted: type, tmp_path: Path) -> None:
    found = form(
        "type | name | label | relevant",
        "select_one yes_no | a | A? |",
        "select_multiple m | m | M? |",
        "text | b | B? |",
        f"text | c | C? | {relevant}",
        choices=[*YES_NO, ["m", "x", "X"], ["m", "y", "Y"]],
    )
    assert isinstance(named(loaded(found, tmp_path))["c"], wanted)
