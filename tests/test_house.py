"""The house itself: what an installed Ravine carries, what the documents promise, what the container is made of.

The page's two folders have two layouts, and `ravine.assets.page_root()` finds either: a checkout has `frontend/src` and
`static` (an editable install serves those), a wheel has them as `ravine/_page/source` and `ravine/_page/static`.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from ravine import arguments, assets, tables
from ravine.spec.catalogue import catalogue
from ravine.spec.places import read_spec

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]
LONGEST = SETTINGS["tool"]["ruff"]["line-length"]
PAGE = ROOT / "frontend"


def files(folder: Path) -> set[str]:
    """What lies under a folder and is no by-product."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts and path.name != ".DS_Store"}


def fenced(language: str) -> list[str]:
    """README's blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


# What an installed Ravine carries


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel holds it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder / "ravine"


def test_the_wheel_carries_the_whole_package_and_the_whole_page(installed: Path) -> None:
    page = assets.page_root(installed)
    assert page == (installed / "_page" / "source", installed / "_page" / "static")
    assert files(page.source) == files(ROOT / "frontend" / "src")
    assert files(page.static) == files(ROOT / "static")
    assert {name for name in files(installed) if not name.startswith("_page/")} == files(ROOT / "backend" / "ravine")


def test_an_installed_ravine_imports_without_the_checkout(installed: Path) -> None:
    """Its own modules, its own pictures; nothing is read from the folder that it was built in."""
    script = (
        "import ravine.spec.catalogue as c, ravine.assets as a;"
        "from ravine.data.datasets import datasets;"
        "c.catalogue(); datasets['digits'].functions[0](100, 0.0, 1);"
        f"assert a.__file__.startswith({str(installed)!r}), a.__file__"
    )
    environment = os.environ | {"PYTHONPATH": str(installed.parent)}
    subprocess.run([sys.executable, "-c", script], cwd=installed.parent, env=environment, check=True)


def test_the_checkout_serves_its_own_page() -> None:
    assert assets.page_root() == (ROOT / "frontend" / "src", ROOT / "static")


def test_a_missing_page_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="the page's files are missing"):
        assets.page_root(tmp_path / "backend" / "ravine")


# What the documents promise


def test_readme_s_tables_are_current() -> None:
    current = tables.renewed(README, catalogue()) == README
    assert current, "`python -m ravine.tables` renews them"


def test_a_table_survives_bars_and_quotes_in_a_formula() -> None:
    parameter = {"name": "eps", "default": 1e-8, "low": 0.0, "high": 1e9}
    entries = [{"name": "size", "formula": "y = |z| by `size`", "parameters": [parameter]}]
    *_, row = tables.markdown({"losses": entries}).splitlines()
    assert row == r"| `size` | `` y = \|z\| by `size` `` | `eps` 1e-8 (0 to 1e9) |"


def test_a_readme_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="lost its markers"):
        tables.renewed("# Ravine", {})


@pytest.mark.parametrize("spec", fenced("json"))
def test_readme_s_specs_are_valid(spec: str) -> None:
    read_spec(json.loads(spec), "the spec")


@pytest.mark.parametrize("command", sorted({line for block in fenced("sh") for line in block.splitlines()}))
def test_readme_s_commands_exist(command: str) -> None:
    words = shlex.split(command)
    if words[:2] == ["python3", "run.py"]:
        assert (ROOT / "run.py").is_file()
        return
    if words[0] == "docker":
        assert words == ["docker", "compose", "up"]
        return
    assert words[0] == "ravine"
    arguments.parser().parse_args(words[1:])  # raises where the command line does not know a word


def test_the_glossary_names_every_parameter_of_an_optimizer() -> None:
    glossary = README.partition("## Glossary")[2].partition("###")[0]
    names = {parameter["name"] for entry in catalogue()["optimizers"] for parameter in entry["parameters"]}
    assert {name for name in names if f"`{name}`" not in glossary} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    local = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_the_changelog_knows_this_version() -> None:
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_files_are_named_by_what_they_hold() -> None:
    sources = [*ROOT.glob("backend/**/*.py"), *ROOT.glob("frontend/src/**/*.js"), *ROOT.glob("tests/**/*.py")]
    assert sources
    assert [path for path in sources if re.search(r"(^|[_.])(utils?|helpers?|misc)([_.]|$)", path.stem)] == []


def test_the_page_s_lines_are_no_longer_than_python_s() -> None:
    """ruff holds Python's; nothing else looks at the page's. What is generated is not read, nor written by hand."""
    sources = [path for kind in ("*.mjs", "types/*.ts", "test/*.js", "src/**/*.js") for path in PAGE.glob(kind)]
    longer = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        if path.parent.name != "generated"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert sources
    assert longer == []


# The container and CI


@pytest.fixture
def service() -> dict[str, Any]:
    """The one service of docker-compose.yml."""
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert list(composed["services"]) == ["ravine"]
    service: dict[str, Any] = composed["services"]["ravine"]
    assert {volume.split(":")[0] for volume in service["volumes"]} == set(composed["volumes"])
    return service


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions: lines put together, comments left out."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    pairs = [line.split(maxsplit=1) for line in joined.splitlines() if line]
    return [(name, rest) for name, rest in pairs]


def test_the_container_is_published_on_this_computer_only(service: dict[str, Any]) -> None:
    assert service["ports"] == ["127.0.0.1:8765:8765"]
    assert "privileged" not in service
    assert service["cap_drop"] == ["ALL"]
    assert service["image"] == f"ravine:{PROJECT['version']}"


def test_the_container_s_health_is_asked_with_a_program_that_python_can_read(service: dict[str, Any]) -> None:
    kind, program, option, script = service["healthcheck"]["test"]
    assert (kind, program, option) == ("CMD", "python", "-c")
    compile(script, "healthcheck", "exec")
    assert "http://127.0.0.1:8765/api/health" in script


def test_the_image_is_made_of_known_instructions_and_ends_as_an_ordinary_user() -> None:
    names = [name for name, _ in instructions()]
    assert set(names) <= {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "EXPOSE", "CMD"}
    assert instructions()[0] == ("FROM", "python:3.13-slim")
    assert names.count("CMD") == 1
    assert names[-1] == "CMD"
    assert dict(instructions())["USER"] not in ("root", "0")


def test_the_image_serves_every_address_inside_at_the_port_it_names() -> None:
    last = dict(instructions())
    program, *words = json.loads(last["CMD"])
    given = arguments.parser().parse_args(words)
    assert (program, given.command, given.host, str(given.port)) == ("ravine", "serve", "0.0.0.0", last["EXPOSE"])
    assert arguments.parser().parse_args(["serve"]).port == given.port == 8765


def test_what_the_image_copies_exists_and_is_sent_to_the_builder() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {source for name, rest in instructions() if name == "COPY" for source in rest.split()[:-1]}
    assert copied == sent
    assert [source for source in copied if not (ROOT / source).exists()] == []


def test_documents_and_container_name_one_port() -> None:
    """One port everywhere: an address in a document works as it stands."""
    for name in (*DOCUMENTS, "Dockerfile", "docker-compose.yml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:localhost:|127\.0\.0\.1:|at port )(\d+)", text)) <= {"8765"}, name


@pytest.mark.skipif(os.name == "nt", reason="CI's script is for Linux")
def test_ci_runs_readme_s_test_command() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert text.rstrip().endswith("python3 run.py test")
    assert "python3 run.py test\n" in fenced("sh")
