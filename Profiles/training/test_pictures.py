"""Tests of simulation and tiles: python3 -m unittest test_pictures.py (some seconds)."""

import unittest

import numpy as np

import tiles
import treatments
from mosaics import make_up_scene
from varied_camera import VariedCamera


class PictureTests(unittest.TestCase):
    def setUp(self) -> None:
        self.rng = np.random.default_rng(7)
        self.mosaic = self.rng.integers(0, 4000, (64, 96)).astype(np.uint16)

    def test_tiles_cover_and_keep_the_phase(self) -> None:
        for shape in ((1536, 2592), (1088, 1456), (65, 97), (6, 4)):
            phase = np.zeros(shape, np.uint8)
            phase[0::2, 1::2], phase[1::2, 0::2], phase[1::2, 1::2] = 1, 2, 3
            covered = 0
            for tile in tiles.cover(phase, 512, 640):
                self.assertEqual((tile.shape[0] % 2, tile.shape[1] % 2), (0, 0))
                self.assertEqual(tile[:2, :2].tolist(), [[0, 1], [2, 3]])
                covered += tile.size
                for turn in tiles.TURNS:
                    turned = tiles.turned(tile, turn)
                    for y, x in ((0, 0), (0, 1), (1, 0), (1, 1)):
                        self.assertEqual(len(np.unique(turned[y::2, x::2])), 1)
                    # The greens stay on one diagonal.
                    self.assertIn({int(turned[0, 1]), int(turned[1, 0])}, ({1, 2}, {0, 3}))
            self.assertEqual(covered, shape[0] // 2 * 2 * (shape[1] // 2 * 2))

    def test_binning_adds_samples_of_one_colour(self) -> None:
        half = tiles.binned(self.mosaic)
        for y, x in ((0, 0), (0, 1), (3, 2), (31, 47)):
            top, left = y // 2 * 4 + y % 2, x // 2 * 4 + x % 2
            self.assertEqual(half[y, x], self.mosaic[top : top + 3 : 2, left : left + 3 : 2].sum())

    def test_wavelet_inverts_and_loses_by_its_step(self) -> None:
        values = self.mosaic.astype(np.float64)
        for axis in (0, 1):
            np.testing.assert_allclose(treatments.join(*treatments.split(values, axis), axis), values)
        fine, coarse = (np.abs(treatments.lossy(values, step) - values).mean() for step in (0.01, 30))
        self.assertLess(fine, 1)
        self.assertGreater(coarse, 3 * fine)

    def test_curves_invert_up_to_rounding(self) -> None:
        values = np.arange(4096.0)
        back = treatments.expand(treatments.compress(values, 4095, 4096, 100), 4095, 4096, 100)
        self.assertLess(np.abs(back - values).max(), 30)
        self.assertEqual((back[0], back[-1]), (0, 4095))

    def test_equal_seeds_give_equal_mosaics_in_range(self) -> None:
        scene = make_up_scene(128, 160, self.rng)
        for seed in range(40):
            camera, again = (VariedCamera.draw(np.random.default_rng(seed)) for _ in range(2))
            mosaic = camera.expose(scene, np.random.default_rng(seed))
            np.testing.assert_array_equal(mosaic, again.expose(scene, np.random.default_rng(seed)))
            self.assertEqual(mosaic.shape, (128, 160))
            self.assertLess(int(mosaic.max()), 1 << (14 if camera.file == "wavelet" else camera.bits))


if __name__ == "__main__":
    unittest.main()
