"""Makes the files that readers are tested with: real ones of every kind, and ones that mean harm."""

import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pptx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

ARABIC: Final = "افتتحت مدينة عمان مكتبة للتعلم مدى الحياة يستفيد منها كبار السن وأسرهم في جميع أحياء المدينة"
ARABIC_FONT: Final = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
FRENCH: Final = (
    "La ville a ouvert un café où les aînés apprennent à utiliser un téléphone ; l’entrée coûte 2 € par séance."
)
LEFT: Final = [
    "The city of Cork opened twelve learning houses",
    "in empty shops of the old town, where adults who",
    "left school early meet a teacher twice a week and",
    "choose together what they want to under-",
    "stand. Volunteers of the neighbour-",
    "hood keep the doors open every evening, and a",
    "well-known baker sends bread. The library lends",
]
RIGHT: Final = [
    "its books there without a card for as long as they",
    "are needed. After three years some 300 people had",
    "taken part, and 120 of them went on to a course",
    "at the college. Other cities sent teachers to see",
    "how the houses work and what they cost the town.",
    "Each of the houses costs 9,000 euros in a year,",
    "most of which is the rent and the heating.",
]
RENTED: Final = ["The city rented rooms in each quarter of the town, and", "asked teachers to come twice a week."]
PARAGRAPH: Final = (
    "The city of Cork opened twelve learning houses in empty shops of the old town. Adults who left school early meet "
    "a teacher there twice a week, and choose together what they want to understand. Volunteers keep the doors open "
    "every evening."
)
PAGE: Final = f"""<!doctype html>
<html lang="en"><head><title>Learning houses | City of Cork</title>
<meta property="og:site_name" content="City of Cork">
<meta property="article:published_time" content="2021-05-03T10:00:00Z">
</head><body><header><nav><a href="/">Home</a> <a href="/news">News</a></nav></header>
<main><article><h1>Learning houses</h1><p>{PARAGRAPH}</p>
<h2>What was done</h2><ul>
<li>Rooms were rented in each quarter of the town.</li><li>Teachers came twice a week.</li></ul>
<h3>Results</h3><p>Some 300 people took part in 2022.<br>120 of them went on to a course at the college.</p>
<table><tr><th>Year</th><th>People</th><th>Houses</th></tr>
<tr><td>2021</td><td>180</td><td>9</td></tr></table>
</article></main><footer><p>Copyright, privacy, cookies</p></footer></body></html>"""
COOKIE_WALL: Final = """<html lang="en"><head><title>Learning houses</title></head><body>
<div class="consent"><h1>We value your privacy</h1>
<p>We and our partners store cookies on your device and process personal data.</p>
<p>You can consent to cookies or change your privacy settings at any time.</p>
<p>Some cookies are needed for this site to work; other cookies help us to measure consent.</p>
<button>Accept all cookies</button><button>Reject</button></div></body></html>"""
SCRIPT_SHELL: Final = """<!doctype html><html><head><title>App</title><script src="/a.js"></script></head>
<body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div></body></html>"""
PROOF: Final = """<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>
<p>Verify that you are human by completing the action below.</p></body></html>"""
SIGN_IN: Final = """<html><head><title>Sign in</title></head><body><form><label>Name <input name="n"></label>
<label>Password <input type="password" name="p"></label><button>Sign in</button></form></body></html>"""
MARKDOWN: Final = """---
title: Learning houses
language: en
date: 2021-05-03
publisher: City of Cork
---

# Learning houses

The city opened **twelve** [houses](https://example.org)
in empty shops.

## What was done

- Rooms were rented.
- Teachers came.
  1. Twice a week.

| Year | People | Houses |
| ---- | ------ | ------ |
| 2021 | 180    | 9      |

> All of them came again.
"""


def pdf(draw: Callable[[canvas.Canvas], None], **options: Any) -> bytes:
    """A PDF: `draw` draws on its pages and ends each with `showPage`."""
    stream = io.BytesIO()
    drawn = canvas.Canvas(stream, pagesize=A4, invariant=1, **options)
    draw(drawn)
    drawn.save()
    return stream.getvalue()


def write_lines(
    drawn: canvas.Canvas, lines: Sequence[str], x: float, y: float, size: float = 10, font: str = "Helvetica"
) -> float:
    """Write lines below each other; where the next would stand."""
    drawn.setFont(font, size)
    for line in lines:
        drawn.drawString(x, y, line)
        y -= 1.25 * size
    return y


def two_columns(*, across: bool = False, pages: int = 1) -> bytes:
    """A title over two columns, with page numbers and a running head; `across` writes line by line over both."""

    def draw(drawn: canvas.Canvas) -> None:
        drawn.setTitle("Microsoft Word - final.doc")
        drawn.setAuthor("City of Cork")
        for number in range(pages):
            write_lines(drawn, ["Learning in the city 2021"], 60, 815, 8)
            write_lines(drawn, [f"Page {number + 1} of {pages}"], 280, 20, 8)
            y = write_lines(drawn, ["Learning houses in the old town of Cork"], 60, 770, 20, "Helvetica-Bold") - 20
            if across:
                for left, right in zip(LEFT, RIGHT, strict=True):
                    write_lines(drawn, [left], 60, y)
                    y = write_lines(drawn, [right], 310, y)
            else:
                write_lines(drawn, LEFT, 60, y)
                write_lines(drawn, RIGHT, 310, y)
            drawn.showPage()

    return pdf(draw)


def report() -> bytes:
    """A PDF of one column with two levels of headings, a list and a table."""

    def draw(drawn: canvas.Canvas) -> None:
        drawn.setTitle("Learning houses: a report")
        y = write_lines(drawn, ["Learning houses"], 60, 780, 22, "Helvetica-Bold")
        y = write_lines(drawn, ["What was done"], 60, y - 10, 14, "Helvetica-Bold")
        y = write_lines(
            drawn,
            RENTED,
            60,
            y - 6,
        )
        y = write_lines(
            drawn, ["• Rooms were rented in nine quarters of the town.", "• Teachers came twice a week."], 70, y - 8
        )
        y = write_lines(drawn, ["Costs"], 60, y - 8, 10, "Helvetica-Bold")
        for row in (
            ("Year", "People", "Houses"),
            ("2021", "180", "9"),
            ("2022", "300", "12"),
            ("2023", "310", "12"),
            ("2024", "320", "12"),
        ):
            for x, cell in zip((60, 200, 400), row, strict=True):
                drawn.drawString(x, y, cell)
            y -= 14
        drawn.showPage()

    return pdf(draw)


def arabic_pdf() -> bytes:
    """A PDF in Arabic, drawn from right to left as print shops do: the last letter first."""

    def draw(drawn: canvas.Canvas) -> None:
        pdfmetrics.registerFont(TTFont("DejaVu", str(ARABIC_FONT)))
        drawn.setFont("DejaVu", 12)
        words = ARABIC.split()
        for number, line in enumerate((words[:7], words[7:])):
            drawn.drawRightString(530, 780 - 18 * number, " ".join(line)[::-1])
        drawn.showPage()

    return pdf(draw)


def encrypted_pdf() -> bytes:
    """A PDF that opens with a password only."""

    def draw(drawn: canvas.Canvas) -> None:
        write_lines(drawn, LEFT, 60, 700)
        drawn.showPage()

    return pdf(draw, encrypt="secret")


def scanned_pdf(pages: int = 2) -> bytes:
    """A PDF whose pages are pictures."""
    picture = ImageReader(Image.new("L", (60, 80), 200))

    def draw(drawn: canvas.Canvas) -> None:
        for _ in range(pages):
            drawn.drawImage(picture, 0, 0, *A4)
            drawn.showPage()

    return pdf(draw)


def long_pdf(pages: int = 501) -> bytes:
    """A PDF of many pages."""

    def draw(drawn: canvas.Canvas) -> None:
        for number in range(pages):
            drawn.drawString(60, 700, f"Page of the long report, number {number}")
            drawn.showPage()

    return pdf(draw)


def blank_pdf() -> bytes:
    """A PDF with an empty page."""
    return pdf(lambda drawn: drawn.showPage())


def word(*, encrypt: bool = False) -> bytes:
    """A Word document with headings by style and by outline level, a list, tables, and deleted text."""
    if encrypt:
        return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    document = docx.Document()
    document.core_properties.title = "Learning houses"
    document.core_properties.author = "City of Cork"
    document.add_heading("Learning houses", 0)
    document.add_heading("What was done", 2)
    document.add_paragraph(PARAGRAPH)
    document.add_paragraph("Rooms were rented.", style="List Bullet")
    document.add_paragraph("Teachers came.", style="List Number")
    outlined = document.add_paragraph("Results")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    outlined._p.get_or_add_pPr().append(level)
    changed = document.add_paragraph("300 people ")
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    gone = OxmlElement("w:delText")
    gone.text = "nobody "
    run.append(gone)
    deleted.append(run)
    changed._p.append(deleted)
    changed.add_run("took part.")
    table = document.add_table(2, 3)
    for row, values in zip(table.rows, (("Year", "People", "Houses"), ("2021", "180", "9")), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    form = document.add_table(2, 2)
    form.cell(0, 0).text, form.cell(0, 1).text = "City:", "Cork"
    form.cell(1, 0).text, form.cell(1, 1).text = "Challenge", "Many adults had left school early."
    form.cell(1, 1).add_paragraph("They had nowhere to go.")
    document.sections[0].header.paragraphs[0].text = "Running head"
    return _saved(document)


def arabic_word() -> bytes:
    """A Word document in Arabic, written from right to left."""
    document = docx.Document()
    heading = document.add_heading("بيوت التعلم", 1)
    paragraph = document.add_paragraph(ARABIC)
    for part in (heading, paragraph):
        part._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    return _saved(document)


def slides() -> bytes:
    """A presentation: a title, a list, a table, a hidden slide, notes."""
    presentation = pptx.Presentation()
    presentation.core_properties.title = "Learning houses"
    first = presentation.slides.add_slide(presentation.slide_layouts[0])
    first.shapes.title.text = "Learning houses in Cork"
    first.placeholders[1].text = "City of Cork, 2021"
    second = presentation.slides.add_slide(presentation.slide_layouts[1])
    second.shapes.title.text = "What was done"
    second.placeholders[1].text = "Rooms were rented.\nTeachers came twice a week."
    second.notes_slide.notes_text_frame.text = "Say this slowly."
    table = second.shapes.add_table(2, 3, 0, pptx.util.Inches(5), pptx.util.Inches(8), pptx.util.Inches(1)).table
    for place, value in enumerate(("Year", "People", "Houses", "2021", "180", "9")):
        table.cell(place // 3, place % 3).text = value
    hidden = presentation.slides.add_slide(presentation.slide_layouts[5])
    hidden.shapes.title.text = "Not to be shown"
    hidden.element.set("show", "0")
    return _saved(presentation)


def spreadsheet() -> bytes:
    """A sheet with a merged title, its heading in row 3, merged cells, dates, numbers, a hidden sheet."""
    import datetime

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Practices of learning cities"])
    sheet.merge_cells("A1:E1")
    sheet.append([])
    sheet.append(["Country", "City", "Practice", "Started", "People"])
    sheet.append(["Ireland", "Cork", "Learning houses", datetime.date(2021, 5, 3), 300.0])
    sheet.append([None, "Dublin", "Festival of learning", datetime.date(2019, 1, 1), 1250.5])
    sheet.append([None, "Limerick", "Ambassadors", datetime.date(2013, 1, 1), None])
    sheet.merge_cells("A4:A6")
    sheet["F3"], sheet["F4"] = "Share", 0.25
    sheet["F4"].number_format = "0%"
    hidden = workbook.create_sheet("Lists")
    hidden.append(["Secret", "Names"])
    hidden.append(["one", "two"])
    hidden.sheet_state = "hidden"
    return _saved(workbook)


def rows(*lines: Sequence[Any]) -> bytes:
    """A spreadsheet with these rows."""
    workbook = openpyxl.Workbook()
    for line in lines:
        workbook.active.append(line)
    return _saved(workbook)


def packed(members: dict[str, bytes]) -> bytes:
    """A packed file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def replaced(body: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """A packed file with one member changed."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return packed({name: change(content) if name == member else content for name, content in members.items()})


def bomb(body: bytes, member: str, size: int = 60 * 2**20) -> bytes:
    """A packed file of which one member unfolds into very much."""
    return replaced(body, member, lambda content: content + b" " * size)


def laughs(body: bytes, member: str) -> bytes:
    """A packed file of which one member declares entities within entities."""
    names = [f"l{number}" for number in range(12)]
    entities = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise(names))
    declared = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'.encode()
    return replaced(
        body, member, lambda content: declared + re.sub(rb"^<\?xml.*?\?>", b"", content).replace(b"Cork", b"&l11;")
    )


def json_list() -> bytes:
    """JSON with a list of objects in an object."""
    return json.dumps(
        {
            "title": "Practices",
            "items": [
                {
                    "name": "Learning houses",
                    "place": {"city": "Cork", "country": "IE"},
                    "themes": ["adults", "literacy"],
                    "year": 2021.0,
                },
                {"name": "Festival", "place": {"city": "Limerick"}, "year": 2010, "free": True, "end": None},
            ],
        }
    ).encode()


def json_lines() -> bytes:
    """JSON Lines, with an empty line."""
    return b'{"name": "Learning houses", "city": "Cork"}\n\n{"name": "Festival", "city": "Limerick"}\n'


CSV: Final = 'City;Practice;Text\nCork;Learning houses;"Rooms, teachers;\nbread"\nLimerick;Festival;"A ""free"" week"\n'


def valid() -> dict[str, bytes]:
    """A whole file of each kind, by its name."""
    return {
        "page.html": PAGE.encode(),
        "columns.pdf": two_columns(),
        "text.docx": word(),
        "talk.pptx": slides(),
        "table.xlsx": spreadsheet(),
        "table.csv": CSV.encode(),
        "list.json": json_list(),
        "list.jsonl": json_lines(),
        "text.md": MARKDOWN.encode(),
        "text.txt": f"Learning houses\n\n{PARAGRAPH}\n\n- one\n- two\n".encode(),
    }


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
