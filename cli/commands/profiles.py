"""`podwright profiles`: what podcasts have in common, under names; and YAML files of them."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.client.answers import Profile, plain
from cli.client.api import Api
from cli.client.problem import Problem
from cli.client.server import connect
from cli.commands.arguments import Yes
from cli.commands.speaker_options import speakers_of, words_of
from cli.commands.yaml_files import KINDS, lexicon_in, profiles_in, profiles_text
from cli.output import AsJson, CliExit, Exit, agreed, echo, echo_json, note, shortened, table

PANEL = "Podcasts"
EPISODES, SPEAKERS = KINDS

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the profile.")]
OfSpeakers = Annotated[
    bool, typer.Option("--speakers", help="The speaker profile, where an episode profile has its name.")
]

group = typer.Typer(help="Keep what podcasts have in common under names.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(group, name="profiles", rich_help_panel=PANEL)


@group.callback(invoke_without_command=True)
def profiles(context: typer.Context, as_json: AsJson = False) -> None:
    """Keep what podcasts have in common under names: episode profiles and speaker profiles.

    Examples: `podwright profiles` · `podwright new paper.pdf --profile lesson --speaker-profile "round table"`
    """
    if context.invoked_subcommand is None:
        _list(as_json=as_json)


@group.command("list")
def list_(as_json: AsJson = False) -> None:
    """List your profiles, and those that come with Podwright."""
    _list(as_json=as_json)


@group.command()
def show(name: Name, speakers: OfSpeakers = False, as_json: AsJson = False) -> None:
    """Print a profile as YAML.

    Example: `podwright profiles show lesson`
    """
    with connect() as client:
        kind, profile = _find(client, name, speakers=speakers)
    if as_json:
        echo_json(plain(profile))
    else:
        echo(profiles_text({kind: [profile.given]}).rstrip())


@group.command()
def create(
    name: Name,
    *,
    description: Annotated[str | None, typer.Option(help="What it is for.")] = None,
    style: Annotated[str | None, typer.Option(help="Form of the episodes.")] = None,
    complexity: Annotated[str | None, typer.Option(help="beginner, intermediate or advanced.")] = None,
    minutes: Annotated[float | None, typer.Option(help="Length in minutes.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the episodes, e.g. en.")] = None,
    instructions: Annotated[
        str | None, typer.Option(help="Wishes for the writer; @FILE reads them from a file.")
    ] = None,
    llm: Annotated[str | None, typer.Option(help="Writer, as vendor:model or local.")] = None,
    lexicon: Annotated[
        Path | None, typer.Option(help="File with how words are said, in YAML: `written: spoken`, a line each.")
    ] = None,
    speaker: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME[:ROLE[:VOICE]]", help="A speaker of a speaker profile; repeat it for several."),
    ] = None,
    tts: Annotated[str | None, typer.Option(help="Vendor of the speakers' voices.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a profile: of speakers with --speaker, else of episodes. Personas and settings come from a file (import).

    Examples: `podwright profiles create brief --style brief --minutes 3` ·
    `podwright profiles create desk --speaker Mara:host:heart --speaker Ito:expert`
    """
    episode = {
        "style": style,
        "complexity": complexity,
        "duration_minutes": minutes,
        "language": language,
        "instructions": words_of(instructions, "--instructions"),
        "llm": llm,
        "lexicon": lexicon_in(lexicon) if lexicon else None,
    }
    given = {key: value for key, value in episode.items() if value is not None}
    if speaker and given:
        raise CliExit(
            Exit.BAD_INPUT, f"A speaker profile has no {', '.join(given)}: make two profiles, one of each kind."
        )
    if tts and not speaker:
        raise CliExit(Exit.BAD_INPUT, "--tts is the vendor of --speaker: give both.")
    body: dict[str, Any] = {"name": name, **({"description": description} if description else {}), **given}
    if speaker:
        body["speakers"] = speakers_of(speaker, tts=tts)
    with connect({"duration_minutes": "--minutes", "name": "NAME"}) as client:
        made = client.create_profile(SPEAKERS if speaker else EPISODES, body)
    _made(made, as_json=as_json)


@group.command()
def delete(name: Name, speakers: OfSpeakers = False, yes: Yes = False, as_json: AsJson = False) -> None:
    """Delete a profile. Podcasts that were made with it keep what they took from it."""
    with connect() as client:
        kind, profile = _find(client, name, speakers=speakers)
        if not agreed(f"Delete the profile {profile.name!r} of {kind}?", yes=yes):
            raise CliExit(Exit.BAD_INPUT, "Nothing is deleted.")
        client.delete_profile(kind, profile.name)
    if as_json:
        echo_json({"deleted": profile.name})
    else:
        echo(f"deleted {profile.name}")


@group.command()
def duplicate(
    name: Name,
    new_name: Annotated[str, typer.Argument(metavar="NEW_NAME", help="Name of the copy.")],
    speakers: OfSpeakers = False,
    as_json: AsJson = False,
) -> None:
    """Copy a profile under another name, also one that comes with Podwright.

    Example: `podwright profiles duplicate "round table" ours`
    """
    with connect() as client:
        kind, profile = _find(client, name, speakers=speakers)
        made = client.duplicate_profile(kind, profile.name, new_name)
    _made(made, as_json=as_json)


@group.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A YAML file, as `export` writes it; - is stdin.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Change those of the same names.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the profiles of a file. It stops at the first that cannot be made, and says which those before it are.

    Examples: `podwright profiles import team.yaml` · `podwright profiles import team.yaml --replace`
    """
    wanted = profiles_in(file)
    made: list[Profile] = []
    with connect() as client:
        for kind in KINDS:
            for body in wanted[kind]:
                try:
                    made.append(_put(client, kind, body, replace=replace))
                except Problem as problem:
                    before = f" Made before it: {', '.join(each.name for each in made)}." if made else ""
                    problem.body["advice"] = f"It is {body['name']!r} of {kind}.{before}"
                    raise
    if as_json:
        echo_json([plain(each) for each in made])
        return
    for each in made:
        echo(f"stored {each.name}")


@group.command()
def export(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="Profiles, of both kinds. Default: all of your own.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write. Default: stdout.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write profiles as YAML, which `import` reads.

    Examples: `podwright profiles export -o team.yaml` · `podwright profiles export lesson "round table"`
    """
    with connect() as client:
        everything = {kind: client.profiles(kind) for kind in KINDS}
    chosen: dict[str, list[dict[str, Any]]] = {}
    missing = {each.casefold(): each for each in names or ()}
    for kind, listed in everything.items():
        some = [each for each in listed if (each.name.casefold() in missing if names else not each.shipped)]
        chosen[kind] = [each.given for each in some]
    found = {each["name"].casefold() for some in chosen.values() for each in some}
    if absent := [name for folded, name in missing.items() if folded not in found]:
        raise CliExit(Exit.BAD_INPUT, f"There is no profile {absent[0]!r}; `podwright profiles` lists them.")
    if not found:
        raise CliExit(Exit.BAD_INPUT, "There are no profiles of your own; name those that come with Podwright.")
    text = json.dumps(chosen, ensure_ascii=False, indent=2) + "\n" if as_json else profiles_text(chosen)
    if output is None:
        echo(text.rstrip())
        return
    try:
        output.expanduser().write_text(text, encoding="utf-8")
    except OSError as error:
        raise CliExit(Exit.BAD_INPUT, f"{output} could not be written: {error.strerror}.") from None
    note(f"{output}: {len(found)} profiles" if len(found) > 1 else f"{output}: one profile")


def _put(client: Api, kind: str, body: dict[str, Any], *, replace: bool) -> Profile:
    try:
        return client.create_profile(kind, body)
    except Problem as problem:
        if problem.code != "name_taken" or not replace:
            raise
        return client.replace_profile(kind, body)


def _find(client: Api, name: str, *, speakers: bool) -> tuple[str, Profile]:
    """The episode profile of that name, else the speaker profile."""
    if not speakers:
        try:
            return EPISODES, client.profile(EPISODES, name)
        except Problem as problem:
            if problem.status != 404:
                raise
    return SPEAKERS, client.profile(SPEAKERS, name)


def _made(profile: Profile, *, as_json: bool) -> None:
    if as_json:
        echo_json(plain(profile))
    else:
        echo(f"stored {profile.name}")


def _list(*, as_json: bool) -> None:
    with connect() as client:
        listed = {kind: client.profiles(kind) for kind in KINDS}
    if as_json:
        echo_json({kind: [plain(each) for each in some] for kind, some in listed.items()})
        return
    rows = [
        [kind, each.name, "shipped" if each.shipped else "", shortened(each.summary, 70)]
        for kind, some in listed.items()
        for each in some
    ]
    table(["kind", "name", "", "what"], rows)
