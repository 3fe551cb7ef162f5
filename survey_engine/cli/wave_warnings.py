"""What the checklist of a wave finds, as warnings: whoever is at the command line may know better."""

from __future__ import annotations

from collections.abc import Iterable

import click

from survey_engine.cli.installation import Installation
from survey_engine.questionnaire.definition import Questionnaire
from survey_engine.records import checklists, keysets
from survey_engine.records.store import Session
from survey_engine.records.tables import WaveRecord
from survey_engine.records.wave_checks import Check, Weight
from survey_engine.records.waves import NewWave, Posting
from survey_engine.web.translations import Languages
from survey_engine.web.wave_facts import offered_languages


def warn_of_opening(installation: Installation, new: NewWave, chosen: Questionnaire) -> None:
    """Say what the browser would have refused of a wave that was opened just now."""
    if new.posting is Posting.PILOT:
        return
    settings = installation.settings
    languages = Languages(settings.translation_folders, settings.languages)
    offered, now = offered_languages(languages, chosen), installation.outside.clock()
    with installation.reading() as session:
        known = keysets.with_recipients(session, new.recipients)
        _warn(checklists.before_opening(session, new, known, offered, now))


def warn_before_closing(installation: Installation, session: Session, wave: WaveRecord) -> None:
    """Say what the browser would refuse; what was asked is asked elsewhere."""
    now, master_key = installation.outside.clock(), installation.settings.master_key
    found = checklists.before_closing(session, wave, now, master_key)
    _warn(one for one in found if one.weight is not Weight.ASK)


def _warn(checks: Iterable[Check]) -> None:
    for one in checks:
        if one.weight in (Weight.REFUSE, Weight.ASK):
            click.echo(f"Warning: {one.text} {one.remedy}".rstrip(), err=True)
