"""The `ravine` command: serve, train, catalogue, warm, bench.

What is wrong is said in one line on stderr, with exit code 2. Modules are imported by the command that needs them, so
that `--help` does not wait for the engine.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

import ravine
from ravine.engine.registry import nearest

WRONG_INPUT, INTERRUPTED, BROKEN_PIPE = 2, 130, 141
"""Exit codes; the last two are the shell's for SIGINT and SIGPIPE."""

BENCHES = ("engine", "page")


class Mistake(Exception):
    """What a person typed is wrong; the message is one line."""


class Parser(argparse.ArgumentParser):
    """argparse, but wrong input is answered in one line that names the nearest right word."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        unknown = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if unknown:
            names = re.findall(r"[\w-]+", unknown[2])
            message = f"there is no {unknown[1]!a}{nearest(unknown[1], names)}; allowed: {', '.join(names)}"
        raise Mistake(f"{self.prog}: {message}")

    def refuse(self, words: Sequence[str]) -> NoReturn:
        """The answer to words that no option takes."""
        options = [option for option in self._option_string_actions if option.startswith("--")]
        word = words[0].partition("=")[0]
        raise Mistake(f"{self.prog}: {word!a} is not understood{nearest(word, options)}; see {self.prog} --help")


def parser() -> Parser:
    whole = Parser(prog="ravine", description="Train deep networks live and see every step.")
    whole.add_argument("--version", action="store_true", help="print the version and stop")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    def command(name: str, help_text: str) -> Parser:
        made: Parser = commands.add_parser(name, help=help_text, description=help_text)
        made.set_defaults(parser=made)
        return made

    serve = command("serve", "Serve the page.")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=port, default=8765, help="port to listen on (default: %(default)s)")
    serve.add_argument("--open", action=argparse.BooleanOptionalAction, default=False, help="open it in a browser")
    serve.add_argument("--token", help="what a visitor must know; needed for any address but loopback")
    serve.add_argument("--data", metavar="FILE.csv", type=Path, help="a table to learn from, as data set `table`")

    train = command("train", "Train the lanes of a spec and print what they did.")
    train.add_argument("spec", nargs="?", metavar="SPEC.json", help="a spec; - reads it from stdin; none: the default")
    train.add_argument(
        "--updates", type=whole_number, default=1000, metavar="N", help="how many (default: %(default)s)"
    )
    train.add_argument("--json", action="store_true", help="print everything as JSON")
    train.add_argument("--data", metavar="FILE.csv", type=Path, help="a table to learn from instead of the spec's data")
    train.add_argument("--out", metavar="FILE", type=Path, help="write the JSON to a file")

    catalogue = command("catalogue", "Print all that can be chosen.")
    catalogue.add_argument("--json", action="store_true", help="as the page gets it")

    command("warm", "Compile all kernels ahead of time.")

    bench = command("bench", "Measure, and compare with others.")
    bench.add_argument("name", nargs="?", default="engine", choices=BENCHES)
    bench.add_argument("--json", action="store_true", help="print the table as JSON")
    return whole


def port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(f"{text!a} is no port; allowed: 0 to 65535 (0: any free one)")
    return int(text)


def whole_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"{text!a} is not a whole number")
    return int(text)


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
    commands = {"serve": serve, "train": train, "catalogue": catalogue, "warm": warm, "bench": bench}
    return commands[given.command](given)


def serve(given: argparse.Namespace) -> int:
    load_table(given.data)
    from ravine.server.app import serve as serve_page

    try:
        return serve_page(given.host, given.port, given.token, given.open)
    except (ValueError, OSError) as error:
        raise Mistake(f"ravine serve: {error}") from error


def train(given: argparse.Namespace) -> int:
    from threadpoolctl import threadpool_limits

    from ravine import notebook
    from ravine.spec.error import SpecError
    from ravine.spec.json_text import read_json, write_json
    from ravine.spec.limits import FILE_BYTES

    load_table(given.data)
    changes = {"data": {"name": "table"}} if given.data else {}
    try:
        spec = given.spec
        if spec == "-":
            spec = read_json(sys.stdin.buffer.read(FILE_BYTES + 1), FILE_BYTES, "the spec on stdin")
        session = notebook.read_spec(spec, changes)
        # one thread for BLAS: with more, sums differ in their last digits from machine to machine
        with threadpool_limits(1), written(given.out) as out, Bar(sys.stderr) as bar:
            result = notebook.train(session, given.updates, progress=bar)
            if out is not None:
                out.write(write_json(result.document()) + "\n")
    except SpecError as error:
        raise Mistake(f"ravine train: {error}") from None
    print(write_json(result.document()) if given.json else result.table())
    return 0


def catalogue(given: argparse.Namespace) -> int:
    from ravine.spec.catalogue import catalogue as whole
    from ravine.spec.json_text import write_json

    everything = whole()
    if given.json:
        print(write_json(everything))
        return 0
    for family, entries in everything.items():
        if family != "fields" and isinstance(entries, list):
            print(f"\n{family.replace('_', ' ')}")
            for entry in entries:
                print(f"  {entry['name']:<22} {entry['formula']}")
                for parameter in entry["parameters"]:
                    print(f"  {'':<22}   {in_words(parameter)}")
    print("\nplain fields")
    for field in everything["fields"]:
        print(f"  {field['scope'] + ' ' + field['path']:<22} {in_words(field)}")
    return 0


def in_words(parameter: Mapping[str, Any]) -> str:
    unit = f" {parameter['unit']}" if parameter["unit"] else ""
    bounds = f"{parameter['default']:g} ({parameter['low']:g} to {parameter['high']:g}{unit})"
    return f"{parameter['name']} {bounds}"


def warm(given: argparse.Namespace) -> int:
    for module in ("check", "history", "probes", "training"):
        importlib.import_module(f"ravine.engine.{module}")
    from ravine.engine.kernel import ELEMENT_TYPES, compile_all

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


def load_table(path: Path | None) -> None:
    """Make the CSV file at `path` the data set `table`, where one is given."""
    if path is None:
        return
    from ravine.data.cells import TableError
    from ravine.data.table import register_table

    try:
        register_table(path)
    except TableError as error:
        raise Mistake(f"ravine: {error}") from None


@contextlib.contextmanager
def written(path: Path | None) -> Iterator[TextIO | None]:
    """A file to write to, which replaces the one at `path` only when all went well; opened before the work begins."""
    if path is None:
        yield None
        return
    draft = path.with_name(f"{path.name}.part")
    try:
        file = draft.open("w", encoding="utf-8")
    except OSError as error:
        raise Mistake(f"ravine train: {path} cannot be written ({error.strerror})") from None
    try:
        with file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class Bar:
    """A progress bar, where there is a terminal to draw it on; it leaves no trace."""

    WIDTH = 30
    EVERY = 0.1
    """Seconds between two drawings."""

    def __init__(self, stream: TextIO, unit: str = "updates") -> None:
        self._stream = stream
        self._unit = unit
        self._drawn = -1.0
        self._shown = stream.isatty()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __call__(self, name: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._shown or (0 < done < total and now < self._drawn + self.EVERY):
            return
        self._drawn = now
        full = self.WIDTH * done // total
        bar = "#" * full + "." * (self.WIDTH - full)
        self._stream.write(f"\r\x1b[K[{bar}] {done} of {total} {self._unit}  {name}")
        self._stream.flush()


if __name__ == "__main__":
    sys.exit(main())
