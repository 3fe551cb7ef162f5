"""A full disk: a clear page with what was typed, and everything accepted once there is space again."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager

from tests.patient.survey import OpenSurvey, answers_sent


@contextmanager
def full_disk() -> Iterator[None]:
    """Let the system refuse what this process would write to files, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_send_on_a_full_disk_is_said_clearly_and_works_later(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0]).walk_to("/check", {"best_thing": "My nurse"})
    with full_disk():
        patient.press("/send", {})
        assert patient.status == 503
        assert "We could not send just now" in patient.text
        assert "My nurse" in patient.text
    patient.press("/send", {})
    assert patient.where == "/done"
    assert answers_sent(survey)[0]["answers"]["best_thing"] == "My nurse"


def test_a_page_on_a_full_disk_keeps_what_was_typed(survey: OpenSurvey) -> None:
    patient = survey.patient().begin(survey.codes[0])
    with full_disk():
        patient.answer(dx_month=["5", "2023"])
        assert patient.status == 503
        assert 'value="2023"' in patient.text
    patient.answer(dx_month=["5", "2023"])
    assert patient.where == "/q/p02"
    assert re.search('value="2023"', patient.open("/q/p01").text)
