import re
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from bot.cli.settings import Settings, SettingsRefused, describe, load

CHECKOUT = Path(__file__).parents[3]
README = CHECKOUT / "README.md"


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def refusal(environment: dict[str, str], env_file: Path) -> str:
    with pytest.raises(SettingsRefused) as refused:
        load(environment, env_file)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_the_rows_of_the_readme_say_of_their_settings_what_the_fields_say() -> None:
    rows = re.findall(
        r"^\| `(PULLQUOTE_[A-Z0-9_]+)` \| (.+?) \| (.+?) \|$",
        README.read_text("utf-8"),
        re.MULTILINE,
    )
    fields = {setting.variable: setting for setting in describe()}
    assert [name for name, _, _ in rows] == [
        "PULLQUOTE_DATA_DIR",
        "PULLQUOTE_QUOTES",
        "PULLQUOTE_THRESHOLD",
        "PULLQUOTE_LANGUAGE",
        "PULLQUOTE_MODEL",
        "PULLQUOTE_TWO_PERSON",
    ]
    for name, default, meaning in rows:
        assert meaning == fields[name].meaning
        if name == "PULLQUOTE_DATA_DIR":  # which differs from person to person
            assert default == "your user data directory"
        else:
            assert default == fields[name].default


@pytest.mark.parametrize("page", ["README.md", "bot/README.md"])
def test_every_setting_that_a_page_names_is_there(page: str) -> None:
    named = re.findall(r"PULLQUOTE_[A-Z0-9_]+", (README.parent / page).read_text("utf-8"))
    assert named
    assert {name.removeprefix("PULLQUOTE_").lower() for name in named} <= set(Settings.model_fields)


def test_every_setting_says_what_it_is_for() -> None:
    undescribed = [name for name, field in Settings.model_fields.items() if not field.description]
    assert undescribed == []
    assert [setting.field for setting in describe()] == list(Settings.model_fields)
    for setting in describe():  # a sentence, or some, for a person to read
        assert re.fullmatch(r"[A-Z].+\.", setting.meaning), setting.variable


def test_without_any_variable_the_defaults_hold(env_file: Path) -> None:
    chosen = load({}, env_file)
    assert (chosen.quotes, chosen.threshold, chosen.language) == (3, None, "en")
    assert (chosen.model, chosen.device) == ("all-MiniLM-L6-v2", "cpu")
    assert (chosen.question_prompt, chosen.passage_prompt, chosen.multilingual) == ("", "", False)
    assert chosen.data_dir.name == "pullquote"


def test_values_are_read_from_the_environment(env_file: Path) -> None:
    chosen = load(
        {
            "PULLQUOTE_QUOTES": "5",
            "PULLQUOTE_THRESHOLD": "0.25",
            "pullquote_language": "uk",
            "PULLQUOTE_MULTILINGUAL": "true",
            "PULLQUOTE_QUESTION_PROMPT": "query: ",
        },
        env_file,
    )
    assert (chosen.quotes, chosen.threshold, chosen.language) == (5, 0.25, "uk")
    assert (chosen.multilingual, chosen.question_prompt) == (True, "query: ")


def test_only_the_environment_that_is_passed_in_counts(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_QUOTES", "7")
    assert load({}, env_file).quotes == 3


def test_values_are_read_from_the_file_and_the_environment_wins(env_file: Path) -> None:
    env_file.write_text("PULLQUOTE_QUOTES=5\nPULLQUOTE_LANGUAGE=ru\n")
    chosen = load({"PULLQUOTE_LANGUAGE": "uk"}, env_file)
    assert (chosen.quotes, chosen.language) == (5, "uk")


def test_quotes_comments_and_exports_in_the_file_are_read_as_a_shell_would(
    env_file: Path,
) -> None:
    env_file.write_text(
        "# ours\n"
        "export PULLQUOTE_QUOTES=4  # at most\n"
        'PULLQUOTE_QUESTION_PROMPT="query: "\n'
        "PULLQUOTE_PASSAGE_PROMPT='passage: '\n"
    )
    chosen = load({}, env_file)
    assert (chosen.quotes, chosen.question_prompt, chosen.passage_prompt) == (
        4,
        "query: ",
        "passage: ",
    )


def test_a_byte_order_mark_and_windows_newlines_in_the_file_are_no_part_of_it(
    env_file: Path,
) -> None:
    env_file.write_bytes(b"\xef\xbb\xbfPULLQUOTE_QUOTES=5\r\nPULLQUOTE_LANGUAGE=ru\r\n")
    chosen = load({}, env_file)
    assert (chosen.quotes, chosen.language) == (5, "ru")


def test_a_variable_set_to_nothing_means_the_default(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text("PULLQUOTE_QUOTES=5\nPULLQUOTE_LANGUAGE=\n")
    monkeypatch.setenv("PULLQUOTE_QUOTES", "")
    chosen = load({"PULLQUOTE_QUOTES": ""}, env_file)
    assert (chosen.quotes, chosen.language) == (3, "en")


def test_the_home_directory_may_be_written_as_a_tilde(
    env_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    env_file.write_text("PULLQUOTE_DATA_DIR=~/news\n")
    assert load({}, env_file).data_dir == tmp_path / "news"


def test_variables_of_other_programs_are_left_alone(env_file: Path) -> None:
    env_file.write_text("DATABASE_URL=x\nPULL_QUOTE=2\nFLAG\n")
    assert load({"HOME": "/", "PULLQUOTES": "x"}, env_file).quotes == 3


def test_a_misspelt_variable_is_refused_with_the_one_that_was_meant(env_file: Path) -> None:
    assert refusal({"PULLQUOTE_DATADIR": "x"}, env_file) == (
        "there is no setting PULLQUOTE_DATADIR; did you mean PULLQUOTE_DATA_DIR?"
    )


def test_a_variable_like_no_setting_is_refused_with_where_they_are_listed(
    env_file: Path,
) -> None:
    assert refusal({"PULLQUOTE_XYZZY": "x"}, env_file) == (
        "there is no setting PULLQUOTE_XYZZY; see: pullquote settings"
    )


def test_a_misspelt_name_in_the_file_is_refused_with_the_file(env_file: Path) -> None:
    env_file.write_text("PULLQUOTE_QUOTE=2\n")
    assert refusal({}, env_file) == (
        f"there is no setting PULLQUOTE_QUOTE in {env_file} line 1; did you mean PULLQUOTE_QUOTES?"
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("QUOTES", "0", "input should be greater than or equal to 1"),
        ("QUOTES", "11", "input should be less than or equal to 10"),
        (
            "QUOTES",
            "many",
            "input should be a valid integer, unable to parse string as an integer",
        ),
        ("THRESHOLD", "1.5", "input should be less than or equal to 1"),
        ("LANGUAGE", "fr", "string should match pattern '^(en|ru|uk)$'"),
        ("DEVICE", "gpu", "string should match pattern '^(cpu|cuda(:[0-9]+)?|mps)$'"),
    ],
)
def test_a_value_out_of_bounds_is_refused_with_the_bounds(
    env_file: Path, name: str, value: str, problem: str
) -> None:
    line = refusal({f"PULLQUOTE_{name}": value}, env_file)
    assert line == f"PULLQUOTE_{name}: {problem}"
    env_file.write_text(f"\n\nPULLQUOTE_{name}={value}\n")
    assert refusal({}, env_file) == f"PULLQUOTE_{name} in {env_file} line 3: {problem}"


def test_a_line_that_is_no_assignment_is_refused_with_its_number(env_file: Path) -> None:
    env_file.write_text("PULLQUOTE_QUOTES=2\nthis is = not one\n")
    assert refusal({}, env_file) == (
        f"{env_file} line 2 is not NAME=value; mend or delete the line"
    )


def test_a_setting_without_a_value_is_refused_with_its_line(env_file: Path) -> None:
    env_file.write_text("PULLQUOTE_QUOTES\n")
    assert refusal({}, env_file) == (
        f"{env_file} line 1 (PULLQUOTE_QUOTES) is not NAME=value; mend or delete the line"
    )


def test_a_quotation_mark_that_is_never_closed_is_refused(env_file: Path) -> None:
    env_file.write_text('PULLQUOTE_QUESTION_PROMPT="query\n')
    assert refusal({}, env_file).startswith(f"{env_file} line 1 (PULLQUOTE_QUESTION_PROMPT) is")


def test_a_file_that_is_not_utf8_is_refused_by_name(env_file: Path) -> None:
    env_file.write_bytes("PULLQUOTE_QUESTION_PROMPT=вопрос".encode("cp1251"))
    line = refusal({}, env_file)
    assert line.startswith(f"{env_file} cannot be read as UTF-8 text (")
    assert line.endswith("); mend or remove the file")


def test_settings_cannot_be_changed_afterwards(env_file: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load({}, env_file).quotes = 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can do it")
@pytest.mark.parametrize(("name", "is_dumpable"), [("WEBHOOK_SECRET", "0"), ("LANGUAGE", "1")])
def test_a_process_that_has_read_a_secret_keeps_its_memory_private(
    name: str, is_dumpable: str
) -> None:
    asked = (
        "import ctypes, pathlib, sys; from bot.cli.settings import load;"
        f"load({{'PULLQUOTE_{name}': 'uk'}}, pathlib.Path('none'));"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert ran.stdout.strip() == is_dumpable


TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"


@pytest.mark.parametrize(
    "line",
    [
        f"PULLQUOTE_TELEGRAM_TOKEN {TOKEN}",
        f"PULLQUOTE_TELEGRAM_TOKEN:{TOKEN}",
        f"PULLQUOTE_TELEGRAM_TOKEN{TOKEN}=",
        f"PULLQUOTE_TELEGRAM_TOKEN{TOKEN}",
        f'PULLQUOTE_TELEGRAM_TOKEN="{TOKEN}',
        f"PULLQUOTE_TELEGRAM_TOKEN='{TOKEN}' x",
        f"PULLQUOTE_TELEGRAM_TOKEN='{TOKEN} '",
        f"PULLQUOTE_TELEGRAM_MODERATORS={TOKEN}",
        f"PULLQUOTE_QUOTES={TOKEN}",
        f"PULLQUOTE_WEBHOOK_URL={TOKEN}",
        f"PULLQUOTE_MONITORING_PORT={TOKEN}",
        f"PULLQUOTE_{TOKEN}=1",
        f"PULLQUOTE_WEBHOOK_SECRET_{TOKEN.partition(':')[2]}=1",
        f"={TOKEN}",
        f"export {TOKEN} x",
    ],
)
def test_no_mistake_in_the_file_shows_a_token(env_file: Path, line: str) -> None:
    env_file.write_text(f"PULLQUOTE_QUOTES=2\n{line}\n")
    with pytest.raises(SettingsRefused, match="line 2") as refused:
        load({}, env_file)
    shown = "".join(traceback.format_exception(refused.value))
    assert not [part for part in ("123456", "AAH", "secretsecret") if part in shown]
