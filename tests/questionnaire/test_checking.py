"""Every rule of a definition, each shown by a small broken file that says itself what must be found.

A line of such a file ends in `# <- words` where a problem with these words belongs (`&&` between several),
and nothing else may be found in it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey_engine.questionnaire.checking import check_file
from survey_engine.questionnaire.loading import DefinitionError, load_questionnaire
from survey_engine.questionnaire.problem import Level, Problem

WARNED = sorted((Path(__file__).parent / "warned").glob("*.yaml"))
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
MARK = re.compile(r"# <- (.*)$")


def expected(path: Path) -> list[tuple[int, str]]:
    """Each (line, words) that a broken file announces."""
    return [
        (number, words)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in MARK.finditer(line)
        for words in found[1].split(" && ")
    ]


@pytest.mark.parametrize("path", [*BROKEN, *WARNED], ids=lambda path: path.stem)
def test_a_broken_file_gets_exactly_the_problems_it_announces(path: Path) -> None:
    level = Level.WARNING if path in WARNED else Level.ERROR
    problems = [problem for problem in check_file(path) if problem.level is level]
    found = [(problem.line, problem.text) for problem in problems]
    missing = [
        (line, words)
        for line, words in expected(path)
        if not any(line == at and words in text for at, text in found)
    ]
    announced = [any(line == at and words in text for line, words in expected(path)) for at, text in found]
    assert missing == [], "\n".join(map(str, problems))
    assert all(announced), "\n".join(map(str, problems))
    assert len(found) == len(expected(path))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_never_loaded(path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_questionnaire(path)
    errors = [problem for problem in check_file(path) if problem.level is Level.ERROR]
    assert list(refused.value.problems) == errors


@pytest.mark.parametrize("path", WARNED, ids=lambda path: path.stem)
def test_a_file_with_warnings_alone_is_loaded(path: Path) -> None:
    assert load_questionnaire(path).id == "warned"
    assert {problem.level for problem in check_file(path)} <= {Level.WARNING}


@pytest.mark.parametrize("path", [*BROKEN, *WARNED], ids=lambda path: path.stem)
def test_a_problem_is_a_sentence_or_more_that_says_what_to_do(path: Path) -> None:
    for problem in check_file(path):
        assert problem.text[-1] in ".?", problem.text
        ours = re.sub("“[^”]*”", "", problem.text)  # what the file says is quoted
        assert not re.search(r"n't\b|invalid|failed", ours, re.IGNORECASE), problem.text
        assert str(problem) == f"{path}:{problem.line}: {problem.level}: {problem.text}"


def written(folder: Path, content: bytes) -> list[Problem]:
    path = folder / "1.yaml"
    path.write_bytes(content)
    return check_file(path)


def test_files_that_are_no_text_are_refused_with_one_sentence(tmp_path: Path) -> None:
    hostile = {
        b"a: \xff\xfe": "not UTF-8",
        b"a: [": "not YAML",
        b"a: \x00": "nobody sees (U+0000)",
        b"[" * 100_000: "too deep",
        b"{a: " * 100_000: "too deep",
        b"? [a]\n: b\n": "cannot be a name",
        b"x" * 600_000: "larger than 512 KB",
        b"": "is empty. Begin it with",
        b"# Nothing yet.\n": "is empty. Begin it with",
        b"hello": "must be a block",
        b"- a\n": "must be a block",
        b"a: *b\n": "not used here",
    }
    for content, words in hostile.items():
        problems = written(tmp_path, content)
        assert any(words in problem.text for problem in problems), (content[:20], problems)


@pytest.mark.parametrize("unseen", ["\x00", "\x07", "\x7f", "\u202e", "\u2066"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_nobody_sees_is_reported_at_its_own_line(tmp_path: Path, unseen: str, end: str) -> None:
    content = end.join(["title: Our survey", "version: 1", f"public_name: Our{unseen} survey", "alias: a"])
    [problem] = written(tmp_path, content.encode())
    assert problem.line == 3
    assert f"U+{ord(unseen):04X}" in problem.text


def test_what_nobody_sees_is_found_when_it_is_written_as_an_escape(tmp_path: Path) -> None:
    problems = written(tmp_path, b'version: 1\ntitle: "Our\\u202e survey\\0"\n')
    assert [(one.line, "U+202E" in one.text) for one in problems if "nobody sees" in one.text] == [(2, True)]


def test_a_link_to_a_file_is_a_file_and_a_folder_is_none(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").symlink_to(WARNED[0])
    assert {problem.level for problem in check_file(tmp_path / "1.yaml")} <= {Level.WARNING}
    [problem] = check_file(tmp_path)
    assert "Name a file of text" in problem.text


def test_a_file_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    [problem] = check_file(tmp_path / "none.yaml")
    assert "cannot be read" in problem.text


def test_a_billion_laughs_are_not_expanded(tmp_path: Path) -> None:
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    content = "\n".join(["a0: &a0 [lol]", *levels]).encode()
    assert any("Anchors" in problem.text for problem in written(tmp_path, content))
