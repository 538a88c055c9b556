"""Real mosaics cut into tiles that cover them, and turned: many different views of a few files."""

from collections.abc import Iterator

import numpy as np

TURNS = ("same", "mirrored", "flipped", "transposed")


def cover(mosaic: np.ndarray, height: int, width: int) -> Iterator[np.ndarray]:
    """Tiles of about the size asked for, that cover the mosaic; each begins at an even row and column and has even sides."""
    rows, columns = (edges(size, wanted) for size, wanted in zip(mosaic.shape, (height, width)))
    for top, bottom in zip(rows, rows[1:]):
        for left, right in zip(columns, columns[1:]):
            yield mosaic[top:bottom, left:right]


def edges(size: int, wanted: int) -> list[int]:
    parts = max(round(size / wanted), 1)
    return [size * part // parts // 2 * 2 for part in range(parts + 1)]


def turned(tile: np.ndarray, turn: str) -> np.ndarray:
    """The tile turned; with even sides the CFA becomes another of the four Bayer phases."""
    return {"same": tile, "mirrored": tile[:, ::-1], "flipped": tile[::-1], "transposed": tile.T}[turn]


def binned(mosaic: np.ndarray) -> np.ndarray:
    """Half the size: each sample is the sum of the four of its colour in a 4x4 block. Real optics with half the noise."""
    h, w = mosaic.shape[0] // 4 * 4, mosaic.shape[1] // 4 * 4
    blocks = mosaic[:h, :w].astype(np.uint32).reshape(h // 4, 2, 2, w // 4, 2, 2).sum(axis=(1, 4))
    return np.minimum(blocks.reshape(h // 2, w // 2), 65535).astype(np.uint16)
