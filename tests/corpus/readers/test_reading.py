"""Files of every kind, as they come: whole, mislabelled, damaged, and meant to harm."""

import io
import json
import time
import zipfile
from contextlib import suppress

import openpyxl
import pytest

from corpus.document import Block, Document, Row
from corpus.readers import ReadError, mislabelled, read
from tests.corpus.readers import files


def kinds(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in document.blocks]


def reason(body: bytes, name: str = "", **told: str) -> str:
    with pytest.raises(ReadError) as caught:
        read(body, name=name, **told)  # type: ignore[arg-type]
    return caught.value.reason


class TestWebPages:
    def test_headings_lists_tables_title_date_and_publisher_are_kept(self) -> None:
        page = read(files.PAGE.encode(), media_type="text/html; charset=utf-8", address="https://www.cork.ie/houses")
        assert (page.media, page.title, page.language) == ("html", "Learning houses", "en")
        assert (page.published, page.publisher) == ("2021-05-03", "City of Cork")
        assert kinds(page) == [
            ("heading", 1, "Learning houses"),
            ("paragraph", 0, files.PARAGRAPH),
            ("heading", 2, "What was done"),
            ("item", 0, "Rooms were rented in each quarter of the town."),
            ("item", 0, "Teachers came twice a week."),
            ("heading", 3, "Results"),
            ("paragraph", 0, "Some 300 people took part in 2022. 120 of them went on to a course at the college."),
            ("paragraph", 0, "Year | People | Houses"),
            ("paragraph", 0, "2021 | 180 | 9"),
        ]

    @pytest.mark.parametrize(
        ("encoding", "declared", "meta"),
        [
            ("utf-8", None, ""),
            ("utf-8", "iso-8859-1", ""),  # what many servers say
            ("cp1252", None, '<meta charset="iso-8859-1">'),
            ("cp1252", "utf-8", '<meta charset="utf-8">'),
            ("cp1252", "no-such-charset", ""),
            ("cp1252", "hex", ""),
            ("utf-16", "utf-8", ""),
            ("utf-16-le", None, ""),
        ],
    )
    def test_wrong_and_missing_encodings_are_seen_through(self, encoding: str, declared: str | None, meta: str) -> None:
        page = f"<html><head>{meta}<title>Café</title></head><body><p>{files.FRENCH} {files.FRENCH}</p></body></html>"
        document = read(page.encode(encoding), name="a.html", charset=declared)
        assert document.text == f"{files.FRENCH} {files.FRENCH}"
        assert document.language == "fr"

    def test_the_text_decides_the_language_before_a_template_does(self) -> None:
        page = f'<html lang="en-GB"><body><p>{files.FRENCH} {files.FRENCH}</p></body></html>'
        assert read(page.encode(), name="a.html").language == "fr"

    @pytest.mark.parametrize(
        ("page", "said"),
        [
            (files.COOKIE_WALL, "cookies"),
            (files.SCRIPT_SHELL, "JavaScript"),
            (files.PROOF, "proof"),
            (files.SIGN_IN, "sign in"),
            ("<html><body></body></html>", "frame"),
            ('<html><head><meta http-equiv="refresh" content="0;url=/b"></head><body>Moved</body></html>', "another"),
        ],
    )
    def test_a_page_without_text_is_empty_and_says_why(self, page: str, said: str) -> None:
        with pytest.raises(ReadError, match=rf"^houses\.html holds no text: .*{said}") as caught:
            read(page.encode(), name="houses.html")
        assert caught.value.reason == "empty"

    def test_a_page_about_privacy_is_read(self) -> None:
        text = f"<h1>A course on privacy</h1><p>{files.PARAGRAPH}</p><p>They learn what cookies are.</p>"
        page = f"<html><body>{text}</body></html>"
        assert "cookies" in read(page.encode(), name="a.html").text

    def test_deep_nesting_does_no_harm(self) -> None:
        page = "<div>" * 20_000 + files.PARAGRAPH + "</div>" * 20_000
        try:
            assert read(page.encode(), name="a.html").media == "html"
        except ReadError as error:
            assert error.reason in ("empty", "too_large", "damaged")

    def test_a_page_without_end_is_too_large(self) -> None:
        assert reason(b"<html><body>" + b"<p>more and more</p>" * 500_000, "a.html") == "too_large"


class TestPdf:
    @pytest.mark.parametrize("across", [False, True])
    def test_two_columns_are_read_one_after_the_other(self, across: bool) -> None:
        document = read(files.two_columns(across=across, pages=4), name="a.pdf")
        first = [block for block in document.blocks if block.page == 1]
        assert first[0] == Block("heading", "Learning houses in the old town of Cork", 1, 1)
        (text,) = [block.text for block in first[1:]]
        assert text.startswith(
            "The city of Cork opened twelve learning houses in empty shops of the old town, where adults"
        )
        assert "want to understand. Volunteers of the neighbourhood keep" in text
        assert "a well-known baker sends bread. The library lends its books there without a card" in text
        assert text.endswith("the rent and the heating.")
        assert {block.page for block in document.blocks} == {1, 2, 3, 4}

    def test_running_heads_and_page_numbers_are_left_out(self) -> None:
        text = read(files.two_columns(pages=4), name="a.pdf").text
        assert "Learning in the city" not in text
        assert "of 4" not in text

    def test_title_author_and_date_are_taken_where_they_say_something(self) -> None:
        document = read(files.two_columns(), name="a.pdf")
        assert document.title == "Learning houses in the old town of Cork"
        assert (document.publisher, document.published, document.language) == ("City of Cork", "2000-01-01", "en")

    def test_headings_items_and_rows_of_tables(self) -> None:
        document = read(files.report(), name="a.pdf")
        assert document.title == "Learning houses: a report"
        assert kinds(document)[:7] == [
            ("heading", 1, "Learning houses"),
            ("heading", 2, "What was done"),
            (
                "paragraph",
                0,
                "The city rented rooms in each quarter of the town, and asked teachers to come twice a week.",
            ),
            ("item", 0, "Rooms were rented in nine quarters of the town."),
            ("item", 0, "Teachers came twice a week."),
            ("heading", 3, "Costs"),
            ("paragraph", 0, "Year | People | Houses"),
        ]

    @pytest.mark.skipif(not files.ARABIC_FONT.exists(), reason="there is no font with Arabic letters here")
    def test_arabic_is_read_from_right_to_left(self) -> None:
        document = read(files.arabic_pdf(), name="a.pdf")
        assert (document.text, document.language) == (files.ARABIC, "ar")

    @pytest.mark.parametrize(
        ("make", "expected", "said"),
        [
            (files.encrypted_pdf, "encrypted", "password"),
            (files.scanned_pdf, "scanned", "its pages are pictures"),
            (files.long_pdf, "too_long", "501 pages, and 500"),
            (files.blank_pdf, "empty", "blank"),
            (lambda: files.report()[:-200], "damaged", "its end is missing"),
            (lambda: files.report()[:400] + files.report()[600:], "damaged", "cannot be opened"),
            (
                lambda: files.report().replace(b"%PDF-1.3\n", b"%PDF-1.3\n%" + b"x" * 50 + b"\n", 1),
                "damaged",
                "does not fit",
            ),
            (lambda: b"%PDF-1.4\n" + b"x" * 500 + b"%%EOF", "damaged", "cannot be opened"),
        ],
    )
    def test_what_cannot_be_read_is_named_with_the_reason(self, make: object, expected: str, said: str) -> None:
        with pytest.raises(ReadError, match=rf"^plan\.pdf .*{said}.*\.$") as caught:
            read(make(), name="plan.pdf")  # type: ignore[operator]
        assert caught.value.reason == expected

    def test_a_page_that_breaks_off_is_no_half_read_document(self) -> None:
        whole = files.two_columns(pages=2)
        start = whole.index(b"stream\n") + 40
        for place in range(start, start + 200, 9):
            broken = whole[:place] + bytes([33 + (whole[place] - 32) % 80]) + whole[place + 1 :]
            assert reason(broken, "a.pdf") == "damaged"

    def test_pages_that_unfold_without_end_are_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("corpus.readers.pdf_streams.MAX_UNPACKED", 1000)
        assert reason(files.report(), "a.pdf") == "too_large"


class TestOffice:
    def test_word_headings_lists_tables_and_forms(self) -> None:
        document = read(files.word(), name="a.docx")
        assert (document.media, document.title, document.publisher) == ("docx", "Learning houses", "City of Cork")
        assert kinds(document) == [
            ("heading", 1, "Learning houses"),
            ("heading", 2, "What was done"),
            ("paragraph", 0, files.PARAGRAPH),
            ("item", 0, "Rooms were rented."),
            ("item", 0, "Teachers came."),
            ("heading", 2, "Results"),
            ("paragraph", 0, "300 people took part."),
            ("paragraph", 0, "Year | People | Houses"),
            ("paragraph", 0, "2021 | 180 | 9"),
            ("paragraph", 0, "City: Cork"),
            ("heading", 3, "Challenge"),
            ("paragraph", 0, "Many adults had left school early."),
            ("paragraph", 0, "They had nowhere to go."),
        ]

    def test_word_in_arabic(self) -> None:
        document = read(files.arabic_word(), name="a.docx")
        assert kinds(document) == [("heading", 1, "بيوت التعلم"), ("paragraph", 0, files.ARABIC)]
        assert document.language == "ar"

    def test_slides_in_order_without_notes_and_hidden_ones(self) -> None:
        document = read(files.slides(), name="a.pptx")
        assert [(block.kind, block.text, block.page) for block in document.blocks] == [
            ("heading", "Learning houses in Cork", 1),
            ("paragraph", "City of Cork, 2021", 1),
            ("heading", "What was done", 2),
            ("item", "Rooms were rented.", 2),
            ("item", "Teachers came twice a week.", 2),
            ("paragraph", "Year | People | Houses", 2),
            ("paragraph", "2021 | 180 | 9", 2),
        ]

    def test_a_sheet_with_its_heading_in_row_3_and_merged_cells(self) -> None:
        document = read(files.spreadsheet(), name="a.xlsx")
        assert document.title == "Practices of learning cities"
        assert document.columns == ("Country", "City", "Practice", "Started", "People", "Share")
        first, second, third = document.rows
        assert first == Row(
            4,
            {
                "Country": "Ireland",
                "City": "Cork",
                "Practice": "Learning houses",
                "Started": "2021-05-03",
                "People": "300",
                "Share": "25%",
            },
        )
        assert (second.cells["Country"], second.cells["People"]) == ("Ireland", "1250.5")
        assert (third.number, third.cells["Country"]) == (6, "Ireland")
        assert "People" not in third.cells

    def test_formulas_without_results_are_no_half_read_table(self) -> None:
        body = files.rows(["City", "People", "Twice"], ["Cork", 300, "=B2*2"])
        with pytest.raises(ReadError, match="formulas") as caught:
            read(body, name="a.xlsx")
        assert caught.value.reason == "damaged"

    def test_sheets_follow_each_other(self) -> None:
        sheets = {"North": [["City", "Text"], ["Oslo", "a"]], "South": [["City", "Cost"], ["Lima", 2]]}
        workbook = openpyxl.Workbook()
        for name, lines in sheets.items():
            sheet = workbook.create_sheet(name)
            for line in lines:
                sheet.append(line)
        stream = io.BytesIO()
        workbook.save(stream)
        document = read(stream.getvalue(), name="a.xlsx")
        assert document.columns == ("City", "Text", "Cost", "Sheet")
        assert document.rows == (
            Row(2, {"City": "Oslo", "Text": "a", "Sheet": "North"}),
            Row(2, {"City": "Lima", "Cost": "2", "Sheet": "South"}),
        )

    def test_columns_have_different_names(self) -> None:
        document = read(files.rows(["City", "Text", "Text", None, "Last"], ["Cork", "a", "b", "c", "d"]), name="a.xlsx")
        assert document.columns == ("City", "Text", "Text (2)", "Column D", "Last")

    @pytest.mark.parametrize(
        ("body", "member"), [(files.word(), "word/document.xml"), (files.spreadsheet(), "xl/worksheets/sheet1.xml")]
    )
    def test_bombs_are_too_large(self, body: bytes, member: str) -> None:
        name = "a.docx" if "word" in member else "a.xlsx"
        assert reason(files.bomb(body, member), name) == "too_large"
        assert reason(files.laughs(body, member), name) == "too_large"

    def test_a_bomb_of_many_members_is_too_large(self) -> None:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for number in range(10_001):
                archive.writestr(str(number), b"")
        assert reason(stream.getvalue(), "a.docx") == "too_large"

    def test_a_protected_document_says_so(self) -> None:
        assert reason(files.word(encrypt=True), "a.docx") == "encrypted"

    @pytest.mark.parametrize("name", ["text.docx", "talk.pptx", "table.xlsx"])
    def test_a_part_that_is_gone_or_broken_makes_the_whole_damaged(self, name: str) -> None:
        body = files.valid()[name]
        main = {
            "text.docx": "word/document.xml",
            "talk.pptx": "ppt/slides/slide2.xml",
            "table.xlsx": "xl/worksheets/sheet1.xml",
        }
        assert reason(files.replaced(body, main[name], lambda content: content[: len(content) // 2]), name) == "damaged"
        assert reason(files.replaced(body, main[name], lambda content: b""), name) == "damaged"


class TestTables:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_values_are_parted_by_what_parts_them(self, encoding: str, delimiter: str) -> None:
        text = delimiter.join(["City", "Text", "People"]) + "\r\n"
        text += (
            delimiter.join(["Grenoble", f'"{files.FRENCH}"', "1 250"]) + "\r\n\r\n" + delimiter.join(["Évry", "", "3"])
        )
        document = read(text.encode(encoding), name="a.csv")
        assert document.columns == ("City", "Text", "People")
        assert document.rows == (
            Row(2, {"City": "Grenoble", "Text": files.FRENCH, "People": "1 250"}),
            Row(4, {"City": "Évry", "People": "3"}),
        )

    def test_quoted_texts_can_have_breaks_and_separators(self) -> None:
        document = read(files.CSV.encode(), name="a.csv")
        assert [(row.number, row.cells["Text"]) for row in document.rows] == [
            (2, "Rooms, teachers; bread"),
            (4, 'A "free" week'),
        ]

    def test_a_quote_without_end_is_damage(self) -> None:
        assert reason(b'City,Text\nCork,"Rooms\nDublin,Houses\n', "a.csv") == "damaged"

    def test_json(self) -> None:
        document = read(files.json_list(), name="a.json")
        assert document.title == "Practices"
        assert document.rows[0] == Row(
            1,
            {
                "name": "Learning houses",
                "place.city": "Cork",
                "place.country": "IE",
                "themes": "adults; literacy",
                "year": "2021",
            },
        )
        assert document.rows[1].cells["free"] == "true"

    def test_json_lines_are_numbered_as_lines(self) -> None:
        document = read(files.json_lines(), name="a.jsonl")
        assert [(row.number, row.cells["city"]) for row in document.rows] == [(1, "Cork"), (3, "Limerick")]

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (b"[" * 100_000, "too_large"),
            (b'{"a":' * 200 + b"1" + b"}" * 200, "too_large"),
            (b'[{"a": 1}', "damaged"),
            (b"[1, 2]", "empty"),
            (b"[{}]", "empty"),
            (json.dumps([{str(number): 1} for number in range(600)]).encode(), "too_large"),
        ],
    )
    def test_json_that_cannot_be_read(self, body: bytes, expected: str) -> None:
        assert reason(body, "a.json") == expected

    def test_a_table_without_rows_is_empty(self) -> None:
        assert reason(b"City,Text\n", "a.csv") == "empty"
        assert reason(files.rows(["City", "Text"]), "a.xlsx") == "empty"


class TestText:
    def test_markdown_with_front_matter(self) -> None:
        document = read(files.MARKDOWN.encode(), name="a.md")
        assert (document.title, document.language) == ("Learning houses", "en")
        assert (document.published, document.publisher) == ("2021-05-03", "City of Cork")
        assert kinds(document) == [
            ("heading", 1, "Learning houses"),
            ("paragraph", 0, "The city opened twelve houses in empty shops."),
            ("heading", 2, "What was done"),
            ("item", 0, "Rooms were rented."),
            ("item", 0, "Teachers came."),
            ("item", 0, "Twice a week."),
            ("paragraph", 0, "Year | People | Houses"),
            ("paragraph", 0, "2021 | 180 | 9"),
            ("paragraph", 0, "All of them came again."),
        ]

    def test_front_matter_that_is_broken_or_means_harm_is_damage(self) -> None:
        assert reason(b"---\ntitle: [\n---\n\nText.\n", "a.md") == "damaged"
        assert reason(b"---\na: &a [x]\nb: [*a, *a]\n---\n\nText.\n", "a.md") == "damaged"

    def test_plain_text(self) -> None:
        text = f"Learning houses\n\n{files.PARAGRAPH}\n\nWhat was done\n-------------\nRooms were\nrented.\n\n"
        text += "- one\n- two\n  and more\n"
        document = read(text.encode(), name="a.txt")
        assert document.title == "Learning houses"
        assert kinds(document) == [
            ("heading", 1, "Learning houses"),
            ("paragraph", 0, files.PARAGRAPH),
            ("heading", 2, "What was done"),
            ("paragraph", 0, "Rooms were rented."),
            ("item", 0, "one"),
            ("item", 0, "two and more"),
        ]

    @pytest.mark.parametrize(
        ("text", "encoding", "language"),
        [
            (files.ARABIC, "cp1256", "ar"),
            ("Город открыл библиотеку для пожилых людей и их семей.", "cp1251", "ru"),
            ("这座城市为老年人和他们的家人开设了一个图书馆,每周都有学习课程。", "gb18030", "zh"),
            (files.FRENCH, "cp1252", "fr"),
        ],
    )
    def test_old_encodings_are_guessed(self, text: str, encoding: str, language: str) -> None:
        document = read(text.encode(encoding), name="a.txt")
        assert (document.text, document.language) == (text, language)

    def test_text_is_cleaned(self) -> None:
        text = "Cafe\u0301 \u202eevil\u202c  of\u00a0the\x07 ci\u00adty\u200b houses".encode()
        assert "Café evil of the city houses" in read(text, name="a.txt").text
        assert reason("\u200b \x07".encode(), "a.txt") == "empty"


class TestKinds:
    @pytest.mark.parametrize("name", list(files.valid()))
    def test_content_tells_the_kind_without_a_name(self, name: str) -> None:
        body = files.valid()[name]
        known = read(body, name=name).media
        unnamed = read(body).media
        assert unnamed == known or (known, unnamed) == ("csv", "text")
        assert mislabelled(body, name=name) is None

    def test_a_file_that_is_called_something_else_is_read_as_what_it_is(self) -> None:
        assert read(files.PAGE.encode(), name="plan.txt").media == "html"
        assert read(files.report(), name="plan.html").media == "pdf"
        assert read(files.word(), name="plan.xlsx").media == "docx"
        assert mislabelled(files.word(), name="plan.xlsx") == "is called a spreadsheet but is a Word document"
        assert read(files.PAGE.encode(), name="plan.pdf").media == "html"
        assert mislabelled(files.PAGE.encode(), name="plan.pdf") == "is called a PDF but is a web page"

    def test_why_it_could_not_be_read_says_also_what_it_is(self) -> None:
        with pytest.raises(
            ReadError, match=r"^plan\.pdf is called a PDF but is a web page, and holds no text: .*sign in"
        ):
            read(files.SIGN_IN.encode(), name="plan.pdf")

    def test_the_server_says_more_than_the_address(self) -> None:
        told = {"media_type": "text/html", "address": "https://example.org/plan.pdf"}
        assert mislabelled(files.PAGE.encode(), **told) is None

    @pytest.mark.parametrize(
        ("body", "name", "expected"),
        [
            (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.pdf", "mislabelled"),
            (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.png", "unknown_kind"),
            (b"just text", "a.docx", "mislabelled"),
            (b"just text", "a.json", "mislabelled"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "unknown_kind"),
            (files.packed({"a.txt": b"text"}), "a.zip", "unknown_kind"),
            (files.packed({"a.txt": b"text"}), "a.docx", "mislabelled"),
            (files.packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt", "unknown_kind"),
            (b"\x7fELF" + bytes(100), "a.txt", "mislabelled"),
            (bytes(range(256)) * 10, "", "unknown_kind"),
            (b"", "a.txt", "empty"),
            (bytes(1000), "a.pdf", "empty"),
        ],
    )
    def test_what_is_no_document_is_named(self, body: bytes, name: str, expected: str) -> None:
        assert reason(body, name) == expected

    def test_a_name_cannot_steer_what_shows_it(self) -> None:
        with pytest.raises(ReadError) as caught:
            read(b"", name="a\x1b[31m\n" + "b" * 500)
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 300


def test_comments_before_a_page_that_is_none_are_passed_over_once() -> None:
    start = time.process_time()
    with suppress(ReadError):
        read(b"<!---->" * 500 + b"<other>", name="page.html")
    assert time.process_time() - start < 2
