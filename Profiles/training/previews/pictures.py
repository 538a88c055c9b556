"""The photos that JPEG restoration is trained on, as grey planes; none of the pictures that results are reported on is among them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

# Folders of the corpus. Kodak's photos are not among them: LIVE1 was made from some of those.
SOURCES = ("bsd400_gray", "cid22", "clic2025", "mcmaster")
SIDE = 128
HELD_ONE_IN = 16


@dataclass
class Picture:
    """One plane of a photo, at one size."""

    name: str
    plane: np.ndarray
    is_chroma: bool


def is_held(name: str) -> bool:
    """Whether a photo is kept for validation."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % HELD_ONE_IN == 0


def planes(path: Path) -> list[Picture]:
    """The luma of a photo at one or more sizes, and the chroma of colour photos at half size."""
    with Image.open(path) as image:
        name, colour = f"{path.parent.name}/{path.name}", image.mode != "L"
        image = image.convert("YCbCr" if colour else "L")
        # Large photos are mostly JPEGs at heart, which smaller sizes hide; smaller sizes also hold more detail a pixel.
        shares = (1,) if max(image.size) < 400 else (1, 0.6) if max(image.size) < 1000 else (0.6, 0.4)
        found = []
        for share in shares:
            size = tuple(round(side * share) for side in image.size)
            if min(size) < SIDE:
                continue
            scaled = image if share == 1 else image.resize(size, Image.Resampling.LANCZOS)
            channels = scaled.split()
            found.append(Picture(name, np.asarray(channels[0]), False))
            half = tuple(side // 2 for side in size)
            if colour and min(half) >= SIDE:
                found += [Picture(name, np.asarray(channel.resize(half, Image.Resampling.BOX)), True) for channel in channels[1:]]
        return found


def load(rgb: Path, held: bool) -> list[Picture]:
    """All planes of the training photos, or of those held out."""
    paths = [path for source in SOURCES for path in sorted((rgb / source).glob("*.*"))]
    chosen = [path for path in paths if is_held(f"{path.parent.name}/{path.name}") == held]
    return [picture for path in chosen for picture in planes(path)]


class Patches:
    """Random square patches of pictures; a step's patches depend on the seed and the step only."""

    def __init__(self, pictures: list[Picture], seed: int, chroma_share: float = 0.12):
        self.seed, self.chroma_share = seed, chroma_share
        self.groups = [[p for p in pictures if p.is_chroma == chroma] for chroma in (False, True)]
        # The square root lets small pictures be seen about as often as large ones have room for patches.
        self.weights = [self.shares(group) for group in self.groups]

    @staticmethod
    def shares(group: list[Picture]) -> np.ndarray:
        areas = np.array([p.plane.size for p in group], dtype=np.float64) ** 0.5
        return areas / areas.sum() if len(group) else areas

    def draw(self, count: int, step: int) -> tuple[np.ndarray, np.ndarray]:
        """`count` patches of 128 x 128, and whether each is of chroma."""
        random = np.random.default_rng((self.seed, step))
        out, chroma = np.empty((count, SIDE, SIDE), np.uint8), np.zeros(count, bool)
        for index in range(count):
            kind = int(random.random() < self.chroma_share and len(self.groups[1]) > 0)
            plane = self.groups[kind][random.choice(len(self.groups[kind]), p=self.weights[kind])].plane
            row, column = (int(random.integers(0, side - SIDE + 1)) for side in plane.shape)
            patch = plane[row:row + SIDE, column:column + SIDE]
            patch = np.rot90(patch, int(random.integers(4)))
            out[index], chroma[index] = patch[:, ::-1] if random.random() < 0.5 else patch, kind == 1
        return out, chroma
