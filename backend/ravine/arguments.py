"""What may stand behind `ravine`: the commands, their options, and what is said of a word that is none of them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from ravine.engine.registry import nearest
from ravine.terminal import Mistake

DATA = "a CSV file, a folder of pictures, IDX, CIFAR-10 or npz"
BENCHES = ("engine", "lessons", "page", "surface", "vision")


class Parser(argparse.ArgumentParser):
    """argparse, but wrong input is answered in one line that names the nearest right word."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        unknown = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        if unknown:
            names = re.findall(r"[\w-]+", unknown[2])
            message = f"there is no {unknown[1]!a}{nearest(unknown[1], names)}; allowed: {', '.join(names)}"
        if message.endswith("expected one argument"):  # one that begins with - is taken for an option
            option = message.split()[1].rstrip(":")
            message += f"; one that begins with - is written {option}=..."
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
    serve.add_argument("--data", metavar="PATH", type=Path, help=f"to learn from: {DATA}")

    train = command("train", "Train the lanes of a spec and print what they did.")
    train.add_argument("spec", nargs="?", metavar="SPEC.json", help="a spec; - reads it from stdin; none: the default")
    train.add_argument(
        "--updates", type=whole_number, default=1000, metavar="N", help="how many (default: %(default)s)"
    )
    train.add_argument("--json", action="store_true", help="print everything as JSON")
    train.add_argument("--data", metavar="PATH", type=Path, help=f"to learn from instead of the spec's data: {DATA}")
    train.add_argument("--out", metavar="FILE", type=Path, help="write the JSON to a file")

    race = command("race", "Let optimizers race on an error surface and print their ways.")
    race.add_argument("spec", nargs="?", metavar="SPEC.json", help="a spec; - reads it from stdin; none: the default")
    race.add_argument(
        "--surface",
        metavar="NAME|EXPRESSION",
        help="a surface of the catalogue, with parameters if one likes (ravine:condition=100), or a function of x, y",
    )
    race.add_argument(
        "--lane",
        dest="lanes",
        action="append",
        metavar="OPTIMIZER[:NAME=VALUE,...]",
        help="an optimizer with its hyper-parameters (momentum:lr=0.001,lambda=0.9); once for each lane, up to 8",
    )
    race.add_argument("--start", type=point, metavar="X,Y", help="where all lanes begin, as in --start=-1.2,1")
    race.add_argument("--updates", type=whole_number, default=200, metavar="N", help="how many (default: %(default)s)")
    race.add_argument(
        "--noise", type=real_number, metavar="S", help="Gaussian noise on each coordinate of the gradient"
    )
    race.add_argument("--seed", type=whole_number, metavar="N", help="what noise, batches and points are drawn from")
    form = race.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print everything as JSON")
    form.add_argument("--csv", action="store_true", help="print every point as CSV: lane, update, x, y, loss")
    race.add_argument("--data", metavar="FILE.csv", type=Path, help="the points of a surface that comes from data")
    race.add_argument("--out", metavar="FILE", type=Path, help="write the JSON, or with --csv the CSV, to a file")

    sweep = command("sweep", "Train the lanes of a spec, or of a lesson, at several values from several seeds.")
    sweep.add_argument(
        "spec", nargs="?", metavar="SPEC.json|LESSON",
        help="a spec; - reads it from stdin; a lesson with a sweep, whose sweep fills in what is not given; none: the "
        "default",
    )  # fmt: skip
    sweep.add_argument("--over", metavar="SETTING", help="what is varied: depth, optimizer.lr, batch, ...")
    sweep.add_argument("--values", nargs="+", type=real_number, metavar="V", help="its values, rising")
    sweep.add_argument("--seeds", type=whole_number, metavar="N", help="from how many each is tried (default: 3)")
    sweep.add_argument("--updates", type=whole_number, metavar="N", help="how many (default: 1000)")
    sweep.add_argument("--measure", metavar="NAME", help="what is measured then (default: train_accuracy)")
    sweep.add_argument("--json", action="store_true", help="print everything as JSON")
    sweep.add_argument("--data", metavar="PATH", type=Path, help=f"to learn from instead of the spec's data: {DATA}")
    sweep.add_argument("--out", metavar="FILE", type=Path, help="write the JSON to a file")

    lessons = command("lessons", "List the lessons, or check what they claim.")
    what = lessons.add_mutually_exclusive_group()
    what.add_argument("--check", nargs="*", metavar="NAME", help="run the claims of these lessons; no name: of all")
    what.add_argument("--measures", action="store_true", help="list what claims can measure")
    lessons.add_argument(
        "--seeds", type=whole_number, default=3, metavar="N", help="with how many seeds (default: %(default)s)"
    )
    lessons.add_argument("--json", action="store_true", help="print everything as JSON")

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


def real_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!a} is not a number") from None


def point(text: str) -> list[float]:
    x, _, y = text.partition(",")
    try:
        return [float(x), float(y)]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!a} is no point; allowed: two numbers, as in -1.2,1") from None
