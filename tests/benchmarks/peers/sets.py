"""What is indexed and asked: the corpus with its judged questions, and XQuAD's paragraphs with its questions."""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.evaluation.judged import read_judged
from assistant.settings import Settings
from corpus.practice import Practice, Section
from index.builder import build_snapshot
from index.contents import Contents
from index.model import OnnxEmbedder, PreparedModel
from index.model.prepare import model_folder
from index.passages import cut_passages
from index.snapshot import SnapshotStore

XQUAD_LANGUAGES = ("en", "es", "de", "ru", "ar", "zh", "hi", "tr", "vi")


@dataclass(frozen=True)
class Asked:
    """A question with the owners of passages that answer it."""

    id: str
    language: str
    question: str
    right: tuple[str, ...]


@dataclass(frozen=True)
class TestSet:
    """A folder that every system is given, and what is asked."""

    name: str
    folder: Path
    questions: list[Asked]


def corpus_set(settings: Settings, judged: Sequence[Path], work: Path) -> TestSet:
    """The passages of the current snapshot; questions that stand alone and have an answer."""
    folder = work / "corpus"
    folder.mkdir(parents=True, exist_ok=True)
    model = _model(settings)
    embedder = OnnxEmbedder(model)
    contents = Contents.open(SnapshotStore(settings.snapshots))
    practices = [contents.practice(number) for number in range(len(contents))]
    passages = [
        (passage.embedded, practice.id)
        for practice in practices
        for passage in cut_passages(practice, embedder.count_tokens, model.max_tokens)
    ]
    questions = [
        Asked(one.id, one.language, one.question, tuple(name for name, grade in one.relevant.items() if grade == 2))
        for one in read_judged(judged)
        if one.answerable and not one.previous and not one.filters
    ]
    _lend(settings, folder)
    link = folder / "precedent" / "snapshots"
    link.unlink(missing_ok=True)
    link.symlink_to(settings.snapshots.resolve())
    return _written(TestSet("corpus", folder, questions), passages, work)


def xquad_set(settings: Settings, xquad: Path, work: Path, each: int) -> TestSet:
    """The English paragraphs; evenly taken questions in nine languages, `each` of a language.

    XQuAD (Artetxe, Ruder and Yogatama 2020, https://arxiv.org/abs/1910.11856) is read where a person has put its files.
    """
    folder = work / "xquad"
    folder.mkdir(parents=True, exist_ok=True)
    paragraphs = [text for text, _ in _paragraphs(xquad / "en.json")]
    names = [f"us-paragraph-{number:03d}" for number in range(len(paragraphs))]
    questions = []
    for language in XQUAD_LANGUAGES:
        asked = [
            (question, name)
            for name, (_, texts) in zip(names, _paragraphs(xquad / f"{language}.json"), strict=True)
            for question in texts
        ]
        chosen = np.linspace(0, len(asked) - 1, min(each, len(asked))).astype(int)
        questions += [
            Asked(f"{language}-{number}", language, asked[number][0], (asked[number][1],)) for number in chosen
        ]
    _lend(settings, folder)
    home = folder / "precedent"
    model = _model(settings)
    build_snapshot(
        [_as_practice(name, text) for name, text in zip(names, paragraphs, strict=True)],
        OnnxEmbedder(model),
        SnapshotStore(home / "snapshots"),
        home / "vectors.sqlite",
        model={"name": model.name, "fingerprint": model.fingerprint, "dimension": model.dimension},
        corpus={},
    )
    return _written(TestSet("xquad", folder, questions), zip(paragraphs, names, strict=True), work)


def _as_practice(name: str, paragraph: str) -> Practice:
    """A paragraph in the place of a practice, without the checks that a practice must pass."""
    words = paragraph.split()
    return Practice.model_construct(
        id=name,
        title=" ".join(words[:8]),
        city="Paragraph",
        country="US",
        region="europe-north-america",
        start=None,
        end=None,
        themes=["open-online-learning"],
        audiences=["everyone"],
        sdgs=[],
        summary=paragraph,
        translations={},
        sources=[],
        questions=[],
        checked=datetime.date(2020, 1, 1),
        sections=[Section.model_construct(code="what-was-done", text=paragraph)],
    )


def _paragraphs(file: Path) -> list[tuple[str, list[str]]]:
    articles = json.loads(file.read_text("utf-8"))["data"]
    return [
        (paragraph["context"], [asked["question"] for asked in paragraph["qas"]])
        for article in articles
        for paragraph in article["paragraphs"]
    ]


def _model(settings: Settings) -> PreparedModel:
    return PreparedModel.load(
        model_folder(settings.model, settings.models, settings.query_prefix, settings.passage_prefix)
    )


def sentence_transformers_folder(settings: Settings) -> Path:
    """The model as every other system loads it: the same weights, as an ordinary Sentence Transformers folder."""
    folder = model_folder(settings.model, settings.models, settings.query_prefix, settings.passage_prefix)
    return folder / "sentence-transformers"


def _lend(settings: Settings, folder: Path) -> None:
    home = folder / "precedent"
    home.mkdir(exist_ok=True)
    models = home / "models"
    models.unlink(missing_ok=True)
    models.symlink_to(settings.models.resolve())


def _written(made: TestSet, passages: Iterable[tuple[str, str]], work: Path) -> TestSet:
    with (made.folder / "passages.jsonl").open("w", encoding="utf-8") as file:
        for text, owner in passages:
            file.write(json.dumps({"text": text, "owner": owner}, ensure_ascii=False) + "\n")
    with (made.folder / "questions.jsonl").open("w", encoding="utf-8") as file:
        for asked in made.questions:
            file.write(json.dumps({"id": asked.id, "question": asked.question}, ensure_ascii=False) + "\n")
    return made
