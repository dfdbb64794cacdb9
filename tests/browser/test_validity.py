"""Every kind of page is valid HTML."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from tests.browser.kinds import in_language, kinds
from tests.browser.served import Site
from tests.node import MODULES, missing, node

PACKAGE: Final = "html-validate"
CONFIG: Final[dict[str, Any]] = {
    "root": True,
    "extends": ["html-validate:standard", "html-validate:document", "html-validate:a11y"],
    "rules": {
        # Files of our own: their addresses name their contents.
        "require-sri": ["error", {"target": "crossorigin"}],
        # In a form, a button without a type sends it: that is what all of them do.
        "no-implicit-button-type": "off",
        # The heading of an answer that is still to come stands empty in a template; axe looks at those on the page.
        "empty-heading": "off",
        "heading-level": ["error", {"allowMultipleH1": True}],
        # A table that is shown as blocks in a narrow window would lose its roles, if they were not written out.
        "no-redundant-role": "off",
        # What scrolls within itself has to be a region: code and tables, in elements of their own.
        "prefer-native-element": ["error", {"exclude": ["region"]}],
    },
}


def faults(pages: dict[str, str]) -> list[str]:
    program = node()
    assert program is not None
    ran = subprocess.run(
        [program, Path(__file__).with_name("validate.js")],
        input=json.dumps({"config": CONFIG, "pages": pages}),
        env={"NODE_PATH": str(MODULES)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout.splitlines()


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    reason = missing(PACKAGE)
    if reason:
        pytest.skip(reason)


def test_every_kind_of_page_is_valid(site: Site) -> None:
    with httpx2.Client(base_url=site.address, headers={"accept": "text/html"}, trust_env=False, timeout=20) as client:
        pages = {
            f"{name}-{language}": client.get(in_language(address, language)).text
            for name, (address, _) in kinds().items()
            for language in ("en", "ar")
        }
    assert faults(pages) == []


def test_what_is_not_valid_would_be_found() -> None:
    page = "<!doctype html><html lang=en><title>A</title><p><div id=b></div></p><i id=b></i><img src=/c.png>"
    found = " ".join(faults({"page": page}))
    assert "no-dup-id" in found
    assert "close-order" in found
    assert "wcag/h37" in found
