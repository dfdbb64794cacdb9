"""Runs one system in its own environment: `python one.py SYSTEM index|sample|first|ask FOLDER MODEL`; prints JSON.

It needs nothing but the standard library and what the system itself brings, and is no part of a package there.
"""

import importlib
import json
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

SAMPLE = 400
PASSAGES = 50
CLIENTS = 16


def _index(system: Any, folder: Path, model: str) -> dict[str, Any]:
    started = time.perf_counter()
    system.index(folder, model)
    return {"index_seconds": time.perf_counter() - started}


def _sample(system: Any, folder: Path, model: str) -> dict[str, Any]:
    """The speed of indexing, embedding included, on a part of the passages; the model is loaded before."""
    system.index(folder, model, 8)
    started = time.perf_counter()
    system.index(folder, model, SAMPLE)
    return {"passages_a_second": SAMPLE / (time.perf_counter() - started)}


def _first(system: Any, folder: Path, model: str) -> dict[str, Any]:
    question = json.loads((folder / "questions.jsonl").read_text("utf-8").splitlines()[0])["question"]
    return {"found": system.open_system(folder, model).search(question, PASSAGES)[:1]}


def _ask(system: Any, folder: Path, model: str) -> dict[str, Any]:
    opened = system.open_system(folder, model)
    lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    if hasattr(opened, "warm_up"):  # what its server does when it starts
        opened.warm_up()
    for asked in questions[:10]:
        opened.search(asked["question"], PASSAGES)
    found, seconds = {}, []
    for asked in questions:
        started = time.perf_counter()
        owners = opened.search(asked["question"], PASSAGES)
        seconds.append(time.perf_counter() - started)
        found[asked["id"]] = list(dict.fromkeys(owners))[:10]
    concurrent = questions[:200]
    with ThreadPoolExecutor(CLIENTS) as threads:
        started = time.perf_counter()
        list(threads.map(lambda asked: opened.search(asked["question"], PASSAGES), concurrent))
        a_second = len(concurrent) / (time.perf_counter() - started)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"found": found, "seconds": seconds, "answers_a_second": a_second, "megabytes": memory}


def main() -> None:
    """Do one thing with one system."""
    name, command, folder, model = sys.argv[1:]
    os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "ANONYMIZED_TELEMETRY": "False"}
    sys.path.insert(0, str(Path(__file__).parent))
    said, sys.stdout = sys.stdout, sys.stderr  # what a library prints is not the answer
    system = importlib.import_module(f"systems.{name}_system")
    work = {"index": _index, "sample": _sample, "first": _first, "ask": _ask}[command]
    print(json.dumps(work(system, Path(folder), model)), file=said)


main()
