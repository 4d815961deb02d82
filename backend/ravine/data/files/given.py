"""A file or folder that somebody names on the command line, as a data set: a table, or pictures."""

from __future__ import annotations

from pathlib import Path

from ravine.data.datasets import GIVEN, datasets
from ravine.data.files.bounds import PicturesError
from ravine.data.files.cifar import is_cifar, read_cifar
from ravine.data.files.idx import is_idx, read_idx
from ravine.data.files.npz import read_npz
from ravine.data.pictures import Pictures, entry_of
from ravine.data.table import register_table
from ravine.engine.registry import Entry, Family


def register(path: Path, family: Family = datasets) -> Entry:
    """A folder, IDX, CIFAR-10 or npz as data set `pictures`, any other file as `table`; one at a time.

    Raises PicturesError, or TableError.
    """
    path = path.absolute()  # so that `.` has a name too
    if not (path.is_dir() or is_idx(path) or is_cifar(path) or path.suffix == ".npz"):
        return register_table(path, family)
    loaded = [name for name in GIVEN if name in family]
    if loaded:
        raise PicturesError(path, f"{loaded[0]} {family[loaded[0]].traits['notice']} are there", "one set is allowed")
    try:
        pictures = _read(path)
    except OSError as error:
        reason = error.strerror or error
        raise PicturesError(path, f"it cannot be read ({reason})", "a file or folder is needed") from error
    return family.adopt(entry_of("pictures", pictures, f"read from {path.name}"))


def _read(path: Path) -> Pictures:
    inside = list(path.iterdir()) if path.is_dir() else [path]
    if any(map(is_idx, inside)):
        return read_idx(path)
    if any(map(is_cifar, inside)):
        return read_cifar(path)
    if path.is_dir():
        from ravine.data.files.folder import read_folder  # Pillow is loaded for those who need it

        return read_folder(path)
    return read_npz(path)
