"""The script that shows answers as they come, as far as it can be run without a browser."""

import json

import pytest

from assistant.web.frame.assets import FOLDER, Assets
from tests.assistant.web.node import run_node

_READ = """
%s
const chunks = %s.map((chunk) => new Uint8Array(chunk));
const body = new ReadableStream({
  start(controller) {
    for (const chunk of chunks) controller.enqueue(chunk);
    controller.close();
  },
});
const parts = [];
let failed = false;
try {
  for await (const part of partsOf(new Response(body))) parts.push(part);
} catch {
  failed = true;
}
console.log(JSON.stringify({ parts, failed }));
"""
WHOLE = "<p>Ägypten</p>\n<!--part--><p>图书馆</p><!--part--><!--end-->"


def read(text: bytes, size: int) -> dict[str, object]:
    chunks = [list(text[at : at + size]) for at in range(0, len(text), size)]
    code = (FOLDER / "parts.js").read_text("utf-8")
    return dict(json.loads(run_node(_READ % (code, json.dumps(chunks)))))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_parts_are_put_together_however_they_come(size: int) -> None:
    assert read(WHOLE.encode(), size) == {"parts": ["<p>Ägypten</p>\n", "<p>图书馆</p>"], "failed": False}


@pytest.mark.parametrize("left_out", [1, 10, 11, 40])
def test_an_answer_that_breaks_off_is_noticed(left_out: int) -> None:
    broken = read(WHOLE.encode()[:-left_out], 16)
    assert broken["failed"] is True
    assert len(str(broken["parts"])) < len(WHOLE) + 40


def test_a_script_names_those_it_needs_by_the_address_of_their_contents() -> None:
    assets = Assets()
    script = assets.body("ask.js").decode()
    assert f'from "{assets.url("parts.js")}"' in script
    assert f'from "{assets.url("answer-actions.js")}"' in script


@pytest.mark.parametrize("name", ["ask.js", "answer-actions.js", "parts.js"])
def test_scripts_hold_no_way_to_turn_text_into_markup(name: str) -> None:
    script = (FOLDER / name).read_text("utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert way not in script
