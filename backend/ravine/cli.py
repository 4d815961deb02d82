"""The `ravine` command: serve, train, race, sweep, lessons, catalogue, warm, bench.

What is wrong is said in one line on stderr, with exit code 2. Modules are imported by the command that needs them, so
that `--help` does not wait for the engine.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ravine
from ravine.arguments import parser
from ravine.terminal import Bar, Mistake, written

CLAIM_FAILED, WRONG_INPUT, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141
"""Exit codes; the last two are the shell's for SIGINT and SIGPIPE."""

MOST_SEEDS = 1000
"""With which claims are checked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a lane's name may not be in the terminal's alphabet
    try:
        code = run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
        return code
    except Mistake as mistake:
        print(" ".join(str(mistake).split()), file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read us has gone; nothing may be written any more, not even by the interpreter as it ends
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def run(arguments: Sequence[str]) -> int:
    whole = parser()
    given, unknown = whole.parse_known_args(arguments)
    if unknown:
        getattr(given, "parser", whole).refuse(unknown)
    if given.version:
        print(f"ravine {ravine.__version__}")
        return 0
    if given.command is None:
        whole.print_help()
        return 0
    commands = {
        "serve": serve, "train": train, "race": race, "sweep": sweep, "lessons": lessons, "catalogue": catalogue,
        "warm": warm, "bench": bench,
    }  # fmt: skip
    return commands[given.command](given)


def serve(given: argparse.Namespace) -> int:
    load(given.data)
    from ravine.server.app import serve as serve_page

    try:
        return serve_page(given.host, given.port, given.token, given.open)
    except (ValueError, OSError) as error:
        raise Mistake(f"ravine serve: {error}") from error


def train(given: argparse.Namespace) -> int:
    from threadpoolctl import threadpool_limits

    from ravine import notebook, runs
    from ravine.spec.error import SpecError
    from ravine.spec.json_text import write_json
    from ravine.spec.network import NetworkSpec

    data = load(given.data)
    changes = {"data": {"name": data}} if data else {}
    try:
        session = runs.read_spec(NetworkSpec, spec_from(given.spec), changes)
        # one thread for BLAS: with more, sums differ in their last digits from machine to machine
        with threadpool_limits(1), written(given.out, "ravine train") as out, Bar(sys.stderr) as bar:
            result = notebook.train(session, given.updates, progress=bar)
            if out is not None:
                out.write(write_json(result.document()) + "\n")
    except SpecError as error:
        raise Mistake(f"ravine train: {error}") from None
    print(write_json(result.document()) if given.json else result.table())
    return 0


def race(given: argparse.Namespace) -> int:
    from ravine import racing
    from ravine.data.cells import TableError
    from ravine.spec.error import SpecError
    from ravine.spec.json_text import write_json

    fields = ("surface", "lanes", "start", "noise", "seed")
    changes = {name: getattr(given, name) for name in fields if getattr(given, name) is not None}
    try:
        session = racing.read_race(spec_from(given.spec), changes)
        if given.data:
            session = racing.with_points(session, given.data)
        with written(given.out, "ravine race") as out, Bar(sys.stderr) as bar:
            result = racing.race(session, given.updates, progress=bar)
            whole = result.csv() if given.csv else write_json(result.document()) + "\n"
            if out is not None:
                out.write(whole)
    except (SpecError, TableError) as error:
        raise Mistake(f"ravine race: {error}") from None
    sys.stdout.write(whole if given.csv or given.json else result.table() + "\n")
    return 0


def sweep(given: argparse.Namespace) -> int:
    from ravine import swept
    from ravine.spec.error import SpecError
    from ravine.spec.json_text import write_json

    data = load(given.data)
    fields = ("over", "values", "seeds", "updates", "measure")
    asked: dict[str, Any] = {name: getattr(given, name) for name in fields}
    if data:
        asked["data"] = {"name": data}
    try:
        spec = spec_from(given.spec)
        with written(given.out, "ravine sweep") as out, Bar(sys.stderr, "networks") as bar:
            result = swept.sweep(spec, progress=bar, **asked)
            whole = write_json(result.document())
            if out is not None:
                out.write(whole + "\n")
    except SpecError as error:
        option = str(error).partition(" ")[0]
        raise Mistake(f"ravine sweep: {'--' if option in fields else ''}{error}") from None
    print(whole if given.json else result.table())
    return 0


def lessons(given: argparse.Namespace) -> int:
    from ravine.recipe import lesson
    from ravine.recipe.checking import check
    from ravine.recipe.report import measures_table, results_table, table
    from ravine.spec.error import SpecError
    from ravine.spec.json_text import write_json

    try:
        if given.measures:
            print(measures_table())
            return 0
        if given.check is None:
            print(write_json(lesson.contents()) if given.json else table(lesson.lessons()))
            return 0
        if not 1 <= given.seeds <= MOST_SEEDS:
            raise Mistake(f"ravine lessons: --seeds is {given.seeds}; allowed: 1 to {MOST_SEEDS}")
        with Bar(sys.stderr) as bar:
            results = check(lesson.chosen(given.check), given.seeds, bar)
    except SpecError as error:
        raise Mistake(f"ravine lessons: {error}") from None
    print(write_json({"claims": [one.document() for one in results]}) if given.json else results_table(results))
    return 0 if all(one.holds for one in results) else CLAIM_FAILED


def spec_from(given: str | None) -> Any:
    """The JSON on stdin for -; else what was given, the path of a file or nothing."""
    from ravine.spec.json_text import read_json
    from ravine.spec.limits import FILE_BYTES

    if given != "-":
        return given
    return read_json(sys.stdin.buffer.read(FILE_BYTES + 1), FILE_BYTES, "the spec on stdin")


def catalogue(given: argparse.Namespace) -> int:
    from ravine.spec.catalogue import catalogue as whole
    from ravine.spec.json_text import write_json

    everything = whole()
    if given.json:
        print(write_json(everything))
        return 0
    for family, entries in everything.items():
        if family not in ("fields", "presets", "swept", "measures") and isinstance(entries, list):
            print(f"\n{family.replace('_', ' ')}")
            for entry in entries:
                print(f"  {entry['name']:<22} {entry['formula']}")
                for parameter in entry.get("parameters", ()):
                    print(f"  {'':<22}   {in_words(parameter)}")
    print("\npresets of the Surface place")
    for preset in everything["presets"]:
        print(f"  {preset['name']:<22} {preset['says']}")
    print("\nplain fields")
    for field in everything["fields"]:
        print(f"  {field['scope'] + ' ' + field['path']:<22} {in_words(field)}")
    return 0


def in_words(parameter: Mapping[str, Any]) -> str:
    unit = f" {parameter['unit']}" if parameter["unit"] else ""
    bounds = f"{parameter['default']:g} ({parameter['low']:g} to {parameter['high']:g}{unit})"
    return f"{parameter['name']} {bounds}"


def warm(given: argparse.Namespace) -> int:
    from ravine import engine
    from ravine.engine.kernel import ELEMENT_TYPES, compile_all

    for module in pkgutil.walk_packages(engine.__path__, "ravine.engine."):
        importlib.import_module(module.name)  # wherever a kernel may stand

    for dtype in ELEMENT_TYPES:
        with Bar(sys.stderr, f"kernels for {dtype}") as bar:
            compile_all(bar, dtype)
    return 0


def bench(given: argparse.Namespace) -> int:
    module = importlib.import_module(f"ravine.bench.{given.name}")
    try:
        return int(module.main(["--json"] if given.json else []))
    except (ImportError, RuntimeError) as error:
        raise Mistake(f"ravine bench {given.name}: {error}") from error


def load(path: Path | None) -> str | None:
    """Make what is at `path`, where something is given, a data set; its name."""
    if path is None:
        return None
    from ravine.data.cells import TableError
    from ravine.data.files.bounds import PicturesError
    from ravine.data.files.given import register

    try:
        return register(path).name
    except (TableError, PicturesError) as error:
        raise Mistake(f"ravine: {error}") from None


if __name__ == "__main__":
    sys.exit(main())
