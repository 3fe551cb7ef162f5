"""Everything slips for staff need beside their codes, gathered and refused before the first code is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from survey_engine.cli.installation import Installation
from survey_engine.cli.terminal import RefusedError
from survey_engine.exchange.letters import Letter
from survey_engine.exchange.paper import Look, PaperError
from survey_engine.exchange.staff_slips import MOST_SLIPS, SlipBatch, contents, staff_slips
from survey_engine.questionnaire.definition import AnsweredBy, Questionnaire
from survey_engine.records import hospitals, waves
from survey_engine.records.tables import WaveRecord
from survey_engine.records.waves import Posting
from survey_engine.web.letter_press import offered_language
from survey_engine.web.printed_language import incomplete, missed_texts, translator
from survey_engine.web.translations import ENGLISH, Language, Languages


@dataclass(frozen=True, slots=True)
class SlipPress:
    """Ready to print slips of one wave of a survey of staff, in one language."""

    base_url: str
    wave: WaveRecord
    questionnaire: Questionnaire
    hospital_names: dict[str, str]
    language: Language

    @classmethod
    def ready(cls, installation: Installation, wave: str, language: str | None, count: int) -> Self:
        """Gather and check it all; RefusedError where slips cannot be made as they are wanted."""
        configuration = installation.settings
        with installation.reading() as session:
            record = waves.wave(session, wave)
            names = {one.id: one.name for one in hospitals.list_hospitals(session)}
        asked = installation.catalogue.get(record.questionnaire, record.version, short=record.short_form)
        if asked.answered_by is not AnsweredBy.STAFF:
            raise RefusedError(
                f"Wave {wave} asks {asked.answered_by.value}, and slips are for staff. "
                "Patients get letters: --letters FILE.pdf."
            )
        if count > MOST_SLIPS:
            raise RefusedError(f"One PDF holds {MOST_SLIPS} slips at most. Issue the codes in portions.")
        languages = Languages(configuration.translation_folders, configuration.languages)
        chosen = offered_language(languages, language or ENGLISH, asked)
        press = cls(configuration.base_url, record, asked, names, chosen)
        press.require_whole_language()
        return press

    @property
    def look(self) -> Look:
        """The reader's language and direction."""
        return Look(self.language.code, self.language.direction)

    def require_whole_language(self) -> None:
        """Refuse a slip that would be partly in English."""
        missing = len(
            missed_texts(self.language, lambda words: contents([], self._batch(""), self.look, words))
        )
        if missing:
            raise RefusedError(incomplete(self.language, "texts of the slip", missing, "slip"))

    def pdf(self, people: Sequence[Letter], hospital: str) -> bytes:
        """The slips to print. Raises RefusedError."""
        try:
            return staff_slips(people, self._batch(hospital), self.look, translator(self.language))
        except PaperError as error:
            raise RefusedError(str(error)) from None

    def _batch(self, hospital: str) -> SlipBatch:
        return SlipBatch(
            hospital=self.hospital_names.get(hospital, hospital),
            wave=self.wave.id,
            title=self.language.worded(self.questionnaire).public_name,
            closes_on=self.wave.closes_on,
            address=self.base_url.partition("://")[2],
            minutes=self.questionnaire.minutes,
            is_merge=self.wave.posting == Posting.MERGE,
        )
