"""A second random camera, with the faults of real ones: correlated and patterned noise, focus, processing, companding, dark frames."""

from dataclasses import asdict, dataclass

import numpy as np

import treatments
from camera import CFA_PATTERNS, Camera

# How values are written: as they are, times a factor, by a log curve (and read back), by a lossy wavelet.
FILES = ("plain", "gain", "channel-gains", "log-and-back", "log", "wavelet")


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def maybe(rng: np.random.Generator, share: float, low: float, high: float) -> float:
    """0, or in this share of cases a number between the two."""
    value = float(rng.uniform(low, high))
    return value if rng.random() < share else 0.0


@dataclass
class VariedCamera:
    """One camera with one setting. Noise is in e-; `level`, the mean of the frame, and `black` are fractions of the range."""

    cfa: str
    bits: int
    full_well: float
    read_noise: float
    level: float
    black: float
    colour: Camera
    channel_noise: list[float]
    defocus: float
    partly: bool
    sharpening: float
    smoothing: float
    noise_reduction: float
    correlation: list[float]
    distance: int
    row_noise: float
    column_noise: float
    response: float
    vignetting: float
    hot_pixels: float
    file: str

    @staticmethod
    def draw(rng: np.random.Generator) -> "VariedCamera":
        read_noise = float(rng.uniform(1, 8))
        bits = int(rng.choice((8, 10, 10, 12, 12, 12, 14, 14)))
        levels = ((0.01, 0.1), (0.1, 0.35), (0.003, 0.01))[int(rng.choice(3, p=(0.62, 0.28, 0.1)))]
        correlated = rng.random() < 0.4
        return VariedCamera(
            cfa=str(rng.choice(CFA_PATTERNS)),
            bits=bits,
            full_well=log_uniform(rng, 300, 80000),
            read_noise=read_noise,
            level=max(log_uniform(rng, *levels), 5 / (1 << bits)),
            black=0.0 if rng.random() < 0.15 else float(rng.uniform(0.003, 0.06)),
            colour=Camera.draw(rng),
            channel_noise=[float(np.exp(rng.normal(0, 0.25))) for _ in range(3)],
            defocus=log_uniform(rng, 0.5, 6) if rng.random() < 0.55 else 0.0,
            partly=bool(rng.random() < 0.5),
            sharpening=maybe(rng, 0.15, 0.2, 1.0),
            smoothing=maybe(rng, 0.2, 0.01, 0.05),
            noise_reduction=maybe(rng, 0.15, 0.2, 0.9),
            correlation=[float(c) for c in rng.uniform(0, 0.25, 2)] if correlated else [0.0, 0.0],
            distance=int(rng.integers(1, 3)),
            row_noise=maybe(rng, 0.3, 0.1, 1.0) * read_noise,
            column_noise=maybe(rng, 0.3, 0.1, 1.0) * read_noise,
            response=maybe(rng, 0.5, 0.002, 0.012),
            vignetting=maybe(rng, 0.5, 0.1, 0.6),
            hot_pixels=float(10 ** rng.uniform(-5, -3)) if rng.random() < 0.3 else 0.0,
            file=str(rng.choice(FILES, p=(0.46, 0.12, 0.1, 0.1, 0.08, 0.14))),
        )

    def describe(self) -> dict:
        facts = asdict(self)
        colour = facts.pop("colour")
        return facts | {name: colour[name] for name in ("red_gain", "blue_gain", "colour_mix")}

    def expose(self, scene: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The mosaic of a linear scene (height x width x 3, 1 = white), as uint16."""
        height, width, _ = scene.shape
        light = np.clip(self.look(scene, rng) @ self.colour.colour_matrix().T, 0, None).astype(np.float64)
        mosaic, channel = np.empty((height, width)), np.empty((height, width), np.int64)
        for index, name in enumerate(self.cfa):
            y, x = divmod(index, 2)
            channel[y::2, x::2] = "RGB".index(name)
            mosaic[y::2, x::2] = light[y::2, x::2, "RGB".index(name)]
        if self.vignetting:
            y, x = np.mgrid[-1:1:height * 1j, -1:1:width * 1j]
            mosaic *= 1 - self.vignetting * (y * y + x * x) / 2
        mosaic *= self.level / max(mosaic.mean(), 1e-4)
        mosaic = np.minimum(mosaic * (1 + rng.normal(0, 1, mosaic.shape) * self.response), 4)
        gain = np.array(self.channel_noise)[channel]
        mean = mosaic * self.full_well
        noise = rng.poisson(mean / gain) * gain - mean + rng.normal(0, self.read_noise, mosaic.shape)
        for axis, share in enumerate(self.correlation):
            if share:
                noise = treatments.spread(noise, np.array([share, 1 - 2 * share, share]), axis, self.distance)
        electrons = mean + noise + rng.normal(0, 1, (height, 1)) * self.row_noise + rng.normal(0, 1, (1, width)) * self.column_noise
        if self.noise_reduction:
            threshold = 2 * np.sqrt(self.read_noise**2 + np.maximum(mean, 0))
            electrons = treatments.even_out(electrons, threshold, 2, self.noise_reduction)
        if self.hot_pixels:
            hot = rng.random(mosaic.shape) < self.hot_pixels
            electrons[hot] += rng.exponential(0.4 * self.full_well, int(hot.sum()))
        return self.digitise(electrons, channel, rng)

    def look(self, scene: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The scene as lens and processing leave it."""
        if self.defocus:
            soft = treatments.blur(scene, self.defocus)
            mask = treatments.soft_mask(*scene.shape[:2], rng)[:, :, None] if self.partly else 1
            scene = mask * soft + (1 - mask) * scene
        if self.smoothing:
            scene = treatments.even_out(scene, self.smoothing, 1, 0.8)
        return treatments.sharpen(scene, self.sharpening) if self.sharpening else scene

    def digitise(self, electrons: np.ndarray, channel: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        top = (1 << self.bits) - 1
        black = round(self.black * top)
        values = np.minimum(electrons, self.full_well) * ((top - black) / self.full_well) + black + rng.normal(0, 0.25, electrons.shape)
        values = np.clip(np.rint(values), 0, top)
        codes, bend = 1 << int(rng.integers(max(self.bits - 3, 8), min(self.bits, 12) + 1)), log_uniform(rng, 8, 500)
        gains = rng.uniform(1.05, 2.2, 3)
        if self.file == "gain":
            values = np.clip(np.rint((values - black) * gains[0] + black), 0, top)
        elif self.file == "channel-gains":
            gains[1] = 1
            values = np.clip(np.rint((values - black) * gains[channel] + black), 0, top)
        elif self.file == "log-and-back":
            values = treatments.expand(treatments.compress(values, top, codes, bend), top, codes, bend)
        elif self.file == "log":
            values = treatments.compress(values, top, codes, bend)
        elif self.file == "wavelet":
            packed = treatments.lossy(treatments.compress(values, top, 4096, bend), log_uniform(rng, 2, 40))
            values = treatments.expand(np.clip(packed, 0, 4095), max(top, 16383), 4096, bend)
        return values.astype(np.uint16)
