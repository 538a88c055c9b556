"""A camera drawn at random: what it does to a linear scene between the lens and the file."""

from dataclasses import asdict, dataclass

import numpy as np

CFA_PATTERNS = ("RGGB", "GRBG", "GBRG", "BGGR")

SRGB_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])

# XYZ to camera for two plausible sensors. A camera of the simulation mixes them, so that no single one is learned.
XYZ_TO_CAMERA = (
    np.array([[0.4716, 0.0603, -0.0830], [-0.7798, 1.5474, 0.2480], [-0.1496, 0.1937, 0.6651]]),
    np.array([[0.7309, -0.1403, -0.0519], [-0.8474, 1.6008, 0.2622], [-0.2434, 0.2826, 0.8064]]),
)


@dataclass
class Camera:
    """One camera with one setting. Electrons and noise are in e-, `black` is a fraction of the range."""

    cfa: str
    bits: int
    full_well: float
    read_noise: float
    adc_noise: float
    black: float
    exposure: float
    red_gain: float
    blue_gain: float
    colour_mix: float
    vignetting: float
    row_noise: float
    hot_pixels: float
    sparse: str

    @staticmethod
    def draw(rng: np.random.Generator) -> "Camera":
        return Camera(
            cfa=str(rng.choice(CFA_PATTERNS, p=(0.55, 0.15, 0.15, 0.15))),
            bits=int(rng.choice((8, 10, 10, 12, 12, 12, 14, 14))),
            full_well=float(np.exp(rng.uniform(np.log(400), np.log(60000)))),
            read_noise=float(rng.uniform(1.2, 7)),
            adc_noise=0.25,
            black=float(rng.uniform(0.015, 0.06)),
            exposure=float(rng.uniform(0.1, 1.3)),
            red_gain=float(rng.uniform(0.38, 0.8)),
            blue_gain=float(rng.uniform(0.38, 0.8)),
            colour_mix=float(rng.uniform(0, 1)),
            vignetting=float(rng.uniform(0.1, 0.5)) if rng.random() < 0.3 else 0.0,
            row_noise=float(rng.uniform(0.2, 1.5)) if rng.random() < 0.15 else 0.0,
            hot_pixels=float(10 ** rng.uniform(-5, -3.3)) if rng.random() < 0.2 else 0.0,
            sparse=str(rng.choice(("none", "gain", "curve"), p=(0.86, 0.08, 0.06))),
        )

    def describe(self) -> dict:
        return asdict(self)

    def colour_matrix(self) -> np.ndarray:
        """sRGB (linear) to camera; each row sums to the channel's response to white."""
        rows = []
        for matrix in XYZ_TO_CAMERA:
            camera = matrix @ SRGB_TO_XYZ
            rows.append(camera / camera.sum(axis=1, keepdims=True))
        mixed = self.colour_mix * rows[0] + (1 - self.colour_mix) * rows[1]
        return np.diag((self.red_gain, 1.0, self.blue_gain)) @ mixed

    def expose(self, scene: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The mosaic of a linear scene (height x width x 3, 1 = white), as uint16."""
        height, width, _ = scene.shape
        light = np.clip(scene @ self.colour_matrix().T, 0, None) * self.exposure
        mosaic = np.empty((height, width))
        for index, name in enumerate(self.cfa):
            y, x = divmod(index, 2)
            mosaic[y::2, x::2] = light[y::2, x::2, "RGB".index(name)]
        if self.vignetting:
            y, x = np.mgrid[-1:1:height * 1j, -1:1:width * 1j]
            mosaic *= 1 - self.vignetting * (y * y + x * x) / 2
        electrons = rng.poisson(np.minimum(mosaic, 4) * self.full_well).astype(np.float64)
        electrons += rng.normal(0, self.read_noise, mosaic.shape)
        electrons += rng.normal(0, 1, (height, 1)) * self.row_noise
        if self.hot_pixels:
            hot = rng.random(mosaic.shape) < self.hot_pixels
            electrons[hot] += rng.exponential(0.4 * self.full_well, int(hot.sum()))
        return self.digitise(np.minimum(electrons, self.full_well * 1.05), rng)

    def digitise(self, electrons: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        top = (1 << self.bits) - 1
        black = round(self.black * top)
        values = electrons * ((top - black) / self.full_well) + black + rng.normal(0, self.adc_noise, electrons.shape)
        values = np.clip(np.rint(values), 0, top)
        # Two ways in which real files come to have values that never occur: a gain applied after the converter, and a stored curve.
        if self.sparse == "gain":
            values = np.clip(np.rint((values - black) * rng.uniform(1.15, 2.2) + black), 0, top)
        elif self.sparse == "curve":
            codes = np.rint(np.sqrt(values / top) * (top / 4 if self.bits > 8 else top / 1.5))
            values = np.rint((codes / codes.max()) ** 2 * values.max()) if codes.max() > 0 else values
        return values.astype(np.uint16)
