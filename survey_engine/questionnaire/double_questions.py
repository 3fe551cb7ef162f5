"""Two questions in one: an answer could be yes to one half and no to the other.

English only, and by signs: two askings, two who are asked about, two qualities, two deeds. Two things that
something is about ("your cancer and treatment") are one question more often than not, and pass.
"""

from __future__ import annotations

import re

from survey_engine.questionnaire.wording import PLACE

_VERB = r"(?:is|are|was|were|do|does|did|have|has|had|can|could|will|would|should)"
_ASKS = rf"(?:{_VERB}|how|what|when|where|who|why|which)"
_TWO_ASKINGS = re.compile(
    rf"\band/or\b|\bas well as\b|\band\s+{_ASKS}\s+(?:you|your|it|they|staff|the)\b", re.IGNORECASE
)

# "Were your doctors and nurses friendly?": who is asked about, right after the verb that asks.
_BEGINNING = r"(?:^|[,;:]\s|\b(?:how|what|when|where|why)(?:\s\w+)?\s)"
_ONE_PERSON = r"(?:you|i|we|it|this|that|these|those|they|he|she|there|anyone|anybody|someone|somebody)\b"
_TWO_ASKED_ABOUT = re.compile(
    rf"{_BEGINNING}{_VERB}\s+(?!{_ONE_PERSON})(?:(?:the|your|our|all|any|most)\s+)?(?:[\w’'-]+\s+){{1,2}}?"
    rf"(?:and|or)\s+(?!{_ASKS}\b)\w+(?!.*\b(?:together|each other)\b)",
    re.IGNORECASE,
)

# "Were staff kind and helpful?": two words for what somebody or something is like.
_QUALITIES = (
    r"able|afraid|alone|angry|anxious|attentive|available|aware|bad|better|bright|busy|"
    r"calm|careful|caring|clean|clear|close|cold|comfortable|confident|considerate|"
    r"consistent|correct|courteous|dignified|discreet|easy|efficient|empathetic|fair|fast|"
    r"friendly|full|gentle|good|happy|hard|heard|helpful|honest|hot|informed|involved|"
    r"kind|late|listened|lonely|loud|low|nice|noisy|open|organised|patient|peaceful|"
    r"personal|pleasant|polite|positive|prepared|private|prompt|quick|quiet|ready|reassured|"
    r"reassuring|relaxed|relevant|reliable|respected|respectful|rushed|sad|safe|sensitive|"
    r"short|simple|slow|sore|strong|sufficient|supported|supportive|sympathetic|tactful|"
    r"thorough|tidy|timely|tired|trusted|truthful|understanding|understood|unhappy|upset|"
    r"useful|valued|warm|weak|welcome|welcoming|well|worried|worse"
)
_QUALITY = rf"(?:{_QUALITIES}|\w+(?:ful|less|ous|able|ible))"
_ADVERB = r"(?:(?:very|really|so|too|more|most|well|always|also|fully|not|as)\s+)*"
# "In a kind and caring way" says how one thing was done.
_TWO_QUALITIES = re.compile(
    rf"\b{_QUALITY},?\s+(?:and|or)\s+{_ADVERB}{_QUALITY}\b(?!\s+(?:way|manner)\b)", re.IGNORECASE
)

# "Did staff listen to you and explain things?": a second deed. The words of the second row are things as well
# ("care and support"), and deeds only before the one they are done to.
_DEEDS = (
    r"allow|allowed|asked|become|came|check|checked|deal|describe|discuss|discussed|"
    r"encourage|encouraged|explain|explained|feel|felt|gave|get|give|given|gives|include|"
    r"included|introduce|involve|involved|keep|kept|learn|let|listen|listened|made|make|"
    r"offer|offered|prepare|provide|provided|reassure|receive|received|send|sent|show|"
    r"showed|shown|spoke|take|taken|teach|tell|thank|told|took|treated|understand|use"
)
_DEEDS_OR_THINGS = r"advise|answer|ask|care|comfort|contact|help|respect|speak|support|talk|thank|treat"
# "The help and support you needed": a thing after a thing.
_THINGS = ("advice", "care", "help", "information", "support", "time")
_NO_THING = "".join(rf"(?<!\b{thing}\s)" for thing in _THINGS)
_DONE_TO = (
    r"(?:you|your|the|its?|them|their|this|that|these|those|what|how|why|all|any|every|for|about|with|to)"
)
_TWO_DEEDS = re.compile(
    rf"\b(?:and|or)\s+(?:then\s+|also\s+)?(?:{_DEEDS})\b"
    rf"|{_NO_THING}\b(?:and|or)\s+(?:{_DEEDS_OR_THINGS})\s+{_DONE_TO}\b",
    re.IGNORECASE,
)
# What reads like two and is one: a way of saying, a choice between words, what is done together.
_ONE = re.compile(
    r"\b(?:come|came|go|went|try|tried|wait|stop) and \w+|\b(?:up and about|more and more|and so on)\b"
    r"|\b(?:easy or (?:hard|difficult)|good or bad|better or worse|happy or (?:un\w+|sad)|hot or cold)\b"
    r"|\bto (?!you|your|the|them|their|it\b)(?:\w+,? ){1,2}(?:and|or) (?:to )?\w+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.?!]+\?")


def two_in_one(text: str) -> bool:
    """Whether a text seems to ask two questions: an answer to it could be yes and no at once."""
    if text.count("?") > 1 or _TWO_ASKINGS.search(text):
        return True
    for asked in _SENTENCE.findall(text) or [text]:
        plain = _ONE.sub(" ", PLACE.sub("it", asked).strip())
        if any(sign.search(plain) for sign in (_TWO_ASKED_ABOUT, _TWO_QUALITIES, _TWO_DEEDS)):
            return True
    return False
