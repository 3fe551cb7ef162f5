"""Every page type in every state, walked to over HTTP as a patient walks, and saved as it was answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from flask.testing import FlaskClient

from survey_engine.records import invitations, waves
from survey_engine.sealing.codes import new_code, read_code, show_code, wave_symbol
from survey_engine.sealing.envelope import new_identity
from survey_engine.web.house import KEY
from survey_engine.web.lanes import Lane
from tests.browser.album import Album, SavedPage
from tests.patient.promised import promise
from tests.patient.survey import (
    CLOSES,
    ENTRY_UNTIL,
    HOSPITAL,
    MASTER_KEY,
    OPENS,
    WAVE,
    OpenSurvey,
    Patient,
)

# One page of each kind of question, with answers that can be kept and answers that must be mended.
Entries = Mapping[str, str | Sequence[str]]
KINDS: Mapping[str, tuple[str, Entries, Entries]] = {
    "month and year": ("p01", {"dx_month": ["3", "2024"]}, {"dx_month": ["13", "2024"]}),
    "single": ("p03", {"dx_where": "here"}, {"dx_where": "nowhere"}),
    "sensitive multiple": ("p31", {"help_more": ["tired", "else"]}, {"help_more": ["tired", "none"]}),
    "scale": ("p50", {"overall": "9"}, {"overall": "99"}),
    "multiple": ("p51", {"priorities": ["told"]}, {"priorities": ["told", "nurse", "plan", "team"]}),
    "text": ("p52", {"best_thing": "The nurses.\nAnd the tea."}, {"best_thing": "tea " * 2000}),
    "several": (
        "p54",
        {"age_band": "a50", "gender": "woman"},
        {"age_band": "young", "gender": "woman", "ethnic": "none"},
    ),
}
LONG_WORD = "Verylongwordwithoutaplacetobreak" * 20
PASTED = f"{LONG_WORD} {'and then more of it ' * 168}".strip()  # 4,000 characters


def save_every_page(survey: OpenSurvey) -> tuple[SavedPage, ...]:
    """Every page type, in the survey's first language: clean, with something to mend, on return, and long.

    A chapter must not look for words: it is walked in every language.
    """
    album = Album(survey.languages[0])
    survey.app.test_client_class = FlaskClient  # gates look at what is saved; nobody else need inspect it
    chapters: tuple[Callable[[Album, OpenSurvey], None], ...] = (
        _ways_in,
        _welcome_and_resume,
        _every_question,
        _kinds_of_questions,
        _remarks_on_questions,
        _long_texts,
        _check_stop_and_end,
        _information,
        _pilot,
        _more,
        _promises,
        _ways_in_that_fail,
    )
    start = survey.clock.now
    for chapter in chapters:
        survey.clock.now = start
        chapter(album, survey)
    return tuple(album.pages)


def _ways_in(album: Album, survey: OpenSurvey) -> None:
    code = survey.codes[0]
    album.save("enter", survey.patient().open("/i"))
    album.save("enter, wrong symbol", survey.patient().enter(f"{code[:-1]}*"), 422)
    album.save("enter, too short", survey.patient().enter("7KQM"), 422)
    album.save("enter, unknown code", survey.patient().enter(_unknown(survey)), 422)
    album.save("enter, old form", survey.patient().enter(code, csrf_token="old"), 400)
    client = survey.app.test_client(use_cookies=False)
    album.save("enter, cookies blocked", client.post("/start", data={"code": code}), 400)
    album.save("enter, after a night", survey.patient().open("/q/p03"), 403)
    patient = survey.patient().begin(code).walk_to("/q/p03")
    patient.client.delete_cookie("survey")
    album.save("enter, with what was typed", patient.answer(dx_where="here"), 403)


def _welcome_and_resume(album: Album, survey: OpenSurvey) -> None:
    patient = survey.patient().enter(survey.codes[0])
    album.save("welcome", patient)
    album.save("welcome, no consent", patient.press("/welcome", {"action": "start"}), 422)
    album.save("resume", patient.open("/resume"))
    album.save("resume, too short", patient.press("/resume", {"return_code": "012"}), 422)
    album.save("resume, not found", patient.press("/resume", {"return_code": "012 345 6789"}), 422)
    survey.clock.forward(days=22)
    album.save("welcome, in the days of grace", survey.patient().enter(survey.codes[0]))


def _every_question(album: Album, survey: OpenSurvey) -> None:
    """The longest path, and the one page that is not on it."""
    patient = survey.patient().begin(survey.codes[0])
    while patient.where != "/check":
        again = ", not answered" if 'role="status"' in patient.text else ""
        album.save(f"question {patient.where[3:]}{again}", patient)
        patient.answer(**patient.first_options())
    patient.open("/q/p11").answer(nurse_has="no")
    album.save("question p15", patient.open("/q/p15"))


def _kinds_of_questions(album: Album, survey: OpenSurvey) -> None:
    patient = _skipped_to_the_check(survey.patient().begin(survey.codes[0]))
    for kind, (page, good, bad) in KINDS.items():
        album.save(f"{kind}, clean", patient.open(f"/q/{page}"))
        album.save(f"{kind}, wrong", patient.answer(**bad), 422)
        patient.open(f"/q/{page}").answer(**good)
        album.save(f"{kind}, answered", patient.open(f"/q/{page}"))
        album.save(f"{kind}, on return", patient.open(f"/q/{page}?back=today"))


def _remarks_on_questions(album: Album, survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).answer(dx_month=["3", "2024"])
    album.save("question, not answered", patient.answer())
    patient.answer(dx_first="no").answer(dx_where="here")
    assert '<bdi class="code"' in patient.text
    album.save("question, with the return code", patient)
    old_form = {"csrf_token": "old", "action": "next", "gp_times": "once"}
    album.save("question, old form", patient.open("/q/p04").press("/q/p04", old_form), 400)
    album.save("part start, on return", patient.open("/q/p05?back=today"))


def _long_texts(album: Album, survey: OpenSurvey) -> None:
    """What a person may paste, one word of it longer than any screen is wide; and what may name somebody."""
    patient = _skipped_to_the_check(survey.patient().begin(survey.codes[0]))
    patient.open("/q/p52?from=check").answer(best_thing=PASTED)
    album.save("check, long text", patient.open("/check"))
    album.save("answers to print, long text", patient.open("/answers"))
    album.save("text, long text", patient.open("/q/p52"))
    album.save("text, wrong, long text", patient.answer(best_thing=f"{PASTED}{PASTED}"), 422)
    if album.language == "en":  # in another language nothing is looked for in her words
        words = {"best_thing": "Dr Patel was kind. Ring me on 07700 900123."}
        album.save("text, to look at again", patient.open("/q/p52?from=check").answer(**words))
        album.save("check, to look at again", patient.answer(**words))


def _check_stop_and_end(album: Album, survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[1], shared=True).walk_to("/q/p04")
    album.save("stop, shared computer", patient.open("/stop"))
    album.save("left", patient.press("/leave", {}))
    nothing = _skipped_to_the_check(survey.patient().begin(survey.codes[1]))
    album.save("check, nothing answered", nothing)
    patient = survey.patient().begin(survey.codes[1]).walk_to("/q/p53")
    patient.answer(change_thing="One line.\n\nAnother line.")
    album.save("check", patient)
    album.save("answers to print", patient.open("/answers"))
    patient.open("/check")
    album.save("check, old form", patient.press("/send", {"csrf_token": "old"}), 400)
    album.save("stop", patient.open("/stop"))
    patient.open("/q/p54").answer(**patient.first_options())
    album.save("check, about you done", patient)
    album.save("done", patient.press("/send", {"action": "send"}))
    album.save("code used", survey.patient().enter(survey.codes[1]))
    patient = survey.patient().begin(survey.codes[2]).walk_to("/check")
    with survey.store.writing() as db:
        invitations.stop(db, WAVE, survey.refs[2])
    album.save("code stopped", patient.press("/send", {"action": "send"}), 403)
    album.save("deleted", patient.open("/stop").press("/delete", {"confirm": "yes"}))


def _information(album: Album, survey: OpenSurvey) -> None:
    for name in ("help", "privacy", "accessibility", "settings"):
        album.save(name, survey.patient().open(f"/{name}"))
        album.save(f"{name}, from a question", survey.patient().open(f"/{name}?back=p07-check"))
    patient = survey.patient().open("/letter")
    album.save("letter", patient)
    album.save("letter, a slip", patient.press("/letter", {"ref": "RXQ-7KQ2M4"}), 422)
    album.save("letter, thanked", patient.open("/letter").press("/letter", {"ref": survey.refs[0]}))
    patient = survey.patient().open("/settings")
    album.save("settings, old form", patient.press("/settings", {"csrf_token": "old"}), 400)
    album.save("questions", survey.patient().open("/questions/care/1"))


def _pilot(album: Album, survey: OpenSurvey) -> None:
    pilot = waves.NewWave(
        id="TRY",
        questionnaire="sbc_patient",
        version=1,
        opens_on=OPENS,
        closes_on=CLOSES,
        entry_until=ENTRY_UNTIL,
        posting=waves.Posting.PILOT,
        recipients=(),
    )
    chance = random.Random(13).randbytes
    with survey.store.writing() as db:
        waves.open_wave(db, pilot, MASTER_KEY, chance)
        [issued] = invitations.issue(db, "TRY", HOSPITAL, 1, MASTER_KEY, chance)
    code = show_code(issued.code)
    album.save("pilot, welcome", survey.patient().enter(code))
    patient = survey.patient().begin(code)
    album.save("pilot, question", patient)
    patient.open("/q/p54").answer()
    album.save("pilot, check", _skipped_to_the_check(patient.open("/q/p02")))
    album.save("pilot, done", patient.press("/send", {"action": "send"}))


def _more(album: Album, survey: OpenSurvey) -> None:
    """The focus-group slip, in a wave that takes it."""
    with survey.store.writing() as db:
        waves.wave(db, WAVE).contacts_recipient = new_identity().recipient
    patient = survey.patient().open("/contact")
    album.save("contact", patient)
    album.save(
        "contact, wrong", patient.press("/contact", {"email": "jo", "access_needs": "lift " * 90}), 422
    )
    half = {"name": "Jo", "access_needs": "A lift."}
    for name in ("help", "settings"):
        patient.open("/contact").press("/aside", {**half, "aside": f"{name}:contact"})
        album.save(f"{name}, from the slip", patient)
    album.save("done, with more to do", survey.patient().open("/done"))
    with survey.store.writing() as db:
        waves.wave(db, WAVE).contacts_recipient = None


def _promises(album: Album, survey: OpenSurvey) -> None:
    """What hospitals promised: before anything is public, and in every state."""
    album.save("pledges, none yet", survey.patient().open("/pledges"))
    promise(survey)
    album.save("pledges", survey.patient().open("/pledges"))
    album.save("pledge", survey.patient().open(f"/pledges/{HOSPITAL.lower()}"))
    album.save("pledge, not found", survey.patient().open("/pledges/nobody"), 404)
    album.save("help, with promises", survey.patient().open("/help"))
    album.save("done, with promises", survey.patient().open("/done"))


def _ways_in_that_fail(album: Album, survey: OpenSurvey) -> None:
    code = survey.codes[0]
    album.save("not found", survey.patient().open("/nothing"), 404)
    album.save("wrong method", survey.patient().open("/i").press("/help", {}), 405)
    large = survey.patient().open("/i").press("/start", {"code": "x" * 300_000})
    album.save("too large", large, 413)
    survey.clock.now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    album.save("not yet open", survey.patient().enter(code))
    survey.clock.now = datetime(2026, 12, 20, 12, tzinfo=UTC)
    album.save("closed", survey.patient().enter(code))
    survey.clock.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    patient = survey.patient().enter(code).open("/resume")
    for _try in range(11):
        patient.press("/resume", {"return_code": "0123456789"})
    album.save("too many tries", patient, 429)
    for _try in range(11):
        patient = survey.patient().enter(_unknown(survey))
    album.save("too many codes", patient, 429)
    _too_busy(album, survey)


def _too_busy(album: Album, survey: OpenSurvey) -> None:
    app = survey.build(random.Random(5), wait_seconds=0.01)
    lanes = app.extensions[KEY].lanes
    with lanes.slot(Lane.TYPED):
        album.save("too busy", Patient(app).enter(survey.codes[0]), 503)


def _skipped_to_the_check(patient: Patient) -> Patient:
    """Press Continue on each page until the check, drawing as few of them as can be."""
    fields = {"csrf_token": patient.token, "action": "next"}
    while patient.where != "/check":
        path = patient.where
        while path != "/check":
            path = patient.client.post(path, data=fields).headers["Location"]
        patient.open(path)  # which leads to a page that was not seen yet, where there is one
    return patient


def _unknown(survey: OpenSurvey) -> str:
    """A code of the wave that was never issued."""
    symbol = wave_symbol(read_code(survey.codes[0]))
    return show_code(new_code(symbol, lambda count: bytes([9]) * count))
