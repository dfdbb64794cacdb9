"""Settings: every one has a name, a default and a meaning, and comes from the environment or a `.env` file."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.model.prepare import DEFAULT_MODEL

_TOKEN: Final = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{5,100}")
_EMAIL: Final = re.compile(r"[^\s@<>\"'?&]{1,64}@[^\s@<>\"'?&]{1,253}")
_DOMAIN: Final = re.compile(r"@[^\s@<>\"'?&]{1,253}")


class SettingsError(Exception):
    """A setting has a value that cannot be used; the message names it and what is allowed."""


class Settings(BaseSettings):
    """Where things are and how the assistant behaves. `PRECEDENT_HOME` is read for `home`, and so on."""

    model_config = SettingsConfigDict(env_prefix="PRECEDENT_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(Path("data"), description="The one folder that holds database, snapshots and prepared models.")
    model: str = Field(DEFAULT_MODEL, description="Embedding model: a Sentence Transformers name or folder.")
    query_prefix: str | None = Field(None, description="What stands before a question, in place of the model's own.")
    passage_prefix: str | None = Field(None, description="What stands before a passage, in place of the model's own.")
    database: SecretStr = Field(
        SecretStr(""),
        description="The catalogue, as an SQLAlchemy URL. An SQLite file in the home folder if empty.",
    )
    host: str = Field("127.0.0.1", description="Address on which the server listens.")
    port: int = Field(8080, ge=0, le=65535, description="Port on which the server listens.")
    public_url: str = Field("", description="Address under which visitors reach the server, for links; none if empty.")
    language: str = Field("en", description="Language of answers where none is known.")
    threads: int = Field(0, ge=0, le=64, description="Threads of one embedding; 0 takes one a processor, four at most.")
    workers: int = Field(4, ge=1, le=64, description="Questions that the server answers at the same time.")
    cached_answers: int = Field(1000, ge=0, le=1_000_000, description="Answers kept to be given again.")
    keep_snapshots: int = Field(5, ge=1, le=1000, description="Snapshots of the index kept for roll-back.")
    keep_days: int = Field(180, ge=1, le=3650, description="Days for which questions and feedback are kept.")
    weekly: bool = Field(
        True, description="Whether a server looks at the sources and checks the links once a week, where there are any."
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Web sites that may call the interface from a browser, separated by commas.",
    )
    rate_limit: int = Field(
        120,
        ge=0,
        le=1_000_000,
        description="Questions and searches that one address may send in a minute; 0 is no limit.",
    )
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        default_factory=lambda: ["127.0.0.1", "::1"],
        description="Proxies that are believed whom they speak for: addresses or networks, separated by commas.",
    )
    contact: str = Field(
        "", description="E-mail address or web page of whoever runs this, shown to visitors; none if empty."
    )
    telegram_token: SecretStr = Field(
        SecretStr(""), description="Token of the Telegram bot, from @BotFather. Without one there is no bot."
    )
    telegram_api: str = Field(
        "https://api.telegram.org", description="Address of the Bot API: Telegram's, or that of a server of your own."
    )
    telegram_webhook: bool = Field(
        False,
        description="Whether Telegram brings updates to the web server, instead of `precedent bot` asking for them.",
    )
    oidc_issuer: str = Field(
        "", description="OpenID Connect provider at which staff sign in, as its address; none if empty."
    )
    oidc_client_id: str = Field("", description="What this installation is called at the OpenID Connect provider.")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="Secret of this installation at the OpenID Connect provider."
    )
    oidc_name: str = Field("", description="Name of the organisation whose provider it is, as shown to staff.")
    oidc_editors: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Who may edit that signs in there: e-mail addresses or @domains, separated by commas.",
    )
    oidc_publishers: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Who may publish that signs in there: e-mail addresses or @domains, separated by commas.",
    )
    user_agent: str = Field(
        "",
        description="What sources are told who fetches their pages; by default the name, the version and where to ask.",
    )
    fetch_private_addresses: bool = Field(
        False, description="Whether sources in private networks, this machine among them, may be fetched from."
    )
    fetch_megabytes: int = Field(20, ge=1, le=1000, description="Size of the largest page or file that is fetched.")
    language_model: str = Field(
        "",
        description="Language model that words drafts, as the address of an interface like OpenAI's; none if empty.",
    )
    language_model_name: str = Field("", description="Name of the language model at that address.")
    language_model_key: SecretStr = Field(SecretStr(""), description="Secret that the language model asks for.")
    log_level: str = Field("info", description="Least important events that are logged: debug, info, warning, error.")

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("allowed_origins", "trusted_proxies", "oidc_editors", "oidc_publishers", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: list[str]) -> list[str]:
        for part in value:
            try:
                ip_network(part)
            except ValueError:
                raise ValueError("must be addresses or networks such as 10.0.0.1, 10.0.0.0/8 or fd00::/8") from None
        return value

    @field_validator("contact")
    @classmethod
    def _is_contact(cls, value: str) -> str:
        value = value.strip()
        if value and not _EMAIL.fullmatch(value) and not _is_web_address(value):
            raise ValueError("must be an e-mail address, or a web address such as https://city.example/contact")
        return value

    @field_validator("user_agent")
    @classmethod
    def _fits_a_header(cls, value: str) -> str:
        value = value.strip()
        if not (value.isascii() and (value.isprintable() or not value)) or value.startswith(("/", "(")):
            raise ValueError("must be one line of ASCII that begins with a name, such as Precedent/1.0")
        return value

    @field_validator("language_model")
    @classmethod
    def _is_interface(cls, value: str) -> str:
        value = value.strip()
        if value and not _is_web_address(value):
            raise ValueError("must be an address such as https://models.city.example/v1")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _is_token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if token and not _TOKEN.fullmatch(token):
            raise ValueError("this is no token; one looks like 123456789:AAExample-of-35-letters")
        return SecretStr(token)

    @field_validator("telegram_api")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if not _is_web_address(value):
            raise ValueError("must be an address such as https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("oidc_issuer")
    @classmethod
    def _is_issuer(cls, value: str) -> str:
        value = value.strip()
        if value and not _is_private_enough(value):
            raise ValueError("must be an https address such as https://login.city.example")
        return value

    @field_validator("oidc_editors", "oidc_publishers")
    @classmethod
    def _are_people(cls, value: list[str]) -> list[str]:
        if not all(_EMAIL.fullmatch(part) or _DOMAIN.fullmatch(part) for part in value):
            raise ValueError("must be e-mail addresses such as ana@city.example, or domains such as @city.example")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        from corpus.vocabulary import LANGUAGES  # noqa: PLC0415

        if value not in LANGUAGES:
            raise ValueError("must be one of " + ", ".join(LANGUAGES))
        return value

    @classmethod
    def load(cls, **overrides: Any) -> "Settings":
        """Read the settings.

        Args:
            overrides: Values that win over the environment.

        Raises:
            SettingsError: A value cannot be used.
        """
        try:
            return cls(**overrides)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            name = "PRECEDENT_" + "_".join(str(part) for part in first["loc"][:1]).upper()
            message = first["msg"].removeprefix("Value error, ")
            known = cls.model_fields.get(str(first["loc"][0])) if first["loc"] else None
            meaning = f" It is: {known.description}" if known else ""
            raise SettingsError(f"{name}: {message}.{meaning}") from error

    def secrets(self) -> list[str]:
        """Texts that must appear in no log: the values of secret settings, and the part of a token that is secret."""
        values = [getattr(self, name) for name in type(self).model_fields]
        texts = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        texts.append(self.telegram_token.get_secret_value().partition(":")[2])
        return [text for text in texts if text]

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the catalogue."""
        if given := self.database.get_secret_value():
            return given
        path = str(self.home / "catalogue.sqlite")
        return "sqlite:///" + path.replace("%", "%25").replace("?", "%3F")

    @property
    def models(self) -> Path:
        """Folder of the prepared models."""
        return self.home / "models"

    @property
    def snapshots(self) -> Path:
        """Folder of the snapshots."""
        return self.home / "snapshots"

    @property
    def vector_cache(self) -> Path:
        """File that keeps vectors from one build to the next."""
        return self.home / "vectors.sqlite"


def _is_web_address(value: str) -> bool:
    """Whether it can be followed: http or https, with a host and a port that exists.

    Raises:
        ValueError: It is no address at all.
    """
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0


def _is_private_enough(value: str) -> bool:
    """Whether nobody on the way can read what is sent there: https, or this machine itself.

    Raises:
        ValueError: It is no address at all.
    """
    parts = urlsplit(value)
    return _is_web_address(value) and (parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost"))
