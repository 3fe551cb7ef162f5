"""Passkeys: a second step, or the whole sign-in; right ones let in once, and nothing else lets in."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_engine import create_app
from survey_engine.records import audit, passkeys, staff
from survey_engine.records.second_steps import second_steps
from survey_engine.records.staff import Role
from survey_engine.sealing.passkeys import PasskeyError, RelyingParty, check_new, check_use, read_answer
from survey_engine.sealing.passwords import card_digest
from tests.inspecting_client import InspectingClient
from tests.patient.survey import OpenSurvey, settings_for
from tests.staff.authenticator import UP, UV, Authenticator, bytes_of, hidden_in, options_in, text_of
from tests.staff.office import PASSWORD, Officer, hired, invite

LEAD = "lead@example.org"
ALONE = "/staff/sign-in/passkey"
SECOND = "/staff/second-step/passkey"


@pytest.fixture
def officer(survey: OpenSurvey) -> Officer:
    """Somebody who took her invitation up with a passkey, and has signed out."""
    someone, link = invite(survey, LEAD, [Role.READER])
    someone.take_up(link).set_up_passkey()
    assert someone.where == "/staff"
    return someone.press("/staff/sign-out", {})


def asked(officer: Officer, action: str = ALONE) -> dict[str, object]:
    """What the page she is on asks of the browser."""
    return options_in(officer.text, action)


def test_a_passkey_as_the_second_step(officer: Officer) -> None:
    assert officer.type_password().where == "/staff/second-step"
    assert 'id="code"' not in officer.text  # she has no code to type
    options = options_in(officer.text, SECOND)
    assert [bytes_of(one["id"]) for one in options["allowCredentials"]] == [officer.passkey.id]
    assert options["userVerification"] == "preferred"
    assert officer.use_passkey(SECOND).where == "/staff"
    assert officer.is_signed_in


def test_a_passkey_alone_where_the_device_made_sure_that_it_is_her(officer: Officer) -> None:
    officer.open("/staff/sign-in")
    options = options_in(officer.text, ALONE)
    assert options["allowCredentials"] == []  # no list: nobody learns which accounts there are
    assert options["userVerification"] == "required"
    assert officer.use_passkey(ALONE).where == "/staff"


def test_alone_it_must_have_made_sure_and_say_whose_it_is(officer: Officer) -> None:
    officer.passkey.flags = UP
    assert officer.open("/staff/sign-in").use_passkey(ALONE).status == 422
    officer.type_password().use_passkey(SECOND)
    assert officer.where == "/staff"  # after the password a touch is enough
    officer.press("/staff/sign-out", {})
    officer.passkey.flags, user = UP | UV, officer.passkey.user
    officer.passkey.user = b""
    assert officer.open("/staff/sign-in").use_passkey(ALONE).status == 422
    officer.passkey.user = bytes(16)
    assert officer.open("/staff/sign-in").use_passkey(ALONE).status == 422
    officer.passkey.user = user
    assert officer.open("/staff/sign-in").use_passkey(ALONE).where == "/staff"


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://localhost"},
        {"origin": "http://localhost:8080"},
        {"origin": "http://evil.example"},
        {"origin": "http://localhost.evil.example"},
        {"cross_origin": True},
        {"flags": UV},  # nobody touched it
        {"key": Authenticator().key},
        {"id": b"a passkey of nobody here"},
    ],
    ids=["https", "port", "host", "longer host", "inside a page", "untouched", "key", "id"],
)
@pytest.mark.parametrize("action", [ALONE, SECOND])
def test_what_is_not_hers_or_not_for_us_lets_nobody_in(
    officer: Officer, wrong: dict[str, object], action: str
) -> None:
    officer.open("/staff/sign-in") if action == ALONE else officer.type_password()
    officer.passkey = replace(officer.passkey, **wrong)
    assert officer.use_passkey(action).status == 422
    assert "did not work" in officer.text
    assert not officer.is_signed_in


def test_another_host_lets_nobody_in(officer: Officer) -> None:
    options = asked(officer.open("/staff/sign-in")) | {"rpId": "evil.example"}
    assert officer.press(ALONE, {"passkey": officer.passkey.use(options)}).status == 422


def test_an_answer_works_once(officer: Officer) -> None:
    officer.passkey.counts = False  # as synced passkeys do: the counter is no help
    said = officer.passkey.use(asked(officer.open("/staff/sign-in")))
    door = officer.client.get_cookie("door")
    assert officer.press(ALONE, {"passkey": said}).where == "/staff"
    officer.press("/staff/sign-out", {})
    assert officer.open("/staff/sign-in").press(ALONE, {"passkey": said}).status == 422
    thief = Officer(officer.survey, LEAD).open("/staff/sign-in")
    assert thief.press(ALONE, {"passkey": said}).status == 422
    officer.client.set_cookie("door", door.value if door else "")
    assert officer.open("/staff/sign-in").press(ALONE, {"passkey": said}).status == 422  # the same sitting


def test_an_answer_is_for_one_purpose_one_browser_and_ten_minutes(officer: Officer) -> None:
    survey = officer.survey
    said = officer.passkey.use(asked(officer.open("/staff/sign-in")))
    other = Officer(survey, LEAD).open("/staff/sign-in")
    assert other.press(ALONE, {"passkey": said}).status == 422  # made for another browser
    officer.type_password()
    assert officer.press(SECOND, {"passkey": said}).status == 422  # for another step
    officer.open("/staff/sign-in")
    said = officer.passkey.use(asked(officer))
    survey.clock.forward(minutes=10)
    assert officer.press(ALONE, {"passkey": said}).status == 422
    assert officer.use_passkey(ALONE).where == "/staff"  # the page asks anew


def test_a_challenge_that_we_did_not_make(officer: Officer) -> None:
    options = asked(officer.open("/staff/sign-in"))
    for made_up in (b"", bytes(56), bytes_of(str(options["challenge"]))[:-1] + b"x"):
        officer.open("/staff/sign-in")
        said = officer.passkey.use(options | {"challenge": text_of(made_up)})
        assert officer.press(ALONE, {"passkey": said}).status == 422


def test_the_passkey_of_another_account_is_no_second_step(officer: Officer) -> None:
    other, link = invite(officer.survey, "other@example.org", [Role.READER])
    other.passkey.id = b"a passkey of software, 2"
    other.take_up(link).set_up_passkey().press("/staff/sign-out", {})
    other.type_password()
    mine = officer.passkey.use(options_in(other.text, SECOND))
    assert other.press(SECOND, {"passkey": mine}).status == 422
    assert not other.is_signed_in
    other.type_password().use_passkey(SECOND)
    assert other.where == "/staff"


def test_a_passkey_is_kept_once(officer: Officer) -> None:
    other, link = invite(officer.survey, "other@example.org", [Role.READER])
    other.take_up(link).set_up_passkey()  # the same id
    assert other.status == 422
    assert "The passkey was not made" in other.text
    assert not other.is_signed_in


def test_a_counter_that_went_back_is_refused_and_written_down(officer: Officer) -> None:
    officer.passkey.count = 7
    assert officer.open("/staff/sign-in").use_passkey(ALONE).where == "/staff"
    officer.press("/staff/sign-out", {})
    officer.passkey.count = 3  # the copy
    assert officer.open("/staff/sign-in").use_passkey(ALONE).status == 422
    assert "may have been copied" in officer.text
    with officer.survey.store.reading() as db:
        last = audit.entries(db)[-1]
    assert (last.actor, last.event) == (LEAD, "passkey refused")
    officer.passkey.key = Authenticator().key  # nobody writes that down without the key
    officer.open("/staff/sign-in").use_passkey(ALONE)
    with officer.survey.store.reading() as db:
        assert audit.entries(db)[-1].number == last.number


def test_a_reset_and_an_end_take_passkeys_away(officer: Officer) -> None:
    survey = officer.survey
    with survey.store.writing() as db:
        record = staff.staff(db, LEAD)
        staff.invite_again(db, record)
        assert passkeys.of(db, record.id) == []
    assert officer.open("/staff/sign-in").use_passkey(ALONE).status == 422


def test_an_ended_account_is_out(officer: Officer) -> None:
    said = officer.passkey.use(asked(officer.open("/staff/sign-in")))
    with officer.survey.store.writing() as db:
        staff.staff(db, LEAD).state = staff.State.ENDED.value
    assert officer.press(ALONE, {"passkey": said}).status == 422


def test_wrong_passkeys_slow_down(officer: Officer) -> None:
    for _try in range(10):
        assert officer.open("/staff/sign-in").press(ALONE, {"passkey": "{}"}).status == 422
    assert officer.open("/staff/sign-in").use_passkey(ALONE).status == 429


def test_without_script_the_form_says_what_to_do(survey: OpenSurvey, officer: Officer) -> None:
    assert officer.open("/staff/sign-in").press(ALONE, {"passkey": ""}).status == 422
    assert "This browser cannot use your passkey here" in officer.type_password().text
    other = hired(survey, "other@example.org", Role.READER)
    assert (
        "This browser cannot make a passkey here"
        in other.open("/staff/account/add").press("/staff/account/add", {"kind": "passkey"}).text
    )


def test_a_passkey_stands_in_for_the_password_again(survey: OpenSurvey) -> None:
    officer = hired(survey, "boss@example.org", Role.ADMIN)
    officer.set_up_passkey("/staff/account/add")
    assert officer.where == "/staff/account"
    survey.clock.forward(minutes=11)
    assert officer.open("/charity/accounts").status == 403
    assert officer.use_passkey("/staff/confirm").where == "/charity/accounts"
    survey.clock.forward(minutes=11)
    invited = {"email": "new@example.org", "roles": ["reader", "entry"]}
    officer.press("/charity/accounts/invite", invited)
    again = "/charity/accounts/invite"
    officer.passkey.flags = UP
    assert officer.use_passkey(again).status == 422  # a touch is not enough
    officer.passkey.flags = UP | UV
    said = officer.passkey.use(options_in(officer.text, again))
    kept = hidden_in(officer.text, again)
    assert (kept["email"], kept["roles"]) == (["new@example.org"], ["reader", "entry"])
    officer.press(again, {**kept, "passkey_again": said})
    assert "Give this link to" in officer.text
    survey.clock.forward(minutes=11)
    assert officer.open("/charity/accounts").press("/staff/confirm", {"passkey_again": said}).status == 422


PARTY = RelyingParty("localhost", "The Charity", "http://localhost")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.binary(max_size=60).map(text_of),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
CLIENT = st.fixed_dictionaries(
    {"type": st.sampled_from(["webauthn.get", "webauthn.create"]), "challenge": JSON, "origin": JSON}
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine the first one takes two seconds
@given(
    client=CLIENT.map(lambda found: text_of(json.dumps(found).encode())) | JSON,
    response=st.dictionaries(
        st.sampled_from(["authenticatorData", "signature", "userHandle", "attestationObject", "transports"]),
        JSON,
    ),
    name=JSON,
)
def test_made_up_answers_are_refused_with_one_error(
    client: object, response: dict[str, object], name: object
) -> None:
    found = {
        "id": name,
        "rawId": name,
        "type": "public-key",
        "response": response | {"clientDataJSON": client},
    }
    for look in (
        lambda answer: check_new(answer, PARTY),
        lambda answer: check_use(answer, PARTY, b"", 0, alone=False),
    ):
        with pytest.raises(PasskeyError):
            look(read_answer(json.dumps(found)))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "9", "[" * 9000, '{"response": 1}', "x" * 20_000, "\ud800"]
)
def test_what_is_no_answer_at_all(text: str) -> None:
    with pytest.raises(PasskeyError):
        read_answer(text)


def test_the_password_is_still_asked_of_others(officer: Officer) -> None:
    assert officer.type_password(PASSWORD[:-1]).status == 422


def test_after_a_move_to_another_name_a_passkey_is_no_way_in(survey: OpenSurvey, officer: Officer) -> None:
    settings = replace(settings_for(survey.url), base_url="http://survey.localhost")
    app = create_app(settings, clock=survey.clock, random=survey.chance.randbytes)
    app.test_client_class = InspectingClient
    officer.client = app.test_client()
    assert "Your passkey does not work at this address." in officer.type_password().text
    with survey.store.writing() as db:
        record = staff.staff(db, LEAD)
        assert second_steps(db, record, "survey.localhost").ways_in == 0
        staff.set_card(db, record, [card_digest(record.id, "7KQM-2D9F")])
    officer.type_password().type_code("7KQM-2D9F")
    assert "Made for another address" in officer.open("/staff/account").text
    officer.press("/staff/account/remove", {"kind": "passkey", "which": officer.passkey.id.hex()})
    assert "It is taken away" in officer.text
    app.extensions["survey_engine"].store.engine.dispose()
