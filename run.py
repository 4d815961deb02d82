"""Ravine from a bare checkout, with nothing but Python 3.11 or newer:

    python3 run.py [options]        the server, and its page in a browser (options: those of `ravine serve`)
    python3 run.py test [options]   lint, the page's types and tests, all other tests (options: those of pytest)
    python3 run.py lint             ruff, mypy and the import contracts
    python3 run.py COMMAND ...      any other command of `ravine`: bench, train, race, lessons, catalogue, warm

The first time it makes an environment of its own in .venv and installs Ravine and what it needs there. Nothing
outside this folder is changed.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

OLDEST, NEWEST = (3, 11), (3, 14)  # the newest is the last that numba has ready-made files for

# Comes before everything that an older Python could not run; so the file must stay readable for Python 3.6.
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    names = ["python3.%d" % minor for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]  # noqa: UP031
    found = [name for name in names if shutil.which(name)]
    mend = f"You have {found[0]}: try  {found[0]} run.py" if found else "Install one of these from python.org."
    sys.exit(
        f"Ravine needs Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}; "
        f"this is {platform.python_version()}. {mend}"
    )

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
SUFFIX = ".exe" if os.name == "nt" else ""
PYTHON = BIN / f"python{SUFFIX}"
PAGE = ROOT / "frontend"
CONTAINER = "Or let it run in a container, where Docker is at hand: docker compose up"

Command = Sequence[str | Path]
Result = TypeVar("Result")


def say(text: str) -> None:
    print(f"ravine: {text}", flush=True)


def wait(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a command. Ctrl+C reaches the command too: it is waited for until it has closed, and nothing
    else begins."""
    stopped = False
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            stopped = True
            continue
        if stopped:
            sys.exit(130 if code < 0 else code)
        return code


def run(command: Command, folder: Path = ROOT) -> int:
    """The exit code of a command, which is waited for."""
    with subprocess.Popen(command, cwd=folder) as process:
        return wait(process)


def side_by_side(first: Callable[[], Result], second: Command) -> tuple[Result, int]:
    """What `first` gives, and the exit code of a command that runs meanwhile; what it says comes after `first`."""
    with tempfile.TemporaryFile() as said, subprocess.Popen(second, cwd=ROOT, stdout=said, stderr=said) as process:
        result, code = first(), wait(process)
        said.seek(0)
        print(said.read().decode(errors="replace"), end="", flush=True)
    return result, code


def become(command: Command) -> int:
    """Hand this process over: signals and the exit code are the command's own (Windows can only wait for it)."""
    if os.name == "nt":
        return run(command)
    os.execv(command[0], [str(word) for word in command])


def unsupported() -> str | None:
    """Why pip would fail on this platform and what to do instead; None where numba has ready-made files."""
    if platform.python_implementation() != "CPython":
        return f"numba, Ravine's compiler, needs CPython; this is {platform.python_implementation()}."
    if sys.maxsize < 2**32:
        return "numba, Ravine's compiler, needs a 64-bit Python, and this one has 32 bits. Install a 64-bit one."
    if "musl" in (sysconfig.get_config_var("SOABI") or ""):
        return f"numba, Ravine's compiler, has no files for musl (Alpine): use a system with glibc. {CONTAINER}"
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        native = "If this Mac has an Apple chip, its Python was made for Intel: install the one from python.org."
        return f"numba, Ravine's compiler, has no files for Intel Macs any more. {native} {CONTAINER}"
    return None


def starts(python: Path) -> bool:
    """Whether an environment's Python still runs, and is one that Ravine can use."""
    script = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.run([python, "-c", script], capture_output=True).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    """A working .venv: made where there is none, made anew where its Python no longer starts."""
    if starts(PYTHON):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sudo = "sudo " if shutil.which("sudo") else ""
        apt = f"{sudo}apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        mend = apt if shutil.which("apt") else "install a complete Python from python.org"
        sys.exit(f"This Python cannot make an environment: it comes without venv. This mends it:\n\n    {mend}\n")
    if ENVIRONMENT.exists():
        say("the Python in .venv does not start any more, or is too old or too new: making .venv anew")
    else:
        say("making an environment for Ravine in .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"The environment {ENVIRONMENT} could not be made:\n{made.stdout}{made.stderr}")


def fingerprint(file: Path) -> str:
    """Changes with the file's content, and with the folder: what is installed knows where the checkout stood."""
    return hashlib.sha256(file.read_bytes() + str(ROOT).encode()).hexdigest()


def install(extra: str = "") -> None:
    """Ravine (editable) and what it needs, once for each state of pyproject.toml."""
    stamp = ENVIRONMENT / "ravine-installed"
    wanted = fingerprint(ROOT / "pyproject.toml")
    made_for = stamp.read_text().split() if starts(PYTHON) and stamp.exists() else []
    if made_for[:1] == [wanted] and (not extra or extra in made_for):
        return
    obstacle = unsupported()
    if obstacle:
        sys.exit(f"Ravine cannot be installed here: {obstacle}")
    make_environment()
    say(f"installing Ravine{' and what its tests need' if extra else ''} into .venv, a minute or two")
    if subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode:  # uv makes environments without it
        subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True)
    compiled = "--only-binary=llvmlite,numba,numpy,scipy"  # to build these from source takes an hour, and fails
    target = f".[{extra}]" if extra else "."
    pip: Command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", compiled]
    result = subprocess.run([*pip, "--editable", target], cwd=ROOT, capture_output=True, text=True)
    if result.returncode:
        if "onnection" in result.stderr or "timed out" in result.stderr:
            sys.exit("The package index does not answer. Is this computer online? Behind a proxy, set HTTPS_PROXY.")
        sys.exit(f"{result.stderr}\nRavine could not be installed: pip says why above.")
    stamp.write_text(f"{wanted} {extra}")


def install_page(npm: str) -> int:
    """What the page's types and tests need (the browser itself needs none of it), once for each package-lock.json."""
    stamp = PAGE / "node_modules" / ".ravine-installed"
    wanted = fingerprint(PAGE / "package-lock.json")
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    say("installing what the page's tests need into frontend/node_modules")
    code = run([npm, "ci", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts"], PAGE)
    if not code:
        stamp.write_text(wanted)
    return code


def lint() -> dict[str, int]:
    """The exit code of each check of the Python code."""
    install("test")
    return {
        "ruff": run([BIN / f"ruff{SUFFIX}", "check", "--quiet"]),
        "mypy": run([PYTHON, "-m", "mypy"]),
        "the import contracts": run([BIN / f"lint-imports{SUFFIX}"]),
    }


def page() -> dict[str, int]:
    """The exit code of each check of the page's code that needs Node."""
    npm = shutil.which("npm")
    if not npm:
        say("Node is not installed: the page's types and its own tests are left out (Node 20 or newer runs them)")
        return {}
    code = install_page(npm)
    if code:
        return {"npm ci": code}
    return {
        "the page's types": run([npm, "run", "--silent", "types"], PAGE),
        "the page's tests": run([npm, "test", "--silent"], PAGE),
    }


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def test(options: Sequence[str]) -> dict[str, int]:
    """The exit code of each check and of the tests. With two cores or more, and no options that say what to run, each
    core takes one file of tests after the other."""
    pytest: Command = [PYTHON, "-m", "pytest"]
    if options or cores() < 2:
        return {**lint(), **page(), "pytest": run([*pytest, *options])}
    install("test")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of several processes hinder each other
    warm: Command = [BIN / f"ravine{SUFFIX}", "warm"]  # else every process would compile the same kernels
    checks, warmed = side_by_side(lambda: {**lint(), **page()}, warm)
    each = [f"--numprocesses={cores()}", "--dist=loadfile", "--no-loadscope-reorder"]
    return {**checks, "ravine warm": warmed, "pytest": run([*pytest, *each])}


def report(codes: dict[str, int]) -> int:
    """0 if all went well; else say what did not."""
    failed = [name for name in codes if codes[name]]
    if failed:
        say(f"failed: {', '.join(failed)}")
    return bool(failed)


def main(words: list[str]) -> int:
    command, *rest = words or [""]
    if command in ("-h", "--help"):
        print(__doc__)
        return 0
    if command == "lint":
        return report(lint())
    if command == "test":
        return report(test(rest))
    install("test" if words[:2] == ["bench", "page"] else "")  # that one drives a browser
    serve = not command or command.startswith("-")
    return become([BIN / f"ravine{SUFFIX}", *(["serve", "--open"] if serve else []), *words])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
