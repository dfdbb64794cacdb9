"""Measures everything, one thing after the other: nothing runs beside what is being timed."""

from dataclasses import asdict
from typing import Any

from assistant.benchmark.answering import measure_answering
from assistant.benchmark.building import measure_building
from assistant.benchmark.homes import lent_home
from assistant.benchmark.machine import OtherWork, describe_machine
from assistant.benchmark.pages import measure_pages
from assistant.benchmark.processes import ServerProcess
from assistant.benchmark.questions import mixed_questions, questions_of_each_language, spread
from assistant.benchmark.serving import measure_serving
from assistant.benchmark.sizes import Progress, Sizes
from assistant.benchmark.starting import Starting, measure_asking, measure_starts
from assistant.settings import Settings
from index.contents import Contents
from index.model import PreparedModel
from index.model.prepare import model_folder
from index.snapshot import SnapshotStore


def measure_all(
    settings: Settings,
    sizes: Sizes | None = None,
    progress: Progress = lambda step, done, total: None,
) -> dict[str, Any]:
    """Measure every figure. Nothing in the home that the settings name is changed.

    Args:
        settings: Of a home with a prepared model and an index.
        sizes: How much is measured; about three minutes' worth where left out.
        progress: Told how far it is.

    Returns:
        `machine`; `sizes`; `figures`, each with what was measured, its unit, its goal and whether that is met; and
        `raw`, the numbers that the figures were drawn from, times in seconds.

    Raises:
        ModelError: The model is not prepared.
        SnapshotError: There is no index.
        BenchmarkError: Something could not be measured.
    """
    sizes = sizes or Sizes()
    others = OtherWork()
    model = PreparedModel.load(
        model_folder(settings.model, settings.models, settings.query_prefix, settings.passage_prefix)
    )
    contents = Contents.open(SnapshotStore(settings.snapshots))
    practices = [contents.practice(number) for number in range(len(contents))]
    del contents
    warm_up = questions_of_each_language(practices, sizes.warm_up)

    answering = measure_answering(settings, model, warm_up, mixed_questions(practices, sizes.questions), progress)
    with lent_home(settings, index=True) as home:
        # A refusal is kept in the catalogue, which a command waits for; the goal is for an answer.
        asked = spread(answering.answered or warm_up, sizes.commands)
        ask = measure_asking(home, asked, progress)
        ready = measure_starts(home, sizes.starts - 1, progress)
        with ServerProcess(home) as server:
            ready.append(server.ready_seconds)
            starting = Starting(ask, ready, server.memory())
            pages = measure_pages(server, practices, asked[0], sizes.pages, progress)
            serving = measure_serving(
                server,
                warm_up,
                mixed_questions(practices, sizes.sequential),
                mixed_questions(practices, sizes.concurrent),
                sizes.clients,
                progress,
            )
    building = measure_building(settings, model, practices, sizes.practices, progress)
    figures = [*answering.figures(), *serving.figures(), *pages.figures(), *starting.figures(), *building.figures()]
    return {
        "machine": describe_machine() | {"taken_by_others": others.share()},
        "sizes": asdict(sizes),
        "figures": [figure.as_json() for figure in figures],
        "raw": {
            "answering": asdict(answering),
            "serving": asdict(serving),
            "pages": asdict(pages),
            "starting": asdict(starting),
            "building": asdict(building),
        },
    }
