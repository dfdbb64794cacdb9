"""What the assistant's tests share: judged questions, a home to write to, the server in process."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.evaluation.judged import JudgedQuestion, read_judged
from assistant.publishing import open_catalogue
from assistant.settings import Settings
from assistant.web.app import create_app
from corpus.practice import Practice

QUALITY = Path(__file__).parents[1] / "quality"
ORIGIN = "https://city.example"
PUBLIC = "https://precedent.example"


@pytest.fixture(scope="session")
def judged() -> list[JudgedQuestion]:
    """The judged questions kept for developing."""
    return read_judged([QUALITY / "dev.jsonl"])


@pytest.fixture(scope="session")
def by_id(shipped: list[Practice]) -> dict[str, Practice]:
    """The records shipped, by id."""
    return {practice.id: practice for practice in shipped}


@pytest.fixture(scope="session")
def stocked_home(home: Settings, shipped: list[Practice], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home that the whole run may write to: the corpus published and indexed, a site address, an allowed origin."""
    folder = tmp_path_factory.mktemp("stocked")
    (folder / "models").symlink_to(home.models.resolve())
    current = (home.snapshots / "current").read_text("utf-8")
    shutil.copytree(home.snapshots / current, folder / "snapshots" / current)
    shutil.copy(home.snapshots / "current", folder / "snapshots")
    settings = Settings(home=folder, allowed_origins=ORIGIN, public_url=PUBLIC, _env_file=None)
    with open_catalogue(settings) as catalogue:
        catalogue.add(shipped, by="tests")
    return settings


@pytest.fixture(scope="session")
def client(stocked_home: Settings) -> Iterator[TestClient]:
    """Speaks to the whole application over HTTP, in process; what it fails at comes back as its answer."""
    with TestClient(create_app(stocked_home), raise_server_exceptions=False) as opened:
        yield opened
