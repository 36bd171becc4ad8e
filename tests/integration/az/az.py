"""Holds the Azure CLI lines that the native tests write down to the real Azure
CLI: its own argument parser takes each of them, and what it says of the
commands that they use is what `cli.json` says.

    python3 -m venv /tmp/azure-cli && /tmp/azure-cli/bin/pip install azure-cli
    cargo test -p integration-tests --test it commands
    /tmp/azure-cli/bin/python tests/integration/az/az.py check
    /tmp/azure-cli/bin/python tests/integration/az/az.py spec

Nothing is carried out and nothing is sent. `spec` writes `cli.json` anew, which
the native tests read: they need neither Python nor the Azure CLI.
"""

import json
import logging
import os
import pathlib
import shlex
import sys
import tempfile

os.environ["AZURE_CONFIG_DIR"] = tempfile.mkdtemp()
os.environ["AZURE_CORE_COLLECT_TELEMETRY"] = "false"
os.environ["AZURE_CORE_ONLY_SHOW_ERRORS"] = "true"

import jmespath
from azure.cli.core import __version__, get_default_cli
from azure.cli.core.commands.events import (
    EVENT_INVOKER_POST_LOAD_ARGUMENTS,
    EVENT_INVOKER_PRE_LOAD_ARGUMENTS,
)
from knack.events import (
    EVENT_INVOKER_CMD_TBL_LOADED,
    EVENT_INVOKER_POST_CMD_TBL_CREATE,
    EVENT_INVOKER_POST_PARSE_ARGS,
    EVENT_INVOKER_PRE_CMD_TBL_CREATE,
)

HERE = pathlib.Path(__file__).parent
LINES = HERE.parents[3] / "target" / "tmp" / "az-lines.json"
SPEC = HERE / "cli.json"


def arguments(line):
    """The words after `az`, without what the shell takes for itself."""
    words = [it for it in shlex.split(line) if it != "&&"]
    if ">" in words:
        words = words[: words.index(">")]
    assert words.pop(0) == "az", line
    return words


def loaded(args):
    """The CLI, with all that it knows of this command: what it does itself
    before it parses, in the same order."""
    cli = get_default_cli()
    cli.invocation = invocation = cli.invocation_cls(
        cli_ctx=cli,
        parser_cls=cli.parser_cls,
        commands_loader_cls=cli.commands_loader_cls,
        help_cls=cli.help_cls,
    )
    loader, parser = invocation.commands_loader, invocation.parser
    cli.raise_event(EVENT_INVOKER_PRE_CMD_TBL_CREATE, args=args)
    loader.load_command_table(args)
    command = invocation._rudimentary_get_command(args)
    invocation.data["command_string"] = command
    assert command in loader.command_table, f"there is no command {command!r}"
    loader.command_table = {command: loader.command_table[command]}
    loader.command_name = command
    cli.raise_event(EVENT_INVOKER_PRE_LOAD_ARGUMENTS, commands_loader=loader)
    loader.load_arguments(command)
    cli.raise_event(EVENT_INVOKER_POST_LOAD_ARGUMENTS, commands_loader=loader)
    cli.raise_event(EVENT_INVOKER_POST_CMD_TBL_CREATE, commands_loader=loader)
    parser.cli_ctx = cli
    parser.load_command_table(loader)
    cli.raise_event(EVENT_INVOKER_CMD_TBL_LOADED, cmd_tbl=loader.command_table, parser=parser)
    return cli, command


def options(cli, command):
    """What the command takes: by the longest name of each option."""
    *group, verb = command.split()
    leaf = cli.invocation.parser.subparsers[tuple(group)].choices[verb]
    found = {}
    for action in leaf._actions:
        names = [it for it in action.option_strings if isinstance(it, str)]
        names += [it.target for it in action.option_strings if hasattr(it, "target")]
        if not names or action.help == "==SUPPRESS==":
            continue
        takes = {0: "none", "?": "maybe", "+": "many", "*": "many"}.get(action.nargs, "one")
        entry = {"takes": takes}
        if action.required:
            entry["required"] = True
        if action.choices:
            entry["choices"] = sorted(str(it) for it in action.choices)
        others = sorted(set(names))
        main = max(others, key=len)
        others.remove(main)
        if others:
            entry["aliases"] = others
        found[main] = entry
    return dict(sorted(found.items()))


def check(lines):
    wrong = 0
    for line in lines:
        args = arguments(line)
        try:
            cli, command = loaded(args)
            parsed = cli.invocation.parser.parse_args(args)
            cli.raise_event(EVENT_INVOKER_POST_PARSE_ARGS, command=command, args=parsed)
            if "--query" in args:
                jmespath.compile(args[args.index("--query") + 1])
        except (Exception, SystemExit) as error:
            wrong += 1
            print(f"refused: {line}\n    {error!r}")
    print(f"Azure CLI {__version__}: {len(lines) - wrong} passed, {wrong} failed")
    return wrong


def spec(lines):
    commands = {}
    for line in lines:
        cli, command = loaded(arguments(line))
        if command not in commands:
            commands[command] = options(cli, command)
    body = {"version": __version__, "commands": dict(sorted(commands.items()))}
    SPEC.write_text(json.dumps(body, indent=1) + "\n")
    print(f"{SPEC}: {len(commands)} commands of Azure CLI {__version__}")


def main():
    # That nobody is signed in is no news here.
    logging.disable(logging.CRITICAL)
    lines = json.loads(LINES.read_text())
    if sys.argv[1:] == ["spec"]:
        spec(lines)
    elif sys.argv[1:] == ["check"]:
        sys.exit(bool(check(lines)))
    else:
        sys.exit(__doc__)


main()
