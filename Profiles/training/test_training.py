"""Tests of the training pipeline on made-up features: python3 -m unittest -v test_training.py (some seconds)."""

import base64
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
import torch

import embed
import profile_file
import train
from batches import Batches
from evaluate import cost
from features import OPEN_HIGH, OPEN_LOW, FeatureError, load_pools, open_features, record_type, targets, write_features
from losses import LossWeights, bits, losses
from network import PlaneNetworks
from quantise import outputs_of, quantise, run_integer


def made_up(count: int, inputs: int, rng: np.random.Generator) -> np.ndarray:
    """Records whose error has a mean and a scale that the features tell."""
    records = np.zeros(count, record_type(inputs))
    z = np.clip(rng.normal(0, 80, (count, inputs)), -1023, 1023).astype(np.int16)
    s = rng.uniform(2, 30, count)
    error = rng.logistic(0.4 * z[:, 0] / 64 * s, 0.4 * s * 2 ** (z[:, 1] / 128))
    p = rng.uniform(500, 3000, count)
    y = np.clip(np.rint(p + error), 0, 4095)
    records["z"], records["p"], records["s"], records["y"] = z, np.rint(p * 16), np.rint(s * 16), y * 16
    records["low"] = np.where(y == 0, OPEN_LOW, y * 16 - 8)
    records["high"] = np.where(y == 4095, OPEN_HIGH, y * 16 + 8)
    return records


class TrainingTests(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = Path(self.folder.name)
        rng = np.random.default_rng(5)
        for slot, (n, m) in enumerate(((9, 4), (10, 5))):
            for name in ("train-a", "train-b", "held-c"):
                write_features(self.path / f"{name}.{slot}.glft", slot, n, m, made_up(6000, n + m, rng))

    def random_networks(self, scale: float) -> PlaneNetworks:
        networks = PlaneNetworks(2, 15, [12, 8], torch.Generator().manual_seed(3)).double()
        with torch.no_grad():
            for parameter in networks.parameters():
                parameter.mul_(scale).add_(torch.randn(parameter.shape, generator=torch.Generator().manual_seed(4)) * 0.1)
        networks.keep_bounds()
        return networks

    def test_integer_network_equals_the_quantised_float_model(self) -> None:
        pools = load_pools(self.path, False, 6000, 1)
        for scale in (0.3, 1.0, 8.0, 400.0):  # the largest saturates activations and touches the bounds
            networks = self.random_networks(scale)
            integers = quantise(networks, [(0, 9, 4), (1, 10, 5)])
            integers = profile_file.decode(profile_file.encode(integers))
            z = torch.zeros(2, 6000, 15, dtype=torch.float64)
            for place, pool in enumerate(pools):
                z[place, :, : pool.z.shape[1]] = torch.from_numpy(pool.z[:6000] / 64)
            modelled = networks(z, quantised=True).detach().numpy()
            for place, pool in enumerate(pools):
                np.testing.assert_array_equal(outputs_of(run_integer(integers[place], pool.z[:6000])), modelled[place])

    def test_training_reaches_the_source_and_goes_on_after_a_stop(self) -> None:
        common = ["--features", str(self.path), "--hidden", "12,8", "--steps", "600", "--batch", "512", "--threads", "1"]
        first = train.main([*common, "--out", str(self.path / "one")])
        held = load_pools(self.path, True, 6000, 1)
        networks = profile_file.decode(first.read_bytes())
        for network, pool in zip(networks, held):
            source = np.stack([0.4 * pool.z[:, 0] / 64, np.log2(0.4) + pool.z[:, 1] / 128], axis=1)
            best, got = cost(source, pool.target).mean(), cost(outputs_of(run_integer(network, pool.z)), pool.target).mean()
            self.assertLess(got, best + 0.05)
        draw = Batches.draw

        def stopping(self, size, seed, step):
            if step == 450:
                raise KeyboardInterrupt
            return draw(self, size, seed, step)

        with mock.patch.object(train, "SAVE_EVERY", 200):
            with mock.patch.object(Batches, "draw", stopping), self.assertRaises(KeyboardInterrupt):
                train.main([*common, "--out", str(self.path / "two")])
            self.assertEqual(train.main([*common, "--out", str(self.path / "two")]).name, first.name)
        self.assertTrue(first.with_suffix(".md").read_text().startswith("# Model card"))

    def test_probabilities_tile_the_line(self) -> None:
        edges = torch.linspace(-40, 40, 4001, dtype=torch.float64)
        low, high = edges[:-1].clone(), edges[1:].clone()
        width = high - low
        low[0], high[-1], width[0], width[-1] = -1e6, 1e6, 1e6, 1e6
        target = torch.stack([low, low, high, width], dim=1)
        for mean, scale in ((0.0, 0.0), (3.3, -5.0), (-20.0, 4.0)):
            output = torch.tensor([[mean, scale]], dtype=torch.float64).expand(4000, 2)
            self.assertAlmostEqual(float((2 ** -bits(output, target)).sum()), 0.9998 + 4000 * 2e-7, places=9)

    def test_losses_have_finite_gradients_far_out(self) -> None:
        output = torch.tensor([[0.0, -9.0], [500.0, 9.0], [-500.0, -8.0]], requires_grad=True)
        target = torch.tensor([[900.0, 899.9, 900.1, 0.2], [0.0, -1e6, 0.1, 1e6], [0.0, -0.1, 1e6, 1e6]])
        losses(output, target, LossWeights())[0].backward()
        self.assertTrue(bool(torch.isfinite(output.grad).all()))

    def test_open_cells(self) -> None:
        records = np.zeros(2, record_type(1))
        records["s"], records["p"], records["y"] = 32, 160, 192
        records["low"], records["high"] = (OPEN_LOW, 184), (200, OPEN_HIGH)
        np.testing.assert_allclose(targets(records), [[1, -1e6, 1.25, 1e6], [1, 0.75, 1e6, 1e6]])

    def test_bounds_are_refused(self) -> None:
        layer = profile_file.Layer(8, np.zeros(2, np.int64), np.full((2, 3), 40000))
        with self.assertRaises(profile_file.ProfileError):
            profile_file.encode([profile_file.Network(0, 2, 1, [layer])])
        good = profile_file.encode(quantise(self.random_networks(1), [(0, 9, 4), (1, 10, 5)]))
        for length in range(len(good)):
            with self.assertRaises(profile_file.ProfileError):
                profile_file.decode(good[:length])

    def test_embedding_keeps_the_bytes(self) -> None:
        data = profile_file.encode(quantise(self.random_networks(1), [(0, 9, 4), (1, 10, 5)]))
        lines = embed.swift("standard", data).splitlines()
        self.assertEqual(base64.b64decode("".join(line.strip() for line in lines[4:-1])), data)
        self.assertLessEqual(max(map(len, lines)), 138)

    def test_damaged_feature_files_are_refused(self) -> None:
        path = self.path / "train-a.0.glft"
        path.write_bytes(path.read_bytes()[:-1])
        with self.assertRaises(FeatureError):
            open_features(path)


if __name__ == "__main__":
    unittest.main()
