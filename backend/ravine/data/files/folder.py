"""A folder of PNG and JPEG files: one folder a class, perhaps within `train` and `test`. Pillow decodes them."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from ravine.data.files.bounds import CLASSES, Part, PicturesError, check_shape, pictures_of, size_of
from ravine.data.pictures import Pictures

ENDINGS = (".png", ".jpg", ".jpeg")
PIXELS = 40_000_000
"""Of one file: more than a camera's, and 160 MB while it is made small."""
KEPT, SIDE = 28, 32
"""Pictures that all are 28 x 28 stay so; all others are cut to a square in their middle and made 32 x 32."""
NEEDED = "one folder a class, with PNG or JPEG files, is needed"
GREY = ("1", "L", "LA")
MODES = (*GREY, "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr")
"""Kinds of picture of Pillow's that have 8 bits a colour."""


def read_folder(path: Path) -> Pictures:
    """Grey where all pictures are, else in colour; what is transparent lies on white. Raises PicturesError.

    Files with other endings and hidden ones are passed over. Every file is looked at before the first is decoded.
    """
    names = [folder.name for folder in _folders(path)]
    parts = [path / "train", path / "test"] if names == ["test", "train"] else [path]
    classes = [folder.name for folder in _folders(parts[0])]
    if len(classes) > CLASSES:
        raise PicturesError(path, f"it holds {len(classes):,} folders", f"at most {CLASSES} classes are allowed")
    files = [_files(part, classes) for part in parts]
    count = sum(map(len, files))
    check_shape(path, (count, 3, SIDE, SIDE))
    looks = {_look(file) for part in files for file, _ in part}
    channels = 1 if all(grey for _, grey in looks) else 3
    side = KEPT if {size for size, _ in looks} == {(KEPT, KEPT)} else SIDE
    made = [_part(part, channels, side) for part in files]
    return pictures_of(path, made[0], made[1] if len(made) > 1 else None, classes)


def _folders(path: Path) -> list[Path]:
    return sorted(one for one in path.iterdir() if one.is_dir() and not one.name.startswith("."))


def _files(path: Path, classes: Sequence[str]) -> list[tuple[Path, int]]:
    """The pictures with the number of their class."""
    found = []
    for folder in _folders(path):
        if folder.name not in classes:
            raise PicturesError(path, f"there is a class {folder.name!a} to test alone", "classes are learned first")
        own = [one for one in sorted(folder.iterdir()) if one.suffix.lower() in ENDINGS and one.name[0] != "."]
        if not own:
            raise PicturesError(folder, "there are no pictures in it", NEEDED)
        found += [(file, classes.index(folder.name)) for file in own]
    if not found:
        raise PicturesError(path, "there are no folders of pictures in it", NEEDED)
    return found


def _look(path: Path) -> tuple[tuple[int, int], bool]:
    """Its size and whether it is grey, from its header; raises PicturesError where it is damaged or too large."""
    with _opened(path) as image:
        look = image.size, image.mode in GREY
        image.verify()
    return look


def _part(files: Sequence[tuple[Path, int]], channels: int, side: int) -> Part:
    pixels = np.empty((len(files), channels, side, side), dtype=np.uint8)
    for place, (file, _) in enumerate(files):
        with _opened(file) as image:
            pixels[place] = _square(image, "L" if channels == 1 else "RGB", side)
    return Part(pixels, np.array([label for _, label in files]))


def _square(image: Image.Image, mode: str, side: int) -> NDArray[np.uint8]:
    image.draft(mode, (2 * side, 2 * side))  # JPEG can be decoded at a fraction of its size
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        seen = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    small = ImageOps.fit(upright.convert(mode), (side, side))
    return np.asarray(small).reshape(side, side, -1).transpose(2, 0, 1)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """A picture of which the header was read; whatever is wrong with it, then or later, becomes a PicturesError."""
    size_of(path)
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=("PNG", "JPEG")) as image:
                if image.width * image.height > PIXELS:
                    raise Image.DecompressionBombError(f"{image.width:,} x {image.height:,} pixels")
                if image.mode not in MODES:
                    raise ValueError(f"kind {image.mode}, which has not 8 bits a colour")
                yield image
    except PicturesError:
        raise
    except BAD as error:
        reason = str(error).partition("\n")[0][:100]
        allowed = f"PNG and JPEG of at most {PIXELS:,} pixels, 8 bits a colour, are allowed"
        raise PicturesError(path, f"it cannot be read ({reason})", allowed) from error


BAD = (
    *(OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What Pillow raises for damaged files."""
