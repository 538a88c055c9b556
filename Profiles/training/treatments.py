"""What lens and camera do to a picture besides noise: blur, sharpening, noise reduction, companding, lossy wavelets."""

import numpy as np


def blur(image: np.ndarray, sigma: float) -> np.ndarray:
    """A Gaussian blur of the first two axes; edges are repeated."""
    radius = max(int(np.ceil(2.5 * sigma)), 1)
    taps = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2).astype(image.dtype)
    return spread(spread(image, taps / taps.sum(), 0, 1), taps / taps.sum(), 1, 1)


def spread(image: np.ndarray, taps: np.ndarray, axis: int, distance: int) -> np.ndarray:
    """One-dimensional filter with taps `distance` apart."""
    radius = len(taps) // 2 * distance
    pad = [(0, 0)] * image.ndim
    pad[axis] = (radius, radius)
    padded = np.pad(image, pad, mode="edge")
    size, result = image.shape[axis], np.zeros_like(image)
    for index, tap in enumerate(taps):
        window = [slice(None)] * image.ndim
        window[axis] = slice(index * distance, index * distance + size)
        result += tap * padded[tuple(window)]
    return result


def soft_mask(height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """A smooth random field in 0..1 with a few large regions: what is in focus and what is not."""
    coarse = rng.normal(0, 1, (4, 5))
    y, x = np.linspace(0, 3, height), np.linspace(0, 4, width)
    rows = np.stack([np.interp(y, np.arange(4), column) for column in coarse.T], axis=1)
    field = np.stack([np.interp(x, np.arange(5), row) for row in rows])
    return (1 / (1 + np.exp(-4 * field))).astype(np.float32)


def sharpen(image: np.ndarray, amount: float) -> np.ndarray:
    """Unsharp mask of about one pixel."""
    return np.clip(image + amount * (image - blur(image, 1.0)), 0, None)


def even_out(image: np.ndarray, threshold: np.ndarray | float, distance: int, share: float) -> np.ndarray:
    """A 5x5 bilateral filter, mixed in by `share`: neighbours count by how little they differ against the threshold."""
    total, weights = image.copy(), np.ones_like(image)
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            if dy or dx:
                other = np.roll(image, (dy * distance, dx * distance), (0, 1))
                weight = np.exp(-(((other - image) / threshold) ** 2)) * np.exp(-0.25 * (dy * dy + dx * dx))
                total, weights = total + weight * other, weights + weight
    return (1 - share) * image + share * total / weights


def compress(values: np.ndarray, top: int, codes: int, bend: float) -> np.ndarray:
    """Integer codes 0..codes-1 of values 0..top by a log curve."""
    return np.rint(np.log1p(values / top * bend) / np.log1p(bend) * (codes - 1))


def expand(codes_of: np.ndarray, top: int, codes: int, bend: float) -> np.ndarray:
    return np.rint(np.expm1(codes_of / (codes - 1) * np.log1p(bend)) / bend * top)


def lossy(mosaic: np.ndarray, step: float, levels: int = 3) -> np.ndarray:
    """The mosaic after a 2-6 wavelet of its mean green and three differences, whose coefficients are rounded to multiples of a step.

    Sides are multiples of 2^(levels + 1). Coarser levels have half the step of the finer ones.
    """
    a, b, c, d = (mosaic[y::2, x::2] for y in (0, 1) for x in (0, 1))
    green = (b + c) / 2
    g, u, v, w = (rounded_wavelet(p, step * k, levels) for p, k in ((green, 1), (a - green, 1.4), (d - green, 1.4), (b - c, 2)))
    result = np.empty_like(mosaic)
    result[0::2, 0::2], result[1::2, 1::2] = g + u, g + v
    result[0::2, 1::2], result[1::2, 0::2] = g + w / 2, g - w / 2
    return result


def rounded_wavelet(plane: np.ndarray, step: float, levels: int) -> np.ndarray:
    if levels == 0:
        return np.rint(plane)
    top, bottom = split(plane, 0)
    (low, across), (down, both) = split(top, 1), split(bottom, 1)
    low = rounded_wavelet(low, step / 2, levels - 1)
    across, down, both = (np.rint(band / s) * s for band, s in ((across, step), (down, step), (both, step * 1.5)))
    return join(join(low, across, 1), join(down, both, 1), 0)


def split(x: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.moveaxis(x, axis, 0)
    low = (x[0::2] + x[1::2]) / 2
    return np.moveaxis(low, 0, axis), np.moveaxis(x[0::2] - x[1::2] - slope(low), 0, axis)


def join(low: np.ndarray, high: np.ndarray, axis: int) -> np.ndarray:
    low, high = np.moveaxis(low, axis, 0), np.moveaxis(high, axis, 0)
    half = (high + slope(low)) / 2
    x = np.empty((2 * len(low), *low.shape[1:]), low.dtype)
    x[0::2], x[1::2] = low + half, low - half
    return np.moveaxis(x, 0, axis)


def slope(low: np.ndarray) -> np.ndarray:
    padded = np.concatenate([low[:1], low, low[-1:]])
    return (padded[:-2] - padded[2:]) / 4
