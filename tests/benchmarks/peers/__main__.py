"""Measures Precedent beside what a developer would pick instead, one after the other, on this machine.

    python -m tests.benchmarks.peers --home data --xquad FOLDER

Each system has an environment of its own, with the versions in `requirements/`; all are given the same passages and the
same weights of the same model. XQuAD is left out where no folder with its files is named. Nothing else should run
meanwhile; it takes about an hour, most of it installing and embedding.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from assistant.settings import Settings
from tests.benchmarks.peers.environments import environment, installed_megabytes
from tests.benchmarks.peers.report import show
from tests.benchmarks.peers.sets import TestSet, corpus_set, sentence_transformers_folder, xquad_set

SYSTEMS = ("precedent", "txtai", "haystack", "llama_index", "langchain", "chroma")
ROOT = Path(__file__).parents[3]
STARTS = 3


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.peers", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("data"), help="a home with a model and an index")
    parser.add_argument("--work", type=Path, default=Path(".peers"), help="where environments and indexes are kept")
    parser.add_argument("--xquad", type=Path, help="folder with XQuAD's files en.json, es.json, …")
    parser.add_argument("--xquad-questions", type=int, default=200, help="questions asked in each language")
    parser.add_argument("--systems", nargs="+", default=SYSTEMS, choices=SYSTEMS)
    parser.add_argument("--prepare", action="store_true", help="only install, embed and index; measure another time")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    chosen = parser.parse_args()
    settings = Settings.load(home=chosen.home.resolve())
    work = chosen.work.resolve()
    model = sentence_transformers_folder(settings)
    sets = [corpus_set(settings, [ROOT / "tests/quality/dev.jsonl"], work)]
    if chosen.xquad:
        sets.append(xquad_set(settings, chosen.xquad, work, chosen.xquad_questions))
    for one in sets:
        _embed(one, model)
    measured = {}
    for system in chosen.systems:
        python = environment(system, work / "environments")
        for one in sets:
            name = "precedent_search" if system == "precedent" and one.name == "xquad" else system
            _one(python, name, "index", one, model)
        if chosen.prepare:
            continue
        measured[system] = _measure(system, python, sets, model)
        if chosen.json:  # after each, so that an interruption loses one at most
            chosen.json.write_text(json.dumps(measured, indent=1), "utf-8")
    if measured:
        show(measured)


def _embed(one: TestSet, model: Path) -> None:
    """The vectors of the passages, made once for all systems that take them; what was embedded before is not again."""
    file, of = one.folder / "vectors.npy", one.folder / "embedded.json"
    texts = [json.loads(line)["text"] for line in (one.folder / "passages.jsonl").read_text("utf-8").splitlines()]
    known = dict(zip(json.loads(of.read_text("utf-8")), np.load(file), strict=True)) if of.exists() else {}
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        from sentence_transformers import SentenceTransformer

        encoder = SentenceTransformer(str(model))
        shown = sys.stderr.isatty()
        made = encoder.encode(missing, prompt="passage: ", normalize_embeddings=True, show_progress_bar=shown)
        known |= dict(zip(missing, made, strict=True))
    np.save(file, np.stack([known[text] for text in texts]))
    of.write_text(json.dumps(texts, ensure_ascii=False), "utf-8")


def _measure(system: str, python: Path, sets: list[TestSet], model: Path) -> dict[str, Any]:
    corpus = sets[0]
    print(f"Measuring {system}", file=sys.stderr)
    measured: dict[str, Any] = {"installed_megabytes": installed_megabytes(python)}
    measured |= _one(python, system, "sample", corpus, model)
    starts = []
    for _ in range(STARTS):
        started = time.perf_counter()
        _one(python, system, "first", corpus, model)
        starts.append(time.perf_counter() - started)
    measured["cold_seconds"] = statistics.median(starts)
    asked = _one(python, system, "ask", corpus, model)
    measured |= {"answers_a_second": asked["answers_a_second"], "megabytes": asked["megabytes"]}
    measured["milliseconds"] = {
        "p50": float(np.percentile(asked["seconds"], 50) * 1e3),
        "p99": float(np.percentile(asked["seconds"], 99) * 1e3),
    }
    measured["corpus"] = _finding(corpus, asked["found"])
    for other in sets[1:]:
        name = "precedent_search" if system == "precedent" else system
        measured[other.name] = _finding(other, _one(python, name, "ask", other, model)["found"])
    return measured


def _one(python: Path, system: str, command: str, one: TestSet, model: Path) -> dict[str, Any]:
    if command == "index" and (one.folder / f".{system}").exists():
        return json.loads((one.folder / f".{system}").read_text("utf-8"))
    run = [str(python), str(Path(__file__).parent / "one.py"), system, command, str(one.folder), str(model)]
    environ = os.environ | {"PYTHONPATH": str(ROOT)} if system.startswith("precedent") else dict(os.environ)
    done = subprocess.run(run, capture_output=True, text=True, env=environ, check=False)
    if done.returncode:
        raise SystemExit(f"{system} {command} failed:\n{done.stderr[-3000:]}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if command == "index":
        (one.folder / f".{system}").write_text(json.dumps(said), "utf-8")
    return said


def _finding(one: TestSet, found: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Share of questions whose answer is first, and among the first five, by language."""
    figures = {}
    for language in ("all", *sorted({asked.language for asked in one.questions})):
        asked = [question for question in one.questions if language in ("all", question.language)]
        figures[language] = {
            f"recall_{depth}": float(
                np.mean([bool(set(question.right) & set(found[question.id][:depth])) for question in asked])
            )
            for depth in (1, 5)
        }
    return figures


main()
