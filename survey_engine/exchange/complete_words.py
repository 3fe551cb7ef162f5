"""The words of a questionnaire in each language that has all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from survey_engine.exchange.po_files import is_language, read_domain
from survey_engine.exchange.translating import coverage, questionnaire_texts
from survey_engine.questionnaire.definition import Questionnaire


def complete_words(
    questionnaire: Questionnaire, folders: Sequence[Path]
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Words by language and context, of `folders` of translations; and a line for each language with less.

    A language is there with every text or not at all. Raises TranslationFileError.
    """
    sources = questionnaire_texts([questionnaire])
    found: dict[str, dict[str, str]] = {}
    lost: list[str] = []
    for path in (
        path for folder in folders for path in sorted(folder.glob(f"*/LC_MESSAGES/{questionnaire.id}.po"))
    ):
        if not is_language(path.parent.parent.name):
            continue
        domain = read_domain(path, path.parent.parent.name)
        counted = coverage(domain, sources)
        if counted.is_complete:
            known = domain.by_text
            found[domain.language] = {one.context: known[one.context, one.source].words[0] for one in sources}
        elif counted.translated and domain.language not in found:
            left = counted.total - counted.translated
            lost.append(f"{domain.language}: {left} of {counted.total} texts have no words that are ready.")
    return found, lost
