"""The approval sheet: two pages for a hospital's information-governance lead, true to what is built."""

from __future__ import annotations

from collections.abc import Iterator

from survey_engine.exchange.letter_words import shown_date
from survey_engine.exchange.paper_facts import MERGE, SEALED, PaperFacts, written
from survey_engine.exchange.sheet import Line, Sheet, SheetPart

PAGES = 2
# Word for word the list of docs/anonymity.md's design: nothing may be added that softens it.
RUNNING_SERVER = (
    "Whoever controls the running server while codes are issued, a list is made or answers are sent."
)
OWN_WORDS = "Words that say who the writer is."
HOLDER = "Whoever holds the letter."
HOLDER_MERGE = "Whoever holds the letter (under mail merge the hospital could answer in a patient’s place)."
WITHDRAWAL = "Withdrawal after sending."
EVERYTHING = (
    "Someone who holds the codes, the master key, the charity’s key AND copies from just before and just "
    "after."
)
REPLICA = "A replica or point-in-time archive, which is continuous observation."
TWO_PEOPLE = "The operator and the holder of the charity’s key should be different people."
ONE_PERSON = "Here they are not, and the privacy page says so."
WEB_OPENING = (
    "Here the charity may also open the answers on the server, after the survey has closed. Its key is then "
    "on the server for the time of one request, and is not kept there. The privacy page says so."
)


def approval_sheet(facts: PaperFacts) -> Sheet:
    """The sheet for one hospital."""
    name = written(facts.organisation.name, "the charity’s name")
    return Sheet(
        title="Approval sheet for the patient survey",
        lead=(
            f"Hospital: {facts.hospital} (“the hospital”). Run by: {name} (“the charity”).{_days(facts)}",
            (
                "Patients tell the charity how their care is, by choice. The hospital then says what it "
                "will change. The survey is built so that nobody can find out who said what. This sheet "
                f"says what happens to data. Patients read the same at {facts.site}/privacy."
            ),
        ),
        parts=(
            SheetPart("1. What leaves the hospital", lines=tuple(_leaves(facts))),
            SheetPart("2. Who controls what", lines=tuple(_controls(facts))),
            SheetPart("3. Who can see what", lines=tuple(_sees())),
            SheetPart("4. What is not promised", _NOT_PROMISED, tuple(map(Line, not_promised(facts)))),
            SheetPart("5. How long things are kept", lines=tuple(kept(facts))),
            SheetPart("6. Whom to ask", lines=tuple(_contacts(facts))),
        ),
        most_pages=PAGES,
        blanks=("Approved by", "Day", "Role", "Signature"),
    )


def _days(facts: PaperFacts) -> str:
    if facts.opens_on is None or facts.closes_on is None:
        return ""
    opens, closes = (shown_date(day, "en") for day in (facts.opens_on, facts.closes_on))
    return f" Patients answer from {opens} to {closes}."


def _leaves(facts: PaperFacts) -> Iterator[Line]:
    yield Line(
        "The hospital keeps its list, and writes to its patients itself. No name, address, date of birth or "
        "NHS number goes into the survey.",
        "Nothing about any patient.",
    )
    yield from _posting(facts)
    yield Line(
        "To stop a letter, the hospital gives its reference, such as RXQ-7KQ2M4. It is random, and leads "
        "neither to a code nor to an answer.",
        "References.",
    )
    yield Line(
        "Patients send these themselves, from their own device, by telephone, or on paper by post to the "
        "charity, never to the hospital.",
        "Answers.",
    )
    yield Line(
        "E-mail addresses of the hospital’s staff who use the system, and once a year facts about the "
        "service.",
        "Of staff.",
    )


def _posting(facts: PaperFacts) -> Iterator[Line]:
    """How this survey is posted; both ways until one is open."""
    if facts.posting != MERGE:
        yield Line(
            "The charity or its printer makes letters in closed envelopes, with a reference outside and the "
            "code only inside. The hospital adds address labels, and never holds a code.",
            "Sealed letters (how this survey is posted)." if facts.posting else "If letters are sealed:",
        )
    if facts.posting != SEALED:
        yield Line(
            "The hospital prints the codes into its own letters. It could find out whether a code was used, "
            "or use it itself. It can never read answers that were sent. The letter and the start page say "
            "so.",
            "Mail merge (how this survey is posted)."
            if facts.posting
            else "If the hospital uses mail merge:",
        )


def _controls(facts: PaperFacts) -> Iterator[Line]:
    told = facts.organisation
    yield Line("is controller for its list of patients: whom it writes to, and how.", "The hospital")
    controller = written(told.controller, "the controller of the answers")
    basis = written(told.lawful_basis, "the lawful basis under Articles 6 and 9 of UK GDPR")
    yield Line(f"decides how the answers are used (controller). Lawful basis: {basis}.", controller)
    operator = written(told.operator, "who runs the server")
    place = written(told.server_place, "where the server is")
    yield Line(f"runs the server ({place}) for the charity. It holds no key that opens an answer.", operator)
    yield Line(
        "The charity holds one that opens the answers once the survey has closed. A trustee holds a second, "
        "for the case that the first is lost. The server has neither.",
        "The keys.",
    )
    yield Line(f"{TWO_PEOPLE} {ONE_PERSON}" if told.same_operator else TWO_PEOPLE)
    if facts.web_opening:
        yield Line(WEB_OPENING)


def _sees() -> Iterator[Line]:
    yield Line(
        "how many letters were given out and stopped. How many were used: “fewer than 10”, then in steps of "
        "five, once a day, until a week before the end. It may be able to tell whether an invitation was "
        "used. After the close, results in which small numbers are hidden. Never a form.",
        "The hospital:",
    )
    yield Line(
        "single answers, after the close only: in random order, without name, code, reference or time, and "
        "without traits that could show who somebody is. Comments as they were written, joined to no other "
        "answer.",
        "The charity’s analysts:",
    )
    yield Line(
        "a form on paper while they type it in. The strip with its code is then destroyed. They never work "
        "for the hospital.",
        "Those who type in paper forms:",
    )
    yield Line("sealed answers that it cannot open, and marks made from codes.", "Whoever runs the server:")
    yield Line(
        "results of 10 people or more, and comments that two people have read and cleared of names.",
        "The public:",
    )


_NOT_PROMISED = "Not promised, as the privacy page says too:"


def not_promised(facts: PaperFacts) -> tuple[str, ...]:
    """What no promise covers, in the words of the design."""
    return (
        RUNNING_SERVER,
        OWN_WORDS,
        HOLDER if facts.posting == SEALED else HOLDER_MERGE,
        WITHDRAWAL,
        EVERYTHING,
        REPLICA,
    )


def kept(facts: PaperFacts) -> Iterator[Line]:
    """What is kept, and for how long."""
    yield Line("Never kept by us. Marks made from it are destroyed when the survey is closed.", "A code:")
    yield Line(
        "Locked with a code that only the patient has. Gone when sent or deleted, and at the latest "
        f"{facts.grace_days} days after the last day.",
        "Answers not yet sent:",
    )
    results = written(
        facts.organisation.results_kept, "how long the charity keeps opened answers and results"
    )
    yield Line(
        f"Sealed until the survey is closed. Paper is typed in for {facts.entry_days} days more.",
        "Answers sent:",
    )
    yield Line(f"{results}.", "Opened answers and results:")
    yield Line(
        "Sealed with a key of their own, joined to no answer, and deleted on a day that the page names, "
        f"about {facts.slip_weeks} weeks after the survey.",
        "Details of people who offer to do more:",
    )
    yield Line(f"Locked, and gone {facts.backup_days} days after the close.", "Backup copies:")
    yield Line(
        "In scrambled form for an hour at most, against guessing. No log of patients’ visits.",
        "Device addresses:",
    )
    yield Line("The day, who, and what. No time of day, no patient and no code.", "What staff did:")


def _contacts(facts: PaperFacts) -> Iterator[Line]:
    told = facts.organisation
    about_data = written(told.data_protection_contact, "the data protection contact")
    if told.governance_contact:
        yield Line(told.governance_contact, "For information-governance leads:")
    yield Line(about_data, "For questions about data:")
