"""Photos in, scenes and mosaics out: reading, cutting and writing of pictures."""

import os
from pathlib import Path

import numpy as np
from PIL import Image

PHOTO_FOLDERS = ("kodak", "mcmaster", "cid22", "clic2025")
PHOTO_SUFFIXES = {".png", ".tif", ".tiff", ".bmp", ".ppm", ".jpg", ".jpeg"}


def corpus_folder() -> Path:
    """The folder of test material: GLASSINE_CORPUS, or ../shared/corpus beside the package."""
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
    return Path(os.environ.get("GLASSINE_CORPUS") or beside)


def find_photos(folders: list[Path]) -> list[Path]:
    """All pictures directly in the folders, in the order of their names."""
    found = []
    for folder in folders:
        if folder.is_dir():
            found += sorted(p for p in folder.iterdir() if p.suffix.lower() in PHOTO_SUFFIXES)
    return found


def read_linear(path: Path, rng: np.random.Generator, average: bool) -> np.ndarray:
    """A photo as linear light, 0..1, after dither; `average` halves it, which removes traces of demosaicing and JPEG."""
    with Image.open(path) as image:
        coded = np.asarray(image.convert("RGB"), dtype=np.float32)
    coded = (coded + rng.uniform(-0.5, 0.5, coded.shape).astype(np.float32)) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((np.maximum(coded, 0.04045) + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear, 0, 1).astype(np.float32)
    if average:
        h, w = linear.shape[0] // 2 * 2, linear.shape[1] // 2 * 2
        linear = linear[:h, :w].reshape(h // 2, 2, w // 2, 2, 3).mean(axis=(1, 3))
    return linear


def make_scene(photos: list[Path], height: int, width: int, average: bool, rng: np.random.Generator) -> np.ndarray:
    """A scene of the size asked for. Photos that are too small lie side by side, as a large frame also shows several things."""
    canvas = np.empty((height, width, 3), dtype=np.float32)
    areas = np.array([max(p.stat().st_size, 1) for p in photos], dtype=np.float64) ** 0.5

    def fill(top: int, left: int, rows: int, columns: int) -> None:
        if rows <= 0 or columns <= 0:
            return
        photo = read_linear(photos[rng.choice(len(photos), p=areas / areas.sum())], rng, average)
        if rng.random() < 0.5:
            photo = photo[:, ::-1]
        h, w = min(rows, photo.shape[0]), min(columns, photo.shape[1])
        y, x = rng.integers(photo.shape[0] - h + 1), rng.integers(photo.shape[1] - w + 1)
        canvas[top : top + h, left : left + w] = photo[y : y + h, x : x + w]
        fill(top, left + w, h, columns - w)
        fill(top + h, left, rows - h, columns)

    fill(0, 0, height, width)
    return canvas


def make_up_scene(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """A scene without photos: flat shapes, a gradient and texture. Enough to see the pipeline work, not to train with."""
    y, x = np.mgrid[0:1:height * 1j, 0:1:width * 1j]
    canvas = np.repeat((0.1 + 0.5 * (x * rng.random() + y * rng.random()))[:, :, None], 3, axis=2).astype(np.float32)
    for _ in range(40):
        top, left = rng.random(2)
        inside = (np.abs(y - top) < rng.uniform(0.02, 0.2)) & (np.abs(x - left) < rng.uniform(0.02, 0.2))
        canvas[inside] = rng.uniform(0, 0.9, 3)
    canvas *= (1 + 0.1 * np.sin(x * width / 3) * np.sin(y * height / 4))[:, :, None].astype(np.float32)
    return np.clip(canvas, 0, 1)


def read_mosaic(path: Path) -> np.ndarray:
    """A mosaic kept as a 16-bit grey picture."""
    with Image.open(path) as image:
        return np.asarray(image).astype(np.uint16)


def cut_even(mosaic: np.ndarray, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """A random crop that starts at an even row and column, so that the CFA stays in place."""
    h, w = min(height, mosaic.shape[0] // 2 * 2), min(width, mosaic.shape[1] // 2 * 2)
    y = 2 * int(rng.integers((mosaic.shape[0] - h) // 2 + 1))
    x = 2 * int(rng.integers((mosaic.shape[1] - w) // 2 + 1))
    return mosaic[y : y + h, x : x + w]


def write_pgm(path: Path, mosaic: np.ndarray) -> None:
    """Binary PGM with 65535 as its largest value; samples are big endian as the format says."""
    height, width = mosaic.shape
    temporary = path.with_suffix(".part")
    temporary.write_bytes(f"P5\n{width} {height}\n65535\n".encode() + mosaic.astype(">u2").tobytes())
    temporary.replace(path)
