"""How programs ask, written out for the address of this site; every example works as it stands."""

import json
import shlex
from typing import Final

QUESTION: Final = "How have other cities got older people online?"


def in_shell(origin: str) -> str:
    """A question asked with curl."""
    return (
        f"curl -s {shlex.quote(f'{origin}/api/ask')} -H 'content-type: application/json' \\\n"
        f"  -d '{json.dumps({'question': QUESTION})}'"
    )


def streamed_in_shell(origin: str) -> str:
    """The same, with the answer sent piece by piece."""
    return (
        f"curl -sN {shlex.quote(f'{origin}/api/ask')} -H 'content-type: application/json' \\\n"
        f"  -H 'accept: text/event-stream' \\\n"
        f"  -d '{json.dumps({'question': QUESTION})}'"
    )


def search_in_shell(origin: str) -> str:
    """A search with curl."""
    return f"curl -s {shlex.quote(f'{origin}/api/search?q=mobile+library&region=africa&limit=5')}"


def in_python(origin: str) -> str:
    """A question asked in Python, with nothing but its standard library."""
    return f"""\
import json
from urllib.request import Request, urlopen

asked = {{"question": {json.dumps(QUESTION)}, "limit": 3}}
request = Request(
    {json.dumps(f"{origin}/api/ask")},
    json.dumps(asked).encode(),
    {{"content-type": "application/json"}},
)
with urlopen(request) as response:
    answer = json.load(response)

for sentence in answer["answer"]:
    print(sentence["text"], sentence["citations"])
for practice in answer["practices"]:
    print(practice["number"], practice["title"], practice["city"], practice["url"])"""


def in_javascript(origin: str) -> str:
    """A question asked in JavaScript."""
    return f"""\
const asked = {{ question: {json.dumps(QUESTION)}, limit: 3 }};
const response = await fetch({json.dumps(f"{origin}/api/ask")}, {{
  method: "POST",
  headers: {{ "content-type": "application/json" }},
  body: JSON.stringify(asked),
}});
const answer = await response.json();
if (!response.ok) throw new Error(answer.detail);

for (const {{ text, citations }} of answer.answer) console.log(text, citations);
for (const {{ number, title, url }} of answer.practices) console.log(number, title, url);"""
