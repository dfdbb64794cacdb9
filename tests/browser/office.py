"""The office's world: a server of its own process on the real index, and a site from which practices can be taken."""

import http.client
import io
import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote, urlsplit

import openpyxl

from assistant.publishing import open_catalogue
from assistant.settings import Settings
from corpus.practice import Practice
from tests.assistant.processes import Server, serving
from tests.corpus.fetching.site import NastySite

NAME: Final = "ana"
PASSWORD: Final = "plum tram lantern owl"  # noqa: S105  (made up)
QUESTION: Final = (
    "our burial registers are still on paper, who has put cemetery records online so families can find a grave?"
)
"""Answered by no practice that is published, and by the one that the page at `REGISTERS` tells of."""
REGISTERS: Final = "/heritage/burial-registers"
GARDEN: Final = "/projets/jardin-partage"
CRAFT: Final = "/projets/hiraf"
NEWS: Final = "/actualites/marche-de-noel"
SITE_MAP: Final = "/sitemap.xml"
FESTIVAL: Final = "ie-limerick-lifelong-learning-festival"
"""A published practice, of which a row of the spreadsheet has news."""
OTHER_QUESTIONS: Final = (
    "How have other cities got older people online?",
    "Qui organise un festival de l'apprentissage ?",
    "كيف تشجع المدن القراءة؟",
    "Which cities lend tools?",
    "¿Cómo aprenden los adultos a leer?",
)

_REGISTERS: Final = """
<h1>Ennis puts its burial registers online</h1>
<p>The town of Ennis in Ireland has copied the burial registers of its cemeteries, and taught residents to read
them.</p>
<h2>Why it was needed</h2>
<p>The registers of the old cemeteries were kept on paper in one office, and families who looked for a grave had to ask
a clerk. Many pages were fading. Descendants who live abroad could not find out where their people are buried.</p>
<h2>What was done</h2>
<p>In 2017 the council photographed 41,000 entries of the registers and opened a website where anybody can search the
cemetery records by name and see the grave on a map. Volunteers of the historical society learned to read old
handwriting in evening courses at the library, and typed the entries. Pupils of two schools recorded the inscriptions
of the headstones and learned about the history of their town.{more}</p>
<h2>Results</h2>
<p>Some 300 volunteers took part in the courses, and 120 of them were over sixty. The website is visited 2,000 times a
month. Families from four continents have found a grave.</p>
<h2>Advice to other cities</h2>
<p>The council advises to begin with one cemetery, and to let two people read every entry.</p>
"""
_GARDEN: Final = """
<h1>Un jardin partagé où l'on apprend à Rezé</h1>
<p>À Rezé, la ville a ouvert en 2014 un jardin partagé au pied des immeubles, où les habitants apprennent à cultiver des
légumes sans pesticides.</p>
<h2>Pourquoi</h2>
<p>Beaucoup de familles du quartier n'avaient pas de jardin, et les enfants ne savaient pas d'où viennent les
légumes.</p>
<h2>Ce qui a été fait</h2>
<p>Un jardinier de la ville anime chaque mercredi un atelier gratuit sur le compost, les semis et la taille. Les
retraités transmettent leur savoir aux enfants des écoles voisines. Une grainothèque a été installée dans la
bibliothèque.</p>
<h2>Résultats</h2>
<p>Chaque année, 180 habitants participent aux ateliers, et trois autres quartiers ont ouvert leur propre jardin.</p>
"""
_CRAFT: Final = """
<h1>مدرسة الحرف التقليدية في فاس</h1>
<p>افتتحت مدينة فاس سنة 2010 مدرسة للحرف التقليدية يتعلم فيها الشباب الذين تركوا الدراسة مهنة تضمن لهم العمل.</p>
<h2>التحدي</h2>
<p>كان كثير من الشباب في المدينة القديمة بلا شهادة ولا عمل، وكانت الحرف القديمة مهددة بالزوال.</p>
<h2>ما تم القيام به</h2>
<p>يدرّس معلمون حرفيون النقش على الخشب وصناعة الزليج والدباغة، ويتلقى المتدربون دروساً في القراءة والحساب مجاناً.
وتوفر البلدية الورشات والأدوات.</p>
<h2>النتائج</h2>
<p>تخرج من المدرسة أكثر من 600 متدرب، ووجد ثلثاهم عملاً خلال سنة.</p>
"""
_NEWS: Final = "<h1>Marché de Noël</h1><p>Le marché de Noël ouvre le premier décembre sur la place.</p>"
_MORE: Final = " In 2024 the registers of three further parishes were added."
_ROWS: Final[Sequence[Sequence[object]]] = (
    ("Country", "City", "Practice", "In short", "The problem", "Our work", "What came of it", "Since", "Web page"),
    (
        "Ireland",
        "Sligo",
        "Night school for carers",
        "Sligo runs an evening school for people who care for a relative at home. Nurses teach them to lift, to feed "
        "and to rest. A volunteer stays with the relative meanwhile.",
        "People who care for a relative at home learn it alone, and few can leave the house for a course.",
        "The council opened an evening school in the library in 2019. Nurses and cooks teach twice a month. Trained "
        "volunteers stay with the relative during the course.",
        "By 2023 some 140 carers had finished the course, and 35 of them help as volunteers today.",
        2019,
        "https://sligo.example/carers",
    ),
    (
        "Ireland",
        "Limerick",
        "Limerick Lifelong Learning Festival",
        "Each spring, groups all over Limerick open their doors for a week of free learning.",
        "Many adults had left school early and thought that courses were not for them.",
        "A partnership of council, universities and neighbourhood groups has filled a week with free workshops since "
        "2011. Since 2026 a bus takes the workshops to villages that have no hall.",
        "In 2026 the festival counted 140 events and 10,000 visits.",
        2011,
        "https://limerick.example/festival-2026",
    ),
)


class CitySite(NastySite):
    """The site of a city that grows while it is looked at."""

    def __enter__(self) -> Self:
        super().__enter__()
        self.put("/robots.txt", "User-agent: *\nAllow: /\n", "text/plain")
        self.put(REGISTERS, page("en", "Burial registers", _REGISTERS.format(more="")))
        self.put(GARDEN, page("fr", "Jardin partagé", _GARDEN))
        self.put(NEWS, page("fr", "Marché de Noël", _NEWS))
        self._list(GARDEN, NEWS)
        return self

    def grow(self) -> None:
        """A page is new, and another one says more."""
        self.put(REGISTERS, page("en", "Burial registers", _REGISTERS.format(more=_MORE)))
        self.put(CRAFT, page("ar", "مدرسة الحرف", _CRAFT))
        self._list(GARDEN, NEWS, CRAFT)

    def _list(self, *paths: str) -> None:
        listed = "".join(f"<url><loc>{self.at(path)}</loc></url>" for path in paths)
        body = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
        self.put(SITE_MAP, body, "application/xml")


class Visitors:
    """People who ask questions all the time, until the context ends.

    Args:
        address: Of the server.

    Attributes:
        answered: How many questions were answered.
        failed: What was no answer.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask_all_the_time, name="visitors")
        self.answered = 0
        self.failed: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._connection.close()

    def _ask_all_the_time(self) -> None:
        number = 0
        while not self._ended.wait(0.4):  # they share the processors with whoever works
            number += 1
            question = f"{OTHER_QUESTIONS[number % len(OTHER_QUESTIONS)]} {number}"  # no answer is known already
            try:
                status = self._page(question) if number % 2 else self._program(question)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{question}: {error!r}")
                self._connection.close()
                continue
            if status == 200:
                self.answered += 1
            else:
                self.failed.append(f"{question}: {status}")

    def _page(self, question: str) -> int:
        self._connection.request("GET", f"/ask?q={quote(question)}")
        response = self._connection.getresponse()
        return response.status if b"</html>" in response.read() else -1

    def _program(self, question: str) -> int:
        body = json.dumps({"question": question})
        self._connection.request("POST", "/api/ask", body, {"content-type": "application/json"})
        response = self._connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        return response.status if "answered" in answer else -1


def page(language: str, title: str, body: str) -> str:
    """A page of the city, with what stands around every one."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>'
        f"<main><article>{body}</article></main>"
        "<footer><p>Copyright, privacy, cookies</p></footer></body></html>"
    )


def spreadsheet() -> bytes:
    """A table with a row for each practice, under headings of the city's own."""
    workbook = openpyxl.Workbook()
    for row in _ROWS:
        workbook.active.append(list(row))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def make_office(folder: Path, lender: Settings, shipped: list[Practice]) -> Settings:
    """A home of its own with the whole corpus, and somebody who may publish.

    Args:
        folder: Where to put it.
        lender: Settings of the home whose model, vectors and index are lent.
        shipped: The records.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(lender.models.resolve())
    current = (lender.snapshots / "current").read_text("utf-8")
    shutil.copytree(lender.snapshots / current, folder / "snapshots" / current)
    shutil.copy(lender.snapshots / "current", folder / "snapshots")
    for places in lender.home.glob("places-*.json"):
        shutil.copy(places, folder)
    settings = Settings(home=folder, _env_file=None)
    with (
        closing(sqlite3.connect(lender.vector_cache)) as lent,
        closing(sqlite3.connect(settings.vector_cache)) as own,
    ):
        lent.backup(own)
    with open_catalogue(settings) as catalogue:
        catalogue.add(shipped, by="setup")
        catalogue.staff.add(NAME, PASSWORD, "publisher", by="setup")
    return settings


@contextmanager
def running_office(settings: Settings) -> Iterator[Server]:
    """The server of an office, in a process of its own; sources on this machine may be fetched."""
    with serving(settings.home, fetch_private_addresses="true", weekly="false", rate_limit="0") as server:
        yield server
