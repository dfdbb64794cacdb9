"""`precedent ask` and `precedent search`."""

from typing import Annotated, Any

import typer

Language = Annotated[str | None, typer.Option("--language", "-l", help="Answer in en, fr, es, ar, zh, ru or pt.")]
Country = Annotated[list[str] | None, typer.Option("--country", help="Only this country (IE, ZA, …). May be repeated.")]
Region = Annotated[list[str] | None, typer.Option("--region", help="Only this region (africa, …). May be repeated.")]
Theme = Annotated[
    list[str] | None, typer.Option("--theme", help="Only this theme (digital-skills, …). May be repeated.")
]
Audience = Annotated[list[str] | None, typer.Option("--audience", help="Only for these people (older-adults, …).")]
Goal = Annotated[list[str] | None, typer.Option("--sdg", help="Only for this Sustainable Development Goal (1 to 17).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def ask(
    question: Annotated[list[str], typer.Argument(help="The question, in any language.")],
    as_json: AsJson = False,
    language: Language = None,
    country: Country = None,
    region: Region = None,
    theme: Theme = None,
    audience: Audience = None,
    sdg: Goal = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=20, help="How many practices at most.")] = 5,
    conversation: Annotated[str | None, typer.Option(help="As given with the last answer, to ask a follow-up.")] = None,
) -> None:
    """Answer a question from what other cities have done.

    Examples:

      precedent ask "How have other cities got older people online?"

      precedent ask "¿Cómo llevan libros a los barrios?" --region latin-america-caribbean

      precedent ask "job training for young people" --country ZA --json
    """
    import sys  # noqa: PLC0415

    from assistant.cli.opening import open_assistant  # noqa: PLC0415  (`--help` need not wait for it)

    with open_assistant() as assistant:
        answer = assistant.ask(
            " ".join(question),
            language=_known(language),
            filters=_filters(country, region, theme, audience, sdg),
            conversation=conversation,
            limit=limit,
            expected_language=assistant.settings.language,
            channel="cli",
        )
        if as_json:
            sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
        else:
            from assistant.cli.terminal import show_answer  # noqa: PLC0415

            show_answer(answer)


def search(
    query: Annotated[list[str], typer.Argument(help="Words or a question, in any language.")],
    as_json: AsJson = False,
    language: Language = None,
    country: Country = None,
    region: Region = None,
    theme: Theme = None,
    audience: Audience = None,
    sdg: Goal = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="How many practices at most.")] = 10,
    offset: Annotated[int, typer.Option(min=0, max=10_000, help="How many to leave out first.")] = 0,
) -> None:
    """List the practices that fit, best first, without judging whether they answer.

    Examples:

      precedent search "mobile library"

      precedent search festival --region africa --json
    """
    import sys  # noqa: PLC0415

    from assistant.browse import browse  # noqa: PLC0415
    from assistant.cli.opening import open_assistant  # noqa: PLC0415

    with open_assistant() as assistant:
        page = browse(
            assistant,
            " ".join(query),
            filters=_filters(country, region, theme, audience, sdg),
            language=_known(language),
            limit=limit,
            offset=offset,
        )
        if as_json:
            sys.stdout.write(page.model_dump_json(indent=2) + "\n")
        else:
            from assistant.cli.terminal import show_page  # noqa: PLC0415

            show_page(page)


def _filters(
    country: list[str] | None,
    region: list[str] | None,
    theme: list[str] | None,
    audience: list[str] | None,
    sdg: list[str] | None,
) -> dict[str, Any]:
    return {
        "countries": country or [],
        "regions": region or [],
        "themes": theme or [],
        "audiences": audience or [],
        "sdgs": sdg or [],
    }


def _known(language: str | None) -> str | None:
    from corpus.vocabulary import LANGUAGES  # noqa: PLC0415

    if language is not None and language not in LANGUAGES:
        raise typer.BadParameter(f"'{language}' is not one of {', '.join(LANGUAGES)}.", param_hint="--language")
    return language
