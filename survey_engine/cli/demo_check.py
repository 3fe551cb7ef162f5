"""`demo --check`: the whole way from a code to the charity's file, proved in a temporary folder."""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import click

from survey_engine.cli.demo_folder import PASSPHRASE, DemoFolder
from survey_engine.cli.demo_making import (
    OPEN_WARDS,
    Letter,
    asked,
    closing,
    issue,
    make,
    opening,
    wave_to_try,
)
from survey_engine.cli.demo_people import Person, Ward, people
from survey_engine.cli.demo_server import free_port, running_server
from survey_engine.cli.installation import Installation
from survey_engine.cli.terminal import RefusedError
from survey_engine.cli.walking import Connection, Patient, WalkError
from survey_engine.questionnaire.answers import Value, from_payload
from survey_engine.questionnaire.definition import QuestionId, Questionnaire
from survey_engine.questionnaire.synthetic import as_sent
from survey_engine.records import responses
from survey_engine.sealing.envelope import open_envelope, unprotect_identity

Say = Callable[[str], None]
Sent = tuple[str, frozenset[tuple[QuestionId, Value | None]]]

WALKERS: Final = (Ward("BIRCH", 6, 0.8), Ward("HAZEL", 6, 0.6))
SIDE_BY_SIDE: Final = 3
SEED: Final = "demo check"


def check_demo(say: Say) -> None:
    """Do all of it and say each step. Raises RefusedError with a sentence at the first fault."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="survey-engine-demo-") as place:
        folder = DemoFolder(Path(place) / "demo", free_port())
        with folder.being_made() as part:
            make(part, say)
        say("Set up: keys, database, hospitals, published questionnaires, two closed waves and an open one.")
        wave = wave_to_try(folder)
        questionnaire = asked(folder)
        walkers = list(people(questionnaire, WALKERS, SEED))
        letters = [one for ward in WALKERS for one in issue(folder, wave, ward.hospital, ward.answers)]
        say(f"Issued {len(letters)} codes by `codes issue`, for {len(WALKERS)} hospitals.")
        with running_server(folder):
            _answer(folder, letters, walkers, say)
        _refuse_before_close(folder, wave, say)
        folder.run(*closing(wave))
        say(f"Closed {wave}: codes, drafts and the wave's secret are destroyed.")
        folder.run(*opening(folder, wave))
        _check_bundle(folder.bundle(wave), say)
        _compare(folder, wave, questionnaire, [*people(questionnaire, OPEN_WARDS, wave), *walkers], say)
    say(f"All of it holds. {time.monotonic() - started:.0f} s.")


def _answer(folder: DemoFolder, letters: Sequence[Letter], walkers: Sequence[Person], say: Say) -> None:
    """Answer every survey over HTTP, some by link and some by typed code, a few at a time."""

    def walk(number: int) -> int:
        return _walk(folder, letters[number], walkers[number], by_link=number % 2 == 0, twice=number == 0)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        try:
            pages = sum(pool.map(walk, range(len(walkers))))
        except WalkError as fault:
            raise RefusedError(f"A survey could not be answered. {fault}") from None
    say(
        f"Answered {len(walkers)} surveys over HTTP, {pages} pages, half by the link, half by the typed code."
    )
    say("Pressed Send twice in one of them: the same thank-you both times.")


def _walk(folder: DemoFolder, letter: Letter, person: Person, *, by_link: bool, twice: bool) -> int:
    connection = Connection(folder.base_url)
    patient = Patient(connection)
    signature = letter.link.partition("#")[2].partition(".")[2]
    patient.enter(letter.code, signature if by_link else "")
    patient.begin()
    patient.answer_pages({str(name): value for name, value in person.answers.items()})
    if twice:
        patient.send_twice()
    else:
        patient.send()
    connection.close()
    return len(patient.page_seconds)


def _refuse_before_close(folder: DemoFolder, wave: str, say: Say) -> None:
    try:
        folder.run(*opening(folder, wave))
    except click.ClickException as refusal:
        say(f"Refused to open before the close: {refusal.format_message()}")
    else:
        raise RefusedError(f"Wave {wave} could be opened before it was closed.")


def _check_bundle(bundle: Path, say: Say) -> None:
    """Compare every file of the bundle with the manifest's hash of it."""
    manifest = json.loads((bundle / "manifest.json").read_text("utf-8"))
    hashes: Mapping[str, str] = manifest["files"]
    for name, expected in hashes.items():
        if hashlib.sha256((bundle / name).read_bytes()).hexdigest() != expected:
            raise RefusedError(f"{name} of the bundle is not what its manifest says.")
    say(f"Wrote the bundle: {', '.join(sorted(hashes))}; each as the manifest says.")


def _compare(
    folder: DemoFolder, wave: str, questionnaire: Questionnaire, sent: Iterable[Person], say: Say
) -> None:
    """Compare what the charity's key opens with what was sent, answer by answer."""
    expected: Counter[Sent] = Counter(
        (person.hospital, frozenset(as_sent(questionnaire, person.answers).items())) for person in sent
    )
    secret = unprotect_identity(folder.charity_key.read_bytes(), PASSPHRASE)
    with Installation.at(folder.outside()) as installation, installation.reading() as session:
        opened = [
            from_payload(json.loads(open_envelope(one.sealed, secret)))
            for one in responses.envelopes(session, wave)
        ]
    found: Counter[Sent] = Counter((one.hospital, frozenset(one.answers.items())) for one in opened)
    if found != expected:
        raise RefusedError(
            f"{(expected - found).total()} sent answers are missing, "
            f"and {(found - expected).total()} opened ones were never sent."
        )
    answered = sum(value is not None for one in opened for value in one.answers.values())
    say(f"Compared {found.total()} opened responses with what was sent: all {answered} answers are the same.")
