"""Hangs the charity's door on the house."""

from __future__ import annotations

from flask import Flask

from survey_engine.charity.accounts import accounts
from survey_engine.charity.comment_release import comment_release
from survey_engine.charity.comment_review import comment_review
from survey_engine.charity.comment_themes import comment_frames
from survey_engine.charity.comments import comment_queue
from survey_engine.charity.contact_list import contact_list
from survey_engine.charity.counts import charity_counts
from survey_engine.charity.definition_files import definition_files
from survey_engine.charity.definition_preview import definition_preview
from survey_engine.charity.definition_publishing import publishing_definitions
from survey_engine.charity.definitions import definitions
from survey_engine.charity.entry_home import entry_home
from survey_engine.charity.first_wave import first_wave
from survey_engine.charity.forms import forms
from survey_engine.charity.key_making import key_making
from survey_engine.charity.key_trial import key_trial
from survey_engine.charity.keying_screens import keying_screens
from survey_engine.charity.letters import charity_letters
from survey_engine.charity.opening import opening
from survey_engine.charity.packs import packs
from survey_engine.charity.papers import all_papers
from survey_engine.charity.pledges import all_pledges
from survey_engine.charity.purge import purge
from survey_engine.charity.ready import ready_letters
from survey_engine.charity.representative_leaving import leaving
from survey_engine.charity.representative_news import news
from survey_engine.charity.representatives import all_representatives
from survey_engine.charity.results import charity_results
from survey_engine.charity.sending_forms import sending_forms
from survey_engine.charity.site_facts import all_facts
from survey_engine.charity.spare_codes import spare_codes
from survey_engine.charity.taking_in import taking_in
from survey_engine.charity.trail import trail
from survey_engine.charity.wave_acts import wave_acts
from survey_engine.charity.wave_plan import wave_plan
from survey_engine.charity.waves import all_waves

_VIEWS = (
    accounts,
    trail,
    charity_letters,
    ready_letters,
    charity_counts,
    opening,
    taking_in,
    entry_home,
    forms,
    keying_screens,
    sending_forms,
    spare_codes,
    all_facts,
    all_papers,
    charity_results,
    contact_list,
    comment_queue,
    comment_review,
    comment_release,
    comment_frames,
    all_waves,
    wave_plan,
    wave_acts,
    purge,
    first_wave,
    key_making,
    key_trial,
    definitions,
    definition_files,
    definition_preview,
    publishing_definitions,
    all_pledges,
    packs,
    all_representatives,
    leaving,
    news,
)


def hang_charity(app: Flask) -> None:
    """Register the charity's views."""
    for blueprint in _VIEWS:
        app.register_blueprint(blueprint)
