"""`precedent staff …`: who may change what is published."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.catalogue.staff import Staff

app = typer.Typer(help="Say who may change what is published.", no_args_is_help=True, rich_markup_mode=None)
keys = typer.Typer(help="Keys with which scripts may do what staff may.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(keys, name="key")

BY = "command line"

Name = Annotated[str, typer.Argument(help="Name of the account: letters, digits and . - _ + @.")]
KeyName = Annotated[str, typer.Argument(help="What the key is for: letters, digits and . - _ + @.")]
ChosenRole = Annotated[str, typer.Option("--role", help="What it may: editor or publisher.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin.")]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password and print it, this one time.")]
Invite = Annotated[bool, typer.Option("--invite", help="Print a link, good once, to choose a password.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


@app.command()
def add(
    name: Name,
    role: ChosenRole = "editor",
    password_stdin: FromStdin = False,
    generate: Generate = False,
    invite: Invite = False,
) -> None:
    """Make an account; the password is asked for twice unless an option says otherwise.

    Examples:

      precedent staff add ana --role publisher

      precedent staff add ben@city.example --invite
    """
    from corpus.catalogue.staff_entries import known_role, staff_name  # noqa: PLC0415

    chosen, kept = known_role(role), staff_name(name)
    with _staff() as staff:
        if invite:
            _refuse_both(password_stdin or generate)
            staff.add(kept, None, chosen, by=BY)
            typer.echo(f"{kept} may come in as {chosen}.")
            _print_link(staff, kept)
            return
        password = _password(kept, from_stdin=password_stdin, generate=generate)
        staff.add(kept, password, chosen, by=BY)
    typer.echo(f"{kept} may come in as {chosen}.")
    if generate:
        typer.echo(f"Password: {password}")


@app.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """Show who may come in.

    Example:

      precedent staff list
    """
    with _staff() as staff:
        accounts = staff.all()
    _show(
        [
            {
                "name": account.name,
                "role": account.role,
                "signs_in": account.issuer or ("password" if account.has_password else "invited"),
                "last_signed_in": f"{account.signed_in_at:%Y-%m-%d %H:%M} UTC" if account.signed_in_at else "never",
            }
            for account in accounts
        ],
        as_json,
        "Nobody may come in yet. Begin with: precedent staff add NAME --role publisher",
    )


@app.command()
def remove(name: Name) -> None:
    """Remove an account; whoever is signed in with it is signed out at once.

    Example:

      precedent staff remove ana
    """
    with _staff() as staff:
        staff.remove(name, by=BY)
    typer.echo(f"{name} may not come in any more.")


@app.command()
def role(
    name: Name, new_role: Annotated[str, typer.Argument(metavar="ROLE", help="What it may: editor or publisher.")]
) -> None:
    """Let an account do more or less; whoever is signed in with it must sign in again.

    Example:

      precedent staff role ana publisher
    """
    from corpus.catalogue.staff_entries import known_role  # noqa: PLC0415

    with _staff() as staff:
        account = staff.change_role(name, known_role(new_role), by=BY)
    typer.echo(f"{account.name} is {account.role} now.")


@app.command()
def password(name: Name, password_stdin: FromStdin = False, generate: Generate = False, invite: Invite = False) -> None:
    """Give an account another password; whoever is signed in with it must sign in again.

    Examples:

      precedent staff password ana

      precedent staff password ana --invite
    """
    with _staff() as staff:
        if invite:
            _refuse_both(password_stdin or generate)
            _print_link(staff, name)
            return
        chosen = _password(name, from_stdin=password_stdin, generate=generate)
        account = staff.change_password(name, chosen, by=BY)
    typer.echo(f"{account.name} has another password.")
    if generate:
        typer.echo(f"Password: {chosen}")


@app.command("sign-out")
def sign_out(name: Name) -> None:
    """End all sessions of an account.

    Example:

      precedent staff sign-out ana
    """
    from corpus.catalogue.errors import CatalogueError  # noqa: PLC0415
    from corpus.catalogue.staff_entries import same_name  # noqa: PLC0415

    with _staff() as staff:
        if same_name(name) not in {same_name(account.name) for account in staff.all()}:
            raise CatalogueError(f"There is no account named {name[:80]}.")
        ended = staff.close_all(name, by=BY)
    typer.echo(f"{ended} sessions ended.")


@keys.command("add")
def add_key(name: KeyName, role: ChosenRole = "editor") -> None:
    """Make a key and print it, this one time.

    Example:

      precedent staff key add nightly-import --role publisher
    """
    from corpus.catalogue.staff_entries import known_role  # noqa: PLC0415

    with _staff() as staff:
        secret = staff.add_key(name, known_role(role), by=BY)
    typer.echo("This is the key; it cannot be shown again. Send it as Authorization: Bearer KEY.", err=True)
    typer.echo(secret)


@keys.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """Show the keys that are good, without their secrets.

    Example:

      precedent staff key list
    """
    with _staff() as staff:
        known = staff.keys()
    _show(
        [
            {
                "name": key.name,
                "role": key.role,
                "begins_with": key.beginning,
                "made": f"{key.added_at:%Y-%m-%d} by {key.added_by}",
                "last_used": key.used_on.isoformat() if key.used_on else "never",
            }
            for key in known
        ],
        as_json,
        "There is no key.",
    )


@keys.command("revoke")
def revoke_key(name: KeyName) -> None:
    """Make a key worthless.

    Example:

      precedent staff key revoke nightly-import
    """
    with _staff() as staff:
        staff.revoke_key(name, by=BY)
    typer.echo(f"The key {name} is worth nothing any more.")


def _staff() -> Any:
    """Staff in the catalogue, for the length of a block."""
    from contextlib import contextmanager  # noqa: PLC0415

    from assistant.publishing import open_catalogue  # noqa: PLC0415
    from assistant.settings import Settings  # noqa: PLC0415

    @contextmanager
    def opened() -> "Iterator[Staff]":
        with open_catalogue(Settings.load()) as catalogue:
            yield catalogue.staff

    return opened()


def _password(name: str, *, from_stdin: bool, generate: bool) -> str:
    """The password to be kept.

    Raises:
        typer.Exit: It is too weak.
    """
    import sys  # noqa: PLC0415

    from assistant.office.passwords import WEAKNESSES, generated, weakness  # noqa: PLC0415

    if generate:
        _refuse_both(from_stdin)
        return generated()
    if from_stdin:
        chosen = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        chosen = str(
            typer.prompt(f"Password for {name}", hide_input=True, confirmation_prompt="The same again", err=True)
        )
    else:
        raise typer.BadParameter("nobody can be asked here: use --password-stdin, --generate or --invite")
    weak = weakness(chosen, name)
    if weak is not None:
        typer.echo(WEAKNESSES[weak], err=True)
        raise typer.Exit(2)
    return chosen


def _refuse_both(other: bool) -> None:
    if other:
        raise typer.BadParameter("use one of --password-stdin, --generate and --invite")


def _print_link(staff: "Staff", name: str) -> None:
    import datetime  # noqa: PLC0415

    from assistant.settings import Settings  # noqa: PLC0415

    settings = Settings.load()
    secret = staff.invite(name, datetime.datetime.now(datetime.UTC), by=BY)
    origin = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    typer.echo("Send this link; it is good once, for three days:", err=True)
    typer.echo(f"{origin}/staff/invitation/{secret}")


def _show(rows: list[dict[str, str]], as_json: bool, nothing: str) -> None:
    import json  # noqa: PLC0415

    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not rows:
        typer.echo(nothing)
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    for heading in rows[0]:
        table.add_column(heading.replace("_", " ").capitalize(), overflow="fold")
    for row in rows:
        table.add_row(*row.values())
    Console(highlight=False, markup=False).print(table)
