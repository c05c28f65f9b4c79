"""The settings: one flat class, read from PULLQUOTE_… variables and `.env`, and its description."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args  # the environment's values, before pydantic has looked at them

from dotenv.parser import Binding, parse_stream
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from index.embedding.packaged import DEFAULT_MODEL
from index.sources.confinement import keep_memory_private

PREFIX = "PULLQUOTE_"

_IDS = r"^(\s*-?[0-9]+\s*(,\s*-?[0-9]+\s*)*,?\s*)?$"
_NAME = re.compile(r"\w{1,60}")
_NOT_SET = "not set"
_USERS = r"^(\s*@[^\s,:]*:[^\s,]+\s*(,\s*@[^\s,:]*:[^\s,]+\s*)*,?\s*)?$"
_ROOMS = r"^(\s*![^\s,]+\s*(,\s*![^\s,]+\s*)*,?\s*)?$"


class SettingsRefused(Exception):
    """A setting is misspelt or out of bounds; `str()` of it is one line that says which and how."""


class Settings(BaseSettings):
    """Everything that can be set. Each field is `PULLQUOTE_` and its name in capitals."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, protected_namespaces=())

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("pullquote"),
        description="Where the index, the articles' revisions and the history are kept.",
    )
    cluster: SecretStr | None = Field(
        default=None,
        description="A database of Postgres, as postgresql://ROLE@HOST/DATABASE, in which all that"
        " several bots share is kept: articles, history, audit log, people, drafts. Not set, it is"
        " kept in files of the data directory, for one bot.",
    )
    ray: str = Field(
        default="",
        description="The address (host:6379) of a cluster of Ray on whose hosts questions are"
        " searched; see `pullquote cluster`. Not set, they are searched here.",
    )
    host_away_seconds: float = Field(
        default=60,
        ge=0,
        description="After how many seconds without an answer what a host of that cluster held is"
        " copied to others.",
    )
    quotes: int = Field(
        default=3,
        ge=1,
        le=10,
        description="How many quotes an answer shows at most (1 to 10; a chat shows 3 at a time).",
    )
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="The probability (0 to 1) from which a passage counts as an answer. Not set, it"
        " is the one that the reader's numbers, or the model's calibration, were fitted with.",
    )
    false_answers: float | None = Field(
        default=None,
        ge=0.01,
        le=0.1,
        description="The share (0.01 to 0.1) of questions on subjects that the corpus lacks which"
        " may be called answered: at 0.02, two in a hundred. The reader's bar follows from it,"
        " unless PULLQUOTE_THRESHOLD is set. Not set, it is a little stricter than 0.02.",
    )
    language: str = Field(
        default="en",
        pattern="^(en|ru|uk)$",
        description="The language of the bot's own sentences: en, ru or uk. Quotes are never"
        " translated.",
    )
    model: str = Field(
        default=DEFAULT_MODEL,
        description="The embedding model: the packaged default, the larger all-mpnet-base-v2,"
        " multilingual-e5-small for questions in other languages than the articles, a folder in"
        " sentence-transformers layout, or a name on the hub.",
    )
    question_prompt: str = Field(
        default="",
        description="What the model asks to see before a question (`query: `); of a packaged"
        " model it is known.",
    )
    passage_prompt: str = Field(
        default="",
        description="What the model asks to see before a passage (`passage: `); of a packaged"
        " model it is known.",
    )
    multilingual: bool = Field(
        default=False,
        description="Whether the model reads more than the Latin script. If not, questions in other"
        " scripts are searched by their words alone. Of a packaged model it is known.",
    )
    device: str = Field(
        default="cpu",
        pattern="^(cpu|cuda(:[0-9]+)?|mps)$",
        description="Where the model runs: cpu, cuda or mps.",
    )
    reader: str = Field(
        default="on",
        pattern="^(on|off)$",
        description="Whether the best passages are read too, which tells better what answers: on or"
        " off. Only with all-MiniLM-L6-v2 and multilingual-e5-small, and of questions in English;"
        " elsewhere search alone decides.",
    )
    follow_ups: str = Field(
        default="on",
        pattern="^(on|off)$",
        description="Whether a question is held in memory for ten minutes, so that a follow-up is"
        " understood, and filters in plain words can be tapped away: on or off.",
    )

    telegram_token: SecretStr | None = Field(
        default=None, description="The token that @BotFather gave for the bot in Telegram."
    )
    telegram_moderators: str = Field(
        default="",
        pattern=_IDS,
        description="The Telegram ids of the moderators, with commas between them.",
    )
    telegram_journalists: str = Field(
        default="",
        pattern=_IDS,
        description="The Telegram ids of those who may ask, with commas between them.",
    )
    telegram_groups: str = Field(
        default="",
        pattern=_IDS,
        description="The ids of the Telegram groups in which everybody may ask.",
    )
    telegram_api: str = Field(
        default="https://api.telegram.org",
        pattern="^https?://",
        description="The address of the Bot API server, if you run one of your own.",
    )
    matrix_moderators: str = Field(
        default="",
        pattern=_USERS,
        description="The Matrix ids of the moderators, as @ada:example.org, with commas between.",
    )
    matrix_journalists: str = Field(
        default="",
        pattern=_USERS,
        description="The Matrix ids of those who may ask, with commas between them.",
    )
    matrix_rooms: str = Field(
        default="",
        pattern=_ROOMS,
        description="The ids of the Matrix rooms in which everybody may ask, as !abc:example.org.",
    )
    two_person: bool = Field(
        default=False,
        description="Whether another moderator must approve what a moderator adds or removes in a"
        " chat.",
    )
    webhook_url: str | None = Field(
        default=None,
        pattern="^https?://",
        description="The public https:// address under which Telegram reaches the bot. Not set, the"
        " bot polls Telegram and needs no address.",
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="The secret that Telegram must show at the webhook (A-Z, a-z, 0-9, _ and -)."
        " Not set, it is made of the token: the same in all bots that share one.",
    )
    webhook_listen: str = Field(
        default="127.0.0.1:8080",
        pattern="^.+:[0-9]{1,5}$",
        description="Where the webhook listens, as host:port, for the proxy that ends TLS.",
    )
    monitoring_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="The port of /healthz and /metrics on 127.0.0.1. Not set, there are none.",
    )
    web: str | None = Field(
        default=None,
        pattern=r"^([^\s:/]+:|\[[0-9a-fA-F:]+\]:)?[0-9]{1,5}$",
        description="Where the reader page listens, as host:port; a port alone means 127.0.0.1. Not"
        " set, there is none.",
    )
    web_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+$",
        description="The address under which people reach the reader page, as"
        " https://quotes.example.org, for the links in a chat and in exports.",
    )
    questions_per_5_minutes: int = Field(
        default=20, ge=1, description="How many questions one person may ask in five minutes."
    )

    @field_validator("telegram_token")
    @classmethod
    def _check_token(cls, given: SecretStr | None) -> SecretStr | None:
        if given and not re.fullmatch("[0-9]+:[A-Za-z0-9_-]+", given.get_secret_value()):
            raise ValueError("a token is digits, a colon and letters, as @BotFather gave it")
        return given

    @field_validator("webhook_secret")
    @classmethod
    def _check_secret(cls, given: SecretStr | None) -> SecretStr | None:
        if given and not re.fullmatch("[A-Za-z0-9_-]{1,256}", given.get_secret_value()):
            raise ValueError("Telegram takes 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return given

    @field_validator("web")
    @classmethod
    def _check_port(cls, given: str | None) -> str | None:
        if given is not None and not 1 <= int(given.rpartition(":")[2]) <= 65535:
            raise ValueError("a port is a number from 1 to 65535")
        return given

    @field_validator("data_dir")
    @classmethod
    def _expand_home(cls, given: Path) -> Path:
        return given.expanduser()  # only a shell would do it, and `.env` is read without one

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic-settings calls it like this
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what `load` has read and nothing else; it refuses what pydantic would ignore."""
        return (init_settings,)


@dataclass(frozen=True, slots=True)
class DescribedSetting:
    """A setting as a person reads of it: its variable, its meaning, and what holds by default."""

    field: str
    meaning: str
    default: str

    @property
    def variable(self) -> str:
        """The name of its environment variable."""
        return f"{PREFIX}{self.field.upper()}"

    def value_in(self, chosen: Settings) -> str:
        """Word the value in force; of a secret, only that it is set."""
        return _shown(getattr(chosen, self.field))


@dataclass(frozen=True, slots=True)
class _Variable:
    """A variable as it was given; `place` is the file and line, empty for the environment."""

    name: str
    value: str
    place: str = ""


def load(environment: Mapping[str, str], env_file: Path) -> Settings:
    """Read the settings; the environment wins over the file, which need not be there.

    Where a secret is among them, no other process may read this one's memory from then on.
    Raises `SettingsRefused` for a name that does not exist, a value out of bounds, or a file that
    cannot be read as `NAME=value` lines.
    """
    given = {
        **{_field_of(variable): variable for variable in _read_env_file(env_file)},
        **{_field_of(variable): variable for variable in _read_environment(environment)},
    }
    if any(map(_is_secret, given)):
        keep_memory_private()
    try:
        return Settings(**_typed(given))
    except ValidationError as error:
        # Not with pydantic's error behind it, which holds the value.
        raise SettingsRefused(_first_problem(error, given)) from None


def describe() -> tuple[DescribedSetting, ...]:
    """Describe all settings, in the order of their fields."""
    return tuple(
        DescribedSetting(
            field,
            meaning=defined.description or "",
            default=_shown(defined.get_default(call_default_factory=True)),
        )
        for field, defined in Settings.model_fields.items()
    )


def _shown(value: object) -> str:
    if value is None or value == "":
        return _NOT_SET
    if isinstance(value, SecretStr):
        return "set"
    if isinstance(value, bool):
        return str(value).lower()
    worded = str(value)
    # A prompt may end in a blank, which must be seen.
    return worded if worded.isprintable() and worded == worded.strip() else repr(worded)


def _read_environment(environment: Mapping[str, str]) -> list[_Variable]:
    return [_Variable(*pair) for pair in environment.items() if _is_ours(pair[0])]


def _read_env_file(path: Path) -> list[_Variable]:
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8-sig") as stream:
            read = [_variable(path, binding) for binding in parse_stream(stream)]
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsRefused(
            f"{path} cannot be read as UTF-8 text ({error}); mend or remove the file"
        ) from None
    return [variable for variable in read if variable is not None]


def _variable(path: Path, binding: Binding) -> _Variable | None:
    """Read a binding of the file; `None` if it is no setting of ours.

    What is refused is named by its line and never shown: part of it may be a token.
    """
    line, key = _line(binding), binding.key or ""
    if binding.error or (binding.value is None and _is_ours(key)):
        known = _known_name(binding.original.string)
        named = f" ({known})" if known else ""
        raise SettingsRefused(
            f"{path} line {line}{named} is not NAME=value; mend or delete the line"
        )
    if binding.value is None or not _is_ours(key):
        return None
    return _Variable(key, binding.value, f"{path} line {line}")


def _line(binding: Binding) -> int:
    """Count the line on which a binding begins: blank lines before it are part of it."""
    given = binding.original.string
    return binding.original.line + given[: len(given) - len(given.lstrip())].count("\n")


def _is_ours(name: str) -> bool:
    return name.upper().startswith(PREFIX)


def _known_name(written: str) -> str | None:
    """Find the setting with whose name a line begins; `None` if there is none."""
    line = written.strip().removeprefix("export ").lstrip().upper()
    names = [f"{PREFIX}{field.upper()}" for field in Settings.model_fields]
    return max((name for name in names if line.startswith(name)), key=len, default=None)


def _field_of(variable: _Variable) -> str:
    field = variable.name.upper().removeprefix(PREFIX).lower()
    if field in Settings.model_fields:
        return field
    near = difflib.get_close_matches(field, Settings.model_fields, n=1, cutoff=0.5)
    hint = f"; did you mean {PREFIX}{near[0].upper()}?" if near else "; see: pullquote settings"
    place = f" in {variable.place}" if variable.place else ""
    raise SettingsRefused(f"there is no setting {_shown_name(variable.name)}{place}{hint}")


def _shown_name(name: str) -> str:
    """Show a misspelt name, but not what may be a secret that was glued to the right one."""
    known = _known_name(name)
    if known is not None and _is_secret(known.removeprefix(PREFIX).lower()):
        return f"{known}…"
    return name if _NAME.fullmatch(name) else f"{PREFIX}…"


def _typed(given: Mapping[str, _Variable]) -> dict[str, Any]:
    """Drop the variables with an empty value: `NAME=` in a file means the default."""
    return {field: variable.value for field, variable in given.items() if variable.value != ""}


def _is_secret(field: str) -> bool:
    return SecretStr in get_args(Settings.model_fields[field].annotation)


def _first_problem(error: ValidationError, given: Mapping[str, _Variable]) -> str:
    """Say what is wrong with a value without the value: it may be a token on the wrong line."""
    problem = error.errors(include_url=False, include_input=False)[0]
    field = str(problem["loc"][0])
    worded = f"{problem['msg'][0].lower()}{problem['msg'][1:]}".removeprefix("value error, ")
    place = f" in {given[field].place}" if given[field].place else ""
    return f"{PREFIX}{field.upper()}{place}: {worded}"
