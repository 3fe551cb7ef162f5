"""Texts that a hospital can take over: for its privacy notice, its record and its assessment."""

from __future__ import annotations

from survey_engine.exchange.approval_sheet import kept, not_promised
from survey_engine.exchange.paper_facts import PaperFacts, written
from survey_engine.exchange.sheet import Line, Sheet, SheetPart


def controller_texts(facts: PaperFacts) -> Sheet:
    """The texts, filled in for one hospital. They are a beginning: the hospital decides what it says."""
    return Sheet(
        title="Texts for the hospital as controller",
        lead=(
            (
                f"For {facts.hospital}. Copy what you need, and change it to fit your own documents. What "
                "stands in square brackets is still to be filled in."
            ),
        ),
        parts=(
            _notice(facts),
            _record(facts),
            *_assessment(facts),
        ),
    )


def _charity(facts: PaperFacts) -> str:
    return written(facts.organisation.name, "the charity’s name")


def _notice(facts: PaperFacts) -> SheetPart:
    charity = _charity(facts)
    contact = written(facts.organisation.data_protection_contact, "the charity’s data protection contact")
    return SheetPart(
        "For the privacy notice",
        lines=(
            Line(
                "We use our own records to choose patients and to send them a letter about a survey of "
                f"{charity}. We do this to make our care better. Your name and address do not leave the "
                "hospital."
            ),
            Line(
                "Taking part is your choice, and your care stays the same. If you do not want such a "
                "letter, tell your team: “Please do not write to me”. You do not have to say why."
            ),
            Line(
                f"You answer to {charity}, and not to us. We never see your form. We may be able to tell "
                "whether your invitation was used. In a small hospital, what you write could show who you "
                "are."
            ),
            *(
                (
                    Line(
                        "We print the codes of the letters. We could find out whether a code was used, or "
                        "use it ourselves. We can never read answers that were sent."
                    ),
                )
                if facts.is_merge
                else ()
            ),
            Line(
                f"{written(facts.organisation.controller, 'the controller of the answers')} decides how the "
                f"answers are used. More is at {facts.site}/privacy. For questions about the answers: "
                f"{contact}."
            ),
        ),
    )


def _record(facts: PaperFacts) -> SheetPart:
    sees = (
        "The hospital holds the codes of its letters until they are printed. No recipient gets a name or an "
        "address."
        if facts.is_merge
        else "None. The charity gets references of letters to stop, which name nobody outside the hospital."
    )
    return SheetPart(
        "For the record of processing (Article 30)",
        lines=(
            Line("Inviting patients to a survey about their care.", "Activity:"),
            Line(
                "To improve the care of patients, with a promise in public of what will change.", "Purpose:"
            ),
            Line(
                "[to be filled in: the hospital’s own lawful basis for writing to its patients]",
                "Lawful basis:",
            ),
            Line("Patients of the service that the survey is about.", "People:"),
            Line(
                "Name, address, and the reference of the letter beside them. That somebody is a patient of "
                "this service says something of their health.",
                "Data:",
            ),
            Line(sees, "Recipients:"),
            Line("None.", "Transfers to other countries:"),
            Line(
                "The list of references: until the survey is closed and late letters are stopped. Then "
                "deleted.",
                "Kept:",
            ),
            Line(
                "The list stays in the hospital’s own systems. Staff sign in to the survey with a long "
                "password and a second step. What they do there is written down by the day.",
                "Security:",
            ),
        ),
    )


def _plan(facts: PaperFacts) -> SheetPart:
    told = facts.organisation
    return SheetPart(
        "For the data protection impact assessment: what and why",
        lines=(
            Line(
                "Patients answer a survey of the charity. The hospital chooses whom to write to, and posts "
                "the letters.",
                "What is planned?",
            ),
            Line(
                "Results from people who do not have to fear for their care. So answers must not be joined "
                "to patients, and the hospital must not hold them.",
                "Why in this way?",
            ),
            Line(
                f"{written(told.controller, 'the controller of the answers')} for the answers. Lawful basis: "
                f"{written(told.lawful_basis, 'Articles 6 and 9')}. The hospital for its list.",
                "Who is controller?",
            ),
            Line(
                f"{written(told.operator, 'who runs the server')} runs the server "
                f"({written(told.server_place, 'where the server is')}). It holds no key that opens an "
                "answer.",
                "Who is processor?",
            ),
            Line(
                "No more than the answers. No name, address, date of birth, NHS number or device goes into "
                "the survey.",
                "Is it the least data?",
            ),
            Line(
                "A poster and the letter tell patients before they answer. They can say no before a letter "
                "is sent, stop the letter later, and delete their answers until they press Send.",
                "How are people told, and how can they object?",
            ),
        ),
    )


_RISKS = SheetPart(
    "For the assessment: risks and what is done",
    lines=(
        Line(
            "No column joins an answer to a code, a reference, a name or a time. Answers are sealed to keys "
            "that the server does not have.",
            "Somebody looks up who said what.",
        ),
        Line(
            "Nothing is shown from fewer than 10 people. Small numbers are hidden, also where they could be "
            "worked out. Comments are read by two people first.",
            "Results point to one person.",
        ),
        Line(
            "Deaths are checked on the day of posting. A letter can be stopped at any time by its reference.",
            "A letter reaches somebody bereaved.",
        ),
        Line(
            "Closed envelopes, or a letter folded with the code inside. The reference outside opens nothing.",
            "A letter is read by others.",
        ),
    ),
)


def _assessment(facts: PaperFacts) -> tuple[SheetPart, ...]:
    stays = tuple(map(Line, not_promised(facts)))
    return (
        _plan(facts),
        _RISKS,
        SheetPart("For the assessment: what stays", "Not promised, as the privacy page says too:", stays),
        SheetPart("For the assessment: how long things are kept", lines=tuple(kept(facts))),
    )
