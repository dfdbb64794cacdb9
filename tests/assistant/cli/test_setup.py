"""`precedent setup` makes everything ready, once; `precedent settings` lists what can be set."""

import shutil
from pathlib import Path

from assistant.publishing import is_up_to_date, open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from index.model import PreparedModel
from tests.assistant.cli.conftest import Run


class TestSetup:
    def test_everything_is_made_ready_and_only_once(
        self, run: Run, home: Settings, empty: Path, model: PreparedModel, shipped: list[Practice]
    ) -> None:
        shutil.copy(home.vector_cache, empty)
        first = run("setup", home=empty)
        assert (first.code, first.out) == (0, "")
        assert f"Imported {len(shipped)} practices." in first.err
        assert f"Ready: {len(shipped)} practices in " in first.err
        assert is_up_to_date(Settings(home=empty, _env_file=None), model)
        again = run("setup", home=empty)
        assert (again.code, again.out) == (0, "")
        assert "The index is up to date." in again.err
        assert "Imported" not in again.err

        with open_catalogue(Settings(home=empty, _env_file=None)) as catalogue:
            catalogue.withdraw([shipped[0].id], by="tests")
            before = catalogue.revision()
        mended = run("setup", home=empty)
        assert f"Ready: {len(shipped) - 1} practices in " in mended.err
        with open_catalogue(Settings(home=empty, _env_file=None)) as catalogue:
            assert catalogue.revision() == before  # what staff have withdrawn stays withdrawn

    def test_practices_that_are_new_in_the_product_come_to_those_of_one_s_own(
        self, run: Run, own_home: Settings, shipped: list[Practice]
    ) -> None:
        with open_catalogue(own_home) as catalogue:
            catalogue.add(shipped[1:], by="tests")
        assert "Imported 1 practices." in run("setup", home=own_home.home).err
        with open_catalogue(own_home) as catalogue:
            assert len(catalogue.practices()) == len(shipped)


class TestSettings:
    def test_every_setting_is_listed_with_its_value_and_meaning(self, run: Run, home: Settings) -> None:
        rows = run(
            "settings", "--json", home=home.home, port="9000", allowed_origins="https://a.example,https://b"
        ).json
        by_name = {row["name"]: row for row in rows}
        assert set(by_name) == {f"PRECEDENT_{name.upper()}" for name in Settings.model_fields}
        for name, field in Settings.model_fields.items():
            assert by_name[f"PRECEDENT_{name.upper()}"]["meaning"] == field.description
        assert by_name["PRECEDENT_PORT"]["value"] == "9000"
        assert by_name["PRECEDENT_ALLOWED_ORIGINS"]["value"] == "https://a.example, https://b"
        assert by_name["PRECEDENT_HOME"]["value"] == str(home.home.resolve())
        shown = run("settings", home=home.home).out
        for name in by_name:
            assert name in shown.replace("\n", "")

    def test_secrets_are_never_printed(self, run: Run, home: Settings) -> None:
        secrets = {"telegram_token": "12345:hush-hush", "database": "postgresql+psycopg://me:hush@db/precedent"}
        for arguments in (("settings",), ("settings", "--json")):
            shown = run(*arguments, home=home.home, **secrets)
            assert shown.code == 0
            assert "hush" not in shown.out + shown.err
            assert "(set)" in shown.out
        rows = {row["name"]: row["value"] for row in run("settings", "--json", home=home.home).json}
        assert (rows["PRECEDENT_TELEGRAM_TOKEN"], rows["PRECEDENT_DATABASE"]) == ("", "")

    def test_the_env_file_is_read(self, run: Run, home: Settings) -> None:
        Path(".env").write_text("PRECEDENT_WORKERS=7\n# a comment\nSOMETHING_ELSE=1\n")
        rows = {row["name"]: row["value"] for row in run("settings", "--json", home=home.home).json}
        assert rows["PRECEDENT_WORKERS"] == "7"

    def test_markup_in_a_value_is_shown_as_it_is(self, run: Run, home: Settings) -> None:
        assert "[bold]x[/bold]" in run("settings", home=home.home, public_url="[bold]x[/bold]").out
