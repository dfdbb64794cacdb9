"""What tests share: the real model, the real corpus, a real index; made once and kept between runs in `.test-home`."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.publishing import build_index, is_up_to_date, open_catalogue, prepare
from assistant.settings import Settings
from corpus.practice import Practice
from corpus.records import SHIPPED, read_records
from index.lock import only_one
from index.model import OnnxEmbedder, PreparedModel

ROOT = Path(__file__).parent.parent
KEPT = ROOT / ".test-home"

for name in [name for name in os.environ if name.startswith("PRECEDENT_") and not name.startswith("PRECEDENT_TEST_")]:
    del os.environ[name]  # tests run with the defaults, whatever the shell has set


@pytest.fixture(scope="session")
def shipped() -> list[Practice]:
    """Every practice that comes with the product."""
    read = read_records([SHIPPED])
    assert not read.faults
    return read.practices


@pytest.fixture(scope="session")
def kept_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the home that is kept between runs: prepared model, vectors, index of the corpus shipped."""
    return Settings(home=KEPT, _env_file=None)


@pytest.fixture(scope="session")
def model(kept_settings: Settings) -> PreparedModel:
    """The default model, prepared."""
    with only_one(kept_settings.home / ".lock"):  # tests run in several processes
        return prepare(kept_settings)


@pytest.fixture(scope="session")
def embedder(model: PreparedModel) -> OnnxEmbedder:
    """Embeds with the default model."""
    return OnnxEmbedder(model)


@pytest.fixture(scope="session")
def home(kept_settings: Settings, model: PreparedModel, shipped: list[Practice]) -> Settings:
    """Settings of a home with the whole corpus published and indexed. Read it; write to `own_home`."""
    with only_one(kept_settings.home / ".lock"):
        with open_catalogue(kept_settings) as catalogue:
            catalogue.add(shipped, by="tests")
        if not is_up_to_date(kept_settings, model):
            build_index(kept_settings, model)
    return kept_settings


@pytest.fixture
def own_home(home: Settings, tmp_path: Path) -> Settings:
    """A home of the test's own, with model and index linked or copied from the one that is kept."""
    (tmp_path / "models").symlink_to(home.models.resolve())
    current = (home.snapshots / "current").read_text("utf-8")
    shutil.copytree(home.snapshots / current, tmp_path / "snapshots" / current)
    shutil.copy(home.snapshots / "current", tmp_path / "snapshots")
    return Settings(home=tmp_path, _env_file=None)


@pytest.fixture(scope="session")
def assistant(home: Settings) -> Iterator[Assistant]:
    """The assistant on the whole corpus. It keeps nothing that is asked in vain unless told to."""
    with Assistant.open(home) as opened:
        yield opened
