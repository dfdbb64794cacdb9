"""Settings come from the environment or a `.env` file; a wrong one is named, and what is secret is not shown."""

from pathlib import Path

import pytest

from assistant.publishing import open_catalogue
from assistant.settings import Settings, SettingsError
from index.model import DEFAULT_MODEL


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run where no `.env` file lies."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_defaults_need_nothing_to_be_set(elsewhere: Path) -> None:
    settings = Settings.load()
    assert (settings.home, settings.host, settings.port) == (elsewhere / "data", "127.0.0.1", 8080)
    assert settings.model == DEFAULT_MODEL
    assert settings.database_url == f"sqlite:///{elsewhere / 'data' / 'catalogue.sqlite'}"
    assert {settings.models, settings.snapshots, settings.vector_cache} == {
        elsewhere / "data" / name for name in ("models", "snapshots", "vectors.sqlite")
    }


def test_the_environment_wins_over_the_file_and_what_is_given_over_both(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / ".env").write_text("PRECEDENT_PORT=9001\nPRECEDENT_HOST=0.0.0.0\nPRECEDENT_LANGUAGE=fr\nOTHER=1\n")
    monkeypatch.setenv("PRECEDENT_PORT", "9002")
    monkeypatch.setenv("PRECEDENT_NO_SUCH_SETTING", "1")
    settings = Settings.load(host="::1")
    assert (settings.port, settings.host, settings.language) == (9002, "::1", "fr")


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("", []),
        ("https://a.example", ["https://a.example"]),
        (" https://a.example , https://b.example,", ["https://a.example", "https://b.example"]),
    ],
)
def test_origins_are_separated_by_commas(value: str, origins: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENT_ALLOWED_ORIGINS", value)
    assert Settings.load().allowed_origins == origins


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("THREADS", "-1"),
        ("WORKERS", "0"),
        ("CACHED_ANSWERS", "many"),
        ("KEEP_SNAPSHOTS", "0"),
        ("KEEP_DAYS", "0"),
        ("LANGUAGE", "tlh"),
        ("LOG_LEVEL", "loud"),
        ("TELEGRAM_API", "api.telegram.org"),
        ("TELEGRAM_API", "ftp://api.telegram.org"),
        ("TELEGRAM_API", "https://"),
        ("TELEGRAM_API", "http://127.0.0.1:99999"),
        ("TELEGRAM_API", "http://[::1"),
        ("TELEGRAM_WEBHOOK", "perhaps"),
        ("RATE_LIMIT", "-1"),
        ("RATE_LIMIT", "many"),
        ("TRUSTED_PROXIES", "*"),
        ("TRUSTED_PROXIES", "10.0.0.1, proxy.example"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("CONTACT", "call us"),
        ("CONTACT", "javascript:alert(1)"),
        ("CONTACT", "https://"),
        ("CONTACT", "a@b.example?subject=x"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"PRECEDENT_{name}", value)
    with pytest.raises(SettingsError, match=rf"^PRECEDENT_{name}: .+\. It is: ") as refused:
        Settings.load()
    assert str(refused.value).endswith(str(Settings.model_fields[name.lower()].description))


@pytest.mark.parametrize(
    ("value", "proxies"),
    [("", []), ("10.0.0.1", ["10.0.0.1"]), (" 10.0.0.0/8 , fd00::/8,", ["10.0.0.0/8", "fd00::/8"])],
)
def test_trusted_proxies_are_separated_by_commas(
    value: str, proxies: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Settings.load().trusted_proxies == ["127.0.0.1", "::1"]
    monkeypatch.setenv("PRECEDENT_TRUSTED_PROXIES", value)
    assert Settings.load().trusted_proxies == proxies


@pytest.mark.parametrize("contact", ["", "learning@city.example", "https://city.example/contact?about=precedent"])
def test_whoever_runs_it_may_say_how_to_be_reached(contact: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENT_CONTACT", f" {contact} ")
    assert Settings.load().contact == contact


def test_the_home_is_the_same_wherever_one_goes(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(elsewhere))
    assert Settings.load(home="~/kept").home == elsewhere / "kept"
    settings = Settings.load(home="here")
    monkeypatch.chdir("/")
    assert settings.home == elsewhere / "here"


@pytest.mark.parametrize("name", ["50% off", "what?", "a b", "ü", "#1"])
def test_a_home_of_any_name_holds_a_catalogue(elsewhere: Path, name: str) -> None:
    settings = Settings.load(home=elsewhere / name)
    open_catalogue(settings).close()
    assert (elsewhere / name / "catalogue.sqlite").is_file()


def test_the_log_level_may_be_written_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENT_LOG_LEVEL", "WARNING")
    assert Settings.load().log_level == "warning"


TOKEN = "123456789:AAE-hush_hush"  # noqa: S105


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("PRECEDENT_DATABASE", "postgresql+psycopg://me:hush@db/precedent")
    settings = Settings.load()
    for shown in (repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())):
        assert "hush" not in shown
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.database_url == "postgresql+psycopg://me:hush@db/precedent"
    # What no log may hold: a token also without its first half, which is no secret and may be cut off.
    assert set(settings.secrets()) == {TOKEN, "AAE-hush_hush", "postgresql+psycopg://me:hush@db/precedent"}


def test_without_secrets_there_is_nothing_to_hide() -> None:
    assert Settings.load().secrets() == []


@pytest.mark.parametrize(
    "value", ["hush", "12345:", "12345:hu", ":AAE-hush_hush", "AAE:hush_hush", TOKEN + "/x", "1 2"]
)
def test_what_is_no_token_is_refused_without_being_repeated(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENT_TELEGRAM_TOKEN", value)
    with pytest.raises(SettingsError, match=r"^PRECEDENT_TELEGRAM_TOKEN: .+@BotFather") as refused:
        Settings.load()
    assert value not in str(refused.value)


def test_what_surrounds_a_value_by_accident_is_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENT_TELEGRAM_TOKEN", f" {TOKEN}\n")
    monkeypatch.setenv("PRECEDENT_TELEGRAM_API", "http://127.0.0.1:8081/")
    settings = Settings.load()
    assert settings.telegram_token.get_secret_value() == TOKEN
    assert settings.telegram_api == "http://127.0.0.1:8081"


def test_every_setting_says_what_it_means() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith((".", "error.")), name
