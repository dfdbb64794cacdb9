"""From a document to drafts of practices."""

from __future__ import annotations

import datetime
import hashlib
import re
import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np

from corpus.document import Document
from corpus.drafting.draft import Draft, Drafted, Embed, Proposal, Vectors
from corpus.drafting.emptiness import REASONS, why_bare, why_nothing_done
from corpus.drafting.language_model import LanguageModel
from corpus.drafting.learning import Learned, learn
from corpus.drafting.places import PlaceVotes
from corpus.drafting.reading import MAX_SENTENCES, Reading, Sentence, read
from corpus.drafting.records import record_of_row, rename
from corpus.drafting.sections import Sorted, propose_sections
from corpus.drafting.several import parts_of
from corpus.drafting.summary import propose_summary, propose_title
from corpus.drafting.tables import guess_columns, read_row
from corpus.drafting.years import find_years, years_in
from corpus.places import Gazetteer, PlaceFinder
from corpus.practice import SECTIONS, Practice
from corpus.readers.language import language_of, sample_of_blocks, sample_of_rows
from corpus.vocabulary import LANGUAGES

MAX_DRAFTS: Final = 2_000
"""Rows of a table that are drafted from at most."""
_FIELDS: Final = (
    "title", "city", "country", "region", "start", "end", "themes", "audiences", "sdgs", "summary", "translations",
    "sources", *(f"sections.{code}" for code in SECTIONS),
)  # fmt: skip
WHOLE: Final = "document"
"""Key of the draft of a document that holds one practice."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What is known of a document beside its text."""

    document: Document
    address: str
    publisher: str
    language: str


class Drafter:
    """Drafts practices from documents; from several threads where `embed` allows it.

    Args:
        embed: Embeds passages; one that keeps what it has embedded makes the first draft come sooner.
        gazetteer: The cities known.
        practices: Published practices, from which it learns what sections speak of and which labels go with what.
        model: A language model that words the draft, under check; None does without.
        today: The day on which a draft is checked; asked for at each draft.
    """

    def __init__(
        self,
        embed: Embed,
        gazetteer: Gazetteer,
        *,
        practices: Sequence[Practice] = (),
        model: LanguageModel | None = None,
        today: Callable[[], datetime.date] = datetime.date.today,
    ) -> None:
        self._embed = embed
        self._places = PlaceVotes(gazetteer)
        self._finder = PlaceFinder(gazetteer)
        self._practices = practices
        self._model = model
        self._today = today
        self._learned: Learned | None = None
        self._lock = threading.Lock()

    def draft(
        self,
        document: Document,
        *,
        address: str,
        publisher: str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Drafted:
        """Draft the practices that a document holds.

        Args:
            document: The document.
            address: Where it was found: a web address, or the name of a file.
            publisher: Who publishes it, where a person said so.
            columns: For a table, column to field of the format; None has them guessed from their headings.

        Returns:
            The drafts, or why there are none.
        """
        language = document.language or language_of(sample_of_rows(document.rows) or sample_of_blocks(document.blocks))
        known = _Context(document, address, publisher or document.publisher or "", language or "en")
        if document.rows:
            return self._from_rows(known, dict(columns) if columns is not None else guess_columns(document))
        whole = read(document)
        if bare := why_bare(document, whole):
            return Drafted(reason=REASONS[bare], reason_code=bare)
        parts = parts_of(document, self._finder, known.language)
        if parts:
            drafts = [draft for part in parts if isinstance(draft := self._from_blocks(known, part), Draft)]
            if len(drafts) > 1:
                return Drafted(tuple(_with_keys(drafts)))
        found = self._from_blocks(known, None)
        return Drafted((found,)) if isinstance(found, Draft) else Drafted(reason=REASONS[found], reason_code=found)

    def _learn(self) -> Learned:
        with self._lock:
            if self._learned is None:
                self._learned = learn(self._embed, self._practices)
            return self._learned

    def _from_blocks(self, known: _Context, part: range | None) -> Draft | str:
        """Draft from a part of a document, or say why it holds no practice."""
        learned = self._learn()
        reading = read(known.document, part)
        if not reading.sentences:
            return "empty"
        title, title_rest, title_certainty = propose_title(known.document, reading, part is None)
        vectors = self._embed([*(sentence.text for sentence in reading.sentences), title])
        order = learned.sorter.sort(reading.sentences, vectors[:-1])
        if nothing := why_nothing_done(order):
            return nothing
        doing = order.doing
        place = self._places.find(
            reading, title=title, language=known.language, address=known.address, publisher=known.publisher, doing=doing
        )
        telling, telling_vectors = _telling(reading.sentences, vectors, order)
        summary = propose_summary(reading.sentences, order, vectors, learned.centring, title, place.city)
        proposals = [
            Proposal("title", title, title_certainty, (title_rest,) if title_rest else ()),
            *place.proposals,
            *find_years(reading, title, self._today().year, doing),
            *learned.labels.propose(telling, telling_vectors, title, known.language),
            *([summary] if summary else []),
            *propose_sections(reading.sentences, order),
            self._source(known),
        ]
        notes = []
        if len(reading.sentences) >= MAX_SENTENCES:
            notes.append(f"Only the first {MAX_SENTENCES} sentences were looked at.")
        if known.language != "en":
            notes.append(f"The source is in another language ({known.language}): its sentences stand as they are.")
        draft = self._assemble(WHOLE, _in_language(proposals, known.language), " ".join(notes))
        if self._model is not None:
            draft = self._reworded(draft, reading, self._model)
        return draft if part is None else replace(draft, key=_key(title))

    def _reworded(self, draft: Draft, reading: Reading, model: LanguageModel) -> Draft:
        worded = model.word(reading)
        kept = {proposal.field: proposal for proposal in draft.proposals}
        kept |= {proposal.field: proposal for proposal in worded.proposals}
        note = " ".join(filter(None, [draft.note, worded.note]))
        return self._assemble(draft.key, list(kept.values()), note)

    def _from_rows(self, known: _Context, columns: Mapping[str, str]) -> Drafted:
        drafts: list[Draft] = []
        for index, row in enumerate(known.document.rows[:MAX_DRAFTS]):
            finished = record_of_row(row, index)
            if finished is not None:
                drafts.append(finished)
                continue
            proposals, left = read_row(row, index, columns, self._finder, known.language)
            fields = {proposal.field for proposal in proposals}
            if "title" in fields and (fields & {"city", "country", "summary", "sections.what-was-done"} or left):
                drafts.append(self._from_cells(known, proposals, left))
        if drafts:
            return Drafted(tuple(_with_keys(drafts)))
        reason = "No row has a title and a city or a text: say which column holds what."
        return Drafted(reason=reason, reason_code="nothing-done")

    def _from_cells(self, known: _Context, proposals: list[Proposal], left: list[str]) -> Draft:
        by_field = {proposal.field: proposal for proposal in proposals}
        title = str(by_field["title"].value)
        texts = [str(proposal.value) for field, proposal in by_field.items() if field.startswith(("sections.", "summ"))]
        sentences = [Sentence(0, 0, len(text), text, (), number, False) for number, text in enumerate([*texts, *left])]
        lacking = {"themes", "audiences", "sdgs"} - by_field.keys()
        if lacking and sentences:
            vectors = self._embed([*(sentence.text for sentence in sentences), title])
            language = language_of(" ".join(texts), known.language) or known.language
            for proposal in self._learn().labels.propose(sentences, vectors, title, language):
                if proposal.field in lacking:
                    by_field[proposal.field] = replace(proposal, rests_on=())
        identifier = by_field.pop("id", None)
        by_field.pop("language", None)
        url, publisher = by_field.pop("url", None), by_field.pop("publisher", None)
        by_field["sources"] = self._source(
            known,
            str(url.value) if url else "",
            title if url else "",
            str(publisher.value) if publisher else "",
            (*(url.rests_on if url else ()),),
        )
        language = language_of(" ".join(texts), known.language) or known.language
        key = _key(
            str(identifier.value) if identifier else f"{title} {by_field['city'].value if 'city' in by_field else ''}"
        )
        return self._assemble(key, _in_language(list(by_field.values()), language), "")

    def _source(
        self, known: _Context, url: str = "", title: str = "", publisher: str = "", rests: tuple[Any, ...] = ()
    ) -> Proposal:
        """Propose the document itself as the source."""
        address = url or (known.address if re.match(r"https?://", known.address) else "")
        if not address:
            return Proposal("sources", [], 0.0, (), "The file has no address on the web: enter where it is published.")
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        years = years_in(known.document.published or "")
        source = {
            "url": address,
            "title": (title or known.document.title or host)[:400],
            "publisher": (publisher or known.publisher or host)[:400],
            "published": years[0][0] if years and not url else None,
        }
        return Proposal("sources", [source], 0.9, rests)

    def _assemble(self, key: str, proposals: list[Proposal], note: str) -> Draft:
        """Put proposals together as a record, in the order of the format."""
        record: dict[str, Any] = {"start": None, "end": None}
        order = {field: number for number, field in enumerate(_FIELDS)}
        proposals = [proposal for proposal in proposals if proposal.value not in ("", None)]
        proposals.sort(key=lambda proposal: order.get(proposal.field, order["translations"]))
        for proposal in proposals:
            area, _, rest = proposal.field.partition(".")
            if area == "sections":
                record.setdefault("sections", []).append({"code": rest, "text": proposal.value})
            elif area == "translations":
                language, _, name = rest.partition(".")
                record.setdefault("translations", {}).setdefault(language, {})[name] = proposal.value
            elif area in _FIELDS:
                record[area] = proposal.value
        record["checked"] = self._today().isoformat()
        return Draft(key, record, tuple(proposals), note)


def _telling(sentences: Sequence[Sentence], vectors: Vectors, order: Sorted) -> tuple[list[Sentence], Vectors]:
    """Give the sentences that tell of the practice, with their vectors and the title's."""
    numbers = [number for number, kind in enumerate(order.kinds) if kind in SECTIONS]
    return [sentences[number] for number in numbers], np.concatenate([vectors[numbers], vectors[-1:]])


def _in_language(proposals: list[Proposal], language: str) -> list[Proposal]:
    """Put title and summary where the format has them for a language: English ones first, others as translations."""
    if language == "en":
        return proposals
    moved = []
    for proposal in proposals:
        if proposal.field not in ("title", "summary"):
            moved.append(proposal)
        elif language in LANGUAGES:
            moved.append(replace(proposal, field=f"translations.{language}.{proposal.field}"))
        else:
            said = f"In the language of the source ({language}); the format has none for it."
            moved.append(replace(proposal, field=f"source-language.{proposal.field}", note=said))
    return moved


def _with_keys(drafts: Sequence[Draft]) -> list[Draft]:
    """Give drafts of one document keys that differ."""
    taken: dict[str, int] = {}
    named = []
    for draft in drafts:
        taken[draft.key] = taken.get(draft.key, 0) + 1
        named.append(draft if taken[draft.key] == 1 else rename(draft, f"{draft.key}-{taken[draft.key]}"))
    return named


def _key(text: str) -> str:
    """Make a key of a title: its letters, or what stands for them where they are not Latin."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub("[\u0300-\u036f]", "", plain)).strip("-")[:60].strip("-")
    return slug if len(slug) >= 4 else "part-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
