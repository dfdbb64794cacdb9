"""What the tests of the pages share."""

import pytest
from starlette.testclient import TestClient


@pytest.fixture(scope="session")
def site(client: TestClient) -> TestClient:
    """The whole web site over HTTP, in process, on the corpus that is shipped."""
    return client
