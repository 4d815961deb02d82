"""run.py: what it says where it cannot work, what it installs when, and what it hands on."""

from __future__ import annotations

import ast
import importlib.util
import os
import platform
import runpy
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "run.py"

Commands = list[list[str]]


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py as a module, its checkout an empty folder with a pyproject.toml."""
    specification = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    environment = tmp_path / ".venv"
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "ENVIRONMENT", environment)
    monkeypatch.setattr(module, "BIN", environment / module.BIN.name)
    monkeypatch.setattr(module, "PYTHON", environment / module.BIN.name / module.PYTHON.name)
    monkeypatch.setattr(module, "PAGE", tmp_path / "frontend")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return module


@pytest.fixture
def commands(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """What run.py starts, recorded instead of run; all of it succeeds, and an environment that was made starts."""
    started: Commands = []

    def record(command: Any, *_: Any, **__: Any) -> SimpleNamespace:
        words = [str(word) for word in command]
        started.append(words)
        if words[1:3] == ["-m", "venv"]:
            bootstrap.ENVIRONMENT.mkdir(exist_ok=True)
        return SimpleNamespace(returncode=0, stdout="", stderr="")

    monkeypatch.setattr(bootstrap.subprocess, "run", record)
    monkeypatch.setattr(bootstrap, "starts", lambda _: bootstrap.ENVIRONMENT.is_dir())
    monkeypatch.setattr(bootstrap, "unsupported", lambda: None)
    monkeypatch.setattr(bootstrap, "run", lambda command, *_: record(command).returncode)
    monkeypatch.setattr(bootstrap, "become", lambda command: record(command).returncode)
    return started


def installs(commands: Commands) -> list[str]:
    """What pip was asked for."""
    return [words[-1] for words in commands if words[1:4] == ["-m", "pip", "install"]]


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 13), (3, 15, 0)])
def test_a_python_too_old_or_too_new_is_told_which_ones_work(
    version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit, match=r"Ravine needs Python 3\.11 to 3\.14; this is"):
        runpy.run_path(str(SCRIPT))


def test_an_old_python_can_read_the_file_and_so_reaches_its_message() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize(
    ("owner", "attribute", "value", "words"),
    [
        (platform, "python_implementation", lambda: "PyPy", "CPython"),
        (sys, "maxsize", 2**31 - 1, "64-bit"),
        (sysconfig, "get_config_var", lambda _: "cpython-311-x86_64-linux-musl", "musl"),
    ],
)
def test_a_platform_without_ready_made_files_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, owner: Any, attribute: str, value: Any, words: str
) -> None:
    monkeypatch.setattr(owner, attribute, value)
    assert words in bootstrap.unsupported()
    with pytest.raises(SystemExit, match="Ravine cannot be installed here"):
        bootstrap.install()


def test_intel_macs_are_sent_to_the_container_and_apple_chips_are_not(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(sysconfig, "get_config_var", lambda _: "cpython-311-darwin")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert "docker compose up" in bootstrap.unsupported()
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert bootstrap.unsupported() is None


def test_debian_without_venv_gets_the_command_that_mends_it(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else find(name))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    with pytest.raises(SystemExit, match=f"sudo apt install {package}"):
        bootstrap.make_environment()


def test_an_environment_whose_python_is_gone_is_made_anew(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap.BIN.mkdir(parents=True)
    bootstrap.PYTHON.write_text("not a program")
    bootstrap.make_environment()
    assert "does not start any more" in capsys.readouterr().out
    assert bootstrap.starts(bootstrap.PYTHON)


def test_it_installs_only_when_pyproject_changed(bootstrap: ModuleType, commands: Commands) -> None:
    bootstrap.install()
    bootstrap.install()
    assert installs(commands) == ["."]
    (bootstrap.ROOT / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    bootstrap.install()
    assert installs(commands) == [".", "."]


def test_what_tests_need_is_added_once_and_serves_the_server_too(bootstrap: ModuleType, commands: Commands) -> None:
    bootstrap.install()
    bootstrap.install("test")
    bootstrap.install()
    bootstrap.install("test")
    assert installs(commands) == [".", ".[test]"]


def test_a_checkout_that_was_moved_is_installed_again(
    bootstrap: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.install()
    elsewhere = bootstrap.ROOT.parent / "elsewhere"
    bootstrap.ROOT.rename(elsewhere)
    monkeypatch.setattr(bootstrap, "ROOT", elsewhere)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", elsewhere / ".venv")
    bootstrap.install()
    assert len(installs(commands)) == 2


def test_an_environment_without_pip_gets_it_first(
    bootstrap: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = bootstrap.subprocess.run

    def without_pip(command: Any, **options: Any) -> SimpleNamespace:
        record(command, **options)
        return SimpleNamespace(returncode=int(command[-1] == "import pip"), stdout="", stderr="")

    monkeypatch.setattr(bootstrap.subprocess, "run", without_pip)
    bootstrap.install()
    modules = [words[2] for words in commands if words[1] == "-m"]
    assert modules == ["venv", "ensurepip", "pip"]


@pytest.mark.parametrize(
    ("stderr", "words"),
    [
        ("WARNING: Retrying after connection broken by 'NewConnectionError'", "Is this computer online"),
        ("ERROR: No matching distribution found", "pip says why above"),
    ],
)
def test_a_failed_installation_says_why_and_is_tried_again(
    bootstrap: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, stderr: str, words: str
) -> None:
    record = bootstrap.subprocess.run

    def failing(command: Any, **options: Any) -> SimpleNamespace:
        record(command, **options)
        return SimpleNamespace(returncode=int("install" in command), stdout="", stderr=stderr)

    monkeypatch.setattr(bootstrap.subprocess, "run", failing)
    for _ in range(2):
        with pytest.raises(SystemExit, match=words):
            bootstrap.install()
    assert len(installs(commands)) == 2


@pytest.mark.parametrize(
    ("words", "handed_on"),
    [
        ([], ["serve", "--open"]),
        (["--port", "9000"], ["serve", "--open", "--port", "9000"]),
        (["bench", "engine"], ["bench", "engine"]),
    ],
)
def test_arguments_are_handed_on(
    bootstrap: ModuleType, commands: Commands, words: list[str], handed_on: list[str]
) -> None:
    bootstrap.main(words)
    assert Path(commands[-1][0]).stem == "ravine"
    assert commands[-1][1:] == handed_on


def test_help_installs_nothing(
    bootstrap: ModuleType, commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(["--help"]) == 0
    assert "run.py test" in capsys.readouterr().out
    assert commands == []


@pytest.mark.parametrize("failing", ["ruff", "mypy", "lint-imports", "pytest"])
def test_every_check_runs_and_no_failure_is_lost(
    bootstrap: ModuleType,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failing: str,
) -> None:
    record = bootstrap.run
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(
        bootstrap, "run", lambda command: record(command) or int(failing in " ".join(map(str, command)))
    )
    assert bootstrap.main(["test", "-x"]) == 1
    assert commands[-1][1:] == ["-m", "pytest", "-x"]
    said = capsys.readouterr().out
    assert "failed: " in said
    assert "Node is not installed" in said


EACH = ["--dist=loadfile", "--no-loadscope-reorder"]


@pytest.mark.parametrize(("cores", "options"), [(1, []), (2, ["--numprocesses=2", *EACH])])
@pytest.mark.parametrize("failing", [None, "pytest", "warm"])
def test_every_core_takes_tests_and_no_failure_is_lost(
    bootstrap: ModuleType,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    cores: int,
    options: list[str],
    failing: str | None,
) -> None:
    record = bootstrap.run
    environment: dict[str, str] = {}

    def run(command: Any, *_: Any) -> int:
        return int(record(command) or failing in command)

    def side_by_side(first: Any, second: Any) -> Any:
        code = run(second)
        return first(), code

    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap.os, "environ", environment)
    monkeypatch.setattr(bootstrap, "cores", lambda: cores)
    monkeypatch.setattr(bootstrap, "run", run)
    monkeypatch.setattr(bootstrap, "side_by_side", side_by_side)
    assert bootstrap.main(["test"]) == int(failing == "pytest" or (cores == 2 and failing == "warm"))
    assert [words[1:] for words in commands if words[1:3] == ["-m", "pytest"]] == [["-m", "pytest", *options]]
    assert environment == ({} if cores == 1 else {"OPENBLAS_NUM_THREADS": "1"})  # else they take ten times as long


def test_what_runs_beside_speaks_afterwards_and_its_code_is_kept(
    bootstrap: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = (
        "import pathlib, sys, time\n"
        "end = time.monotonic() + 20\n"
        "while not pathlib.Path('there').exists():\n"
        "    time.sleep(0.01)\n"
        "    if time.monotonic() > end: sys.exit(1)\n"
        "print('first', flush=True); sys.exit(4)\n"
    )
    second = "import pathlib, sys; pathlib.Path('there').touch(); print('second', flush=True); sys.exit(3)"
    code, other = bootstrap.side_by_side(
        lambda: bootstrap.run([sys.executable, "-c", first], tmp_path), [sys.executable, "-c", second]
    )
    assert (code, other) == (4, 3)
    assert capfd.readouterr().out.split() == ["first", "second"]


def test_a_page_that_cannot_be_installed_is_a_failure(
    bootstrap: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.PAGE.mkdir()
    (bootstrap.PAGE / "package-lock.json").write_text("{}")
    record = bootstrap.run
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name)
    monkeypatch.setattr(bootstrap, "run", lambda command, *_: record(command) or int("ci" in command))
    assert bootstrap.page() == {"npm ci": 1}


@pytest.mark.skipif(os.name == "nt", reason="a process group is told to stop otherwise on Windows")
def test_ctrl_c_waits_until_the_command_has_closed() -> None:
    child = (
        "import signal, sys\n"
        "try:\n"
        "    print('ready', flush=True)\n"
        "    signal.pause()\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(7)\n"
    )
    parent = (
        f"import sys; sys.path.insert(0, {str(SCRIPT.parent)!r})\n"
        f"import run; run.run({[sys.executable, '-c', child]!r}); print('the next one')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=20)[0] == ""
        assert process.returncode == 7
