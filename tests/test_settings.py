"""Settings as an operator meets them: read what is set, refuse what cannot be used."""

import base64
from pathlib import Path

import pytest

from survey_engine.settings import Configuration, Helpline, Settings, SettingsError

KEY = base64.b64encode(bytes(32)).decode()
OTHER_KEY = base64.b64encode(bytes([1]) * 32).decode()


def read(**values: str) -> Configuration:
    return Configuration.from_environment({f"SURVEY_ENGINE_{name}": value for name, value in values.items()})


def test_defaults_serve_one_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read()
    assert settings.database_url == f"sqlite:///{tmp_path}/var/survey_engine.sqlite"
    assert settings.secret_key_file == tmp_path / "var/keys/secret.key"
    assert settings.base_url == "http://127.0.0.1:5000"
    assert not settings.secure
    assert set(settings.trusted_hosts) == {"127.0.0.1", "localhost", "::1"}
    assert settings.languages == ("en",)
    assert not settings.web_opening
    assert settings.organisation.is_placeholder
    assert {line.phone for line in settings.organisation.helplines} == {
        "0808 800 6000",
        "0808 808 0000",
        "116 123",
    }


def test_https_address_is_secure_and_trusts_its_own_host_only() -> None:
    settings = read(BASE_URL="https://survey.example.org/")
    assert settings.secure
    assert settings.base_url == "https://survey.example.org"
    assert settings.trusted_hosts == ("survey.example.org",)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("BASE_URL", "http://survey.example.org", "must begin with https://"),
        ("BASE_URL", "https://survey.example.org/care", "without a path"),
        ("BASE_URL", "survey.example.org", "must look like https://"),
        ("BASE_URL", "https://survey.example.org:port", "must look like https://"),
        ("DATABASE_URL", "mysql://somewhere/survey", "must be sqlite:///FILE or postgresql://"),
        ("DATABASE_URL", "sqlite://", "must be sqlite:///FILE"),
        ("PROXIES", "-1", "from 0 to 10"),
        ("PROXIES", "many", "from 0 to 10"),
        ("LIMITER_URL", "memcached://x", "memory:// or the address of Redis"),
        ("LANGUAGES", "en,Welsh", "language codes"),
        ("QUESTIONNAIRES", "/nowhere/at/all", "there is no folder /nowhere/at/all"),
        ("SMTP_URL", "mail.example.org", "smtp://"),
        ("WEB_OPENING", "yes", "must be on or off"),
        ("ORGANISATION_FILE", "/nowhere.toml", "Cannot read the organisation file"),
        ("CONFIG", "/nowhere.conf", "Cannot read the configuration file"),
    ],
)
def test_what_cannot_be_used_is_refused(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says.replace("(", r"\(")):
        read(**{name: value})


@pytest.mark.parametrize(
    ("given", "origin", "host"),
    [
        ("https://Survey.Example.org", "https://survey.example.org", "survey.example.org"),
        ("https://survey.example.org:443", "https://survey.example.org", "survey.example.org"),
        ("https://survey.example.org:8443", "https://survey.example.org:8443", "survey.example.org"),
        (
            "https://köln.example",
            "https://xn--kln-sna.example",
            "xn--kln-sna.example",
        ),
        ("http://localhost:5000", "http://localhost:5000", "localhost"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000", None),
        ("http://[::1]:5000", "http://[::1]:5000", None),
        ("https://192.0.2.7", "https://192.0.2.7", None),
    ],
)
def test_the_origin_is_as_browsers_write_it_and_passkeys_need_a_name(
    given: str, origin: str, host: str | None
) -> None:
    settings = read(BASE_URL=given)
    assert (settings.origin, settings.passkey_host) == (origin, host)


def test_unknown_name_is_refused_and_the_nearest_named() -> None:
    with pytest.raises(SettingsError, match="Did you mean SURVEY_ENGINE_DATABASE_URL"):
        read(DATBASE_URL="sqlite:///x.sqlite")


def test_other_programs_settings_are_left_alone() -> None:
    assert Configuration.from_environment({"FLASK_DEBUG": "1", "PATH": "/bin"}).proxies == 0


def test_postgresql_address_names_its_driver() -> None:
    for given in ("postgres://db/survey", "postgresql://db/survey", "postgresql+psycopg://db/survey"):
        assert read(DATABASE_URL=given).database_url == "postgresql+psycopg://db/survey"


def test_file_of_settings_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "engine.conf"
    file.write_text(
        "# our server\nSURVEY_ENGINE_PROXIES=2\nSURVEY_ENGINE_LANGUAGES='en, cy'\n"
        "export SURVEY_ENGINE_WEB_OPENING = on\n"
    )
    settings = read(CONFIG=str(file), PROXIES="1")
    assert (settings.proxies, settings.languages, settings.web_opening) == (1, ("en", "cy"), True)


@pytest.mark.parametrize(
    "text",
    [
        "PROXIES=2",
        "SURVEY_ENGINE_PROXIES",
        "SURVEY_ENGINE_PROXIES=1\nSURVEY_ENGINE_PROXIES=2",
        "SURVEY_ENGINE_X=1",
    ],
)
def test_file_with_a_wrong_line_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "engine.conf"
    file.write_text(text)
    with pytest.raises(SettingsError):
        read(CONFIG=str(file))


def test_organisation_file_names_who_runs_the_survey(tmp_path: Path) -> None:
    file = tmp_path / "organisation.toml"
    file.write_text(
        'name = "Care Trust"\ncontroller = "Care Trust (123)"\ndata_protection_contact = "dpo@example.org"\n'
        '[names]\ncy = "Ymddiriedolaeth"\n[[helplines]]\nname = "Nurses"\nphone = "0123"\nhours = "9 to 5"\n'
    )
    organisation = read(ORGANISATION_FILE=str(file)).organisation
    assert (organisation.name_in("en"), organisation.name_in("cy")) == ("Care Trust", "Ymddiriedolaeth")
    assert organisation.helplines == (Helpline("Nurses", "0123", "9 to 5"),)
    assert not organisation.is_placeholder
    assert organisation.freepost_address == ()


def test_a_helpline_speaks_the_readers_language_or_is_marked_as_english(tmp_path: Path) -> None:
    file = tmp_path / "organisation.toml"
    file.write_text(
        '[[helplines]]\nname = "Nurses"\nphone = "0123"\nhours = "9 to 5"\n'
        '[helplines.names]\ncy = "Nyrsys"\n[helplines.hours_in]\nur = "صبح 9 سے شام 5 تک"\n'
    )
    organisation = read(ORGANISATION_FILE=str(file)).organisation
    (welsh,), (urdu,), (english,) = (
        organisation.in_words(language, str).helplines for language in ("cy", "ur", "en")
    )
    assert (welsh.name, welsh.name_language, welsh.hours_language) == ("Nyrsys", "", "en")
    assert (urdu.hours, urdu.name_language, urdu.hours_language) == ("صبح 9 سے شام 5 تک", "en", "")
    assert (english.name, english.name_language, english.hours_language) == ("Nurses", "", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('"Freepost CARE"', ("Freepost CARE",)),
        ('["Care Trust", " Freepost 7 "]', ("Care Trust", "Freepost 7")),
    ],
)
def test_organisation_file_says_where_forms_on_paper_go(
    text: str, lines: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / "organisation.toml"
    file.write_text(f"freepost_address = {text}\n")
    assert read(ORGANISATION_FILE=str(file)).organisation.freepost_address == lines


@pytest.mark.parametrize(
    "text",
    [
        "name = ",
        "freepost_address = 7",
        'same_operator = "yes"',
        "freepost_address = []",
        'freepost_address = ["Freepost", ""]',
        'freepost_address = "two\\nlines"',
        'freepost_address = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]',
        'nmae = "Care"',
        "name = 7",
        'name = "two\\nlines"',
        'helplines = ["Nurses"]',
        '[[helplines]]\nname = "Nurses"',
        '[[helplines]]\nname = "Nurses"\nphone = 123',
        '[names]\nWelsh = "Ymddiriedolaeth"',
        '[[helplines]]\nname = "Nurses"\nphone = "0123"\nhours_in = "9 to 5"',
        '[[helplines]]\nname = "Nurses"\nphone = "0123"\nname_language = "en"',
    ],
)
def test_organisation_file_with_a_fault_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "organisation.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match="organisation file"):
        read(ORGANISATION_FILE=str(file))


def keys(tmp_path: Path, secret: str, master: str = KEY) -> dict[str, str]:
    (tmp_path / "secret.key").write_text(secret)
    (tmp_path / "master.key").write_text(master)
    return {
        "SURVEY_ENGINE_SECRET_KEY_FILE": str(tmp_path / "secret.key"),
        "SURVEY_ENGINE_MASTER_KEY_FILE": str(tmp_path / "master.key"),
    }


def test_first_secret_key_signs_and_older_ones_stay(tmp_path: Path) -> None:
    settings = Settings.from_environment(keys(tmp_path, f"{OTHER_KEY}\n{KEY}\n"))
    assert settings.secret_keys == (bytes([1]) * 32, bytes(32))
    assert settings.master_key == bytes(32)


def test_keys_never_show_in_a_printed_settings_object(tmp_path: Path) -> None:
    settings = Settings.from_environment(keys(tmp_path, OTHER_KEY))
    assert "secret_keys" not in repr(settings)
    assert "master_key=" not in repr(settings)


def test_missing_key_tells_what_to_run(tmp_path: Path) -> None:
    environ = keys(tmp_path, KEY)
    (tmp_path / "master.key").unlink()
    with pytest.raises(SettingsError, match=r"no master key at .* Run `survey-engine init`"):
        Settings.from_environment(environ)


@pytest.mark.parametrize("text", ["", "not base64!", base64.b64encode(b"short").decode()])
def test_damaged_key_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="secret key at"):
        Settings.from_environment(keys(tmp_path, text))
