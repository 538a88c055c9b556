"""Train one restoration network and write its weights and model card.

    python3 train.py --network dcsc|hr-cnn --rgb FOLDER --out FOLDER [--steps 12000] [--threads 2]

Seeded; a run that was stopped goes on from its checkpoint when the same command is given again. --steps may be changed until the last third,
in which the rate falls. A GPU is used when there is one.
"""

import argparse
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch

import jpeg
import pictures
from networks import NETWORKS, restored

REPORT_EVERY, SAVE_EVERY, CHECK_EVERY = 100, 250, 1000
WARM_UP, LAST_SHARE, AVERAGING = 200, 0.3, 0.999


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=NETWORKS, required=True)
    parser.add_argument("--rgb", type=Path, required=True, help="folder that holds " + ", ".join(pictures.SOURCES))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=24000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args(arguments)


def random_tables(random: np.random.Generator, chroma: np.ndarray) -> torch.Tensor:
    """Quantisation tables of qualities 5 to 95; a quarter of them are not the standard's."""
    count = len(chroma)
    low = random.random(count) < 0.65
    quality = np.where(low, random.integers(5, 51, count), random.integers(50, 96, count))
    quality = torch.from_numpy(quality)
    luminance, chrominance = jpeg.scaled(jpeg.LUMINANCE, quality), jpeg.scaled(jpeg.CHROMINANCE, quality)
    tables = torch.where(torch.from_numpy(chroma)[:, None], chrominance, luminance)
    distance = torch.tensor([u + v for u in range(8) for v in range(8)], dtype=torch.float32) / 7 - 1
    for index in np.flatnonzero(random.random(count) < 0.25):
        kind = random.random()
        if kind < 0.25:
            tables[index] = luminance[index] if chroma[index] else chrominance[index]
        elif kind < 0.4:
            tables[index] = tables[index].mean().clamp(max=60)
        slope, level = random.normal(0, 0.35), random.normal(0, 0.15)
        noise = torch.from_numpy(random.normal(0, 0.12, 64)).float()
        tables[index] = (tables[index] * torch.exp(slope * distance + level + noise)).round().clamp(1, 255)
    return tables


def sample(patches: pictures.Patches, batch: int, step: int, device: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Patches, their tables and what a JPEG keeps of them."""
    drawn, chroma = patches.draw(batch, step)
    tables = random_tables(np.random.default_rng((patches.seed, step, 1)), chroma).to(device)
    planes = torch.from_numpy(drawn).float().to(device)
    return planes, tables, jpeg.quantised(planes, tables)


def loss_of(found: torch.Tensor, planes: torch.Tensor) -> torch.Tensor:
    """Half the logarithm of the mean squared error of each patch: what PSNR counts, with a floor where there is next to no error."""
    return 0.5 * torch.log((found - planes).square().mean((1, 2)) + 0.25).mean()


def decibels(found: torch.Tensor, planes: torch.Tensor) -> float:
    return float(10 * torch.log10(255 ** 2 / (found - planes).square().mean()))


@torch.inference_mode()
def check(network: torch.nn.Module, held: list[pictures.Picture], device: str) -> dict[str, list[float]]:
    """Mean PSNR of the JPEG and of the restoration of held-out luma, by quality."""
    results: dict[str, list[float]] = {}
    for quality in (5, 10, 20, 40, 60, 80, 95):
        tables = jpeg.scaled(jpeg.LUMINANCE, torch.tensor([quality])).to(device)
        pairs = []
        for picture in [p for p in held if not p.is_chroma]:
            rows, columns = (side // 8 * 8 for side in picture.plane.shape)
            plane = torch.from_numpy(picture.plane[:rows, :columns].copy()).float()[None].to(device)
            kept = jpeg.quantised(plane, tables)
            found = restored(network, kept, tables).round().clamp(0, 255)
            pairs.append((decibels(jpeg.shown(kept), plane), decibels(found, plane)))
        results[str(quality)] = [sum(pair[i] for pair in pairs) / len(pairs) for i in (0, 1)]
    return results


def learning_rate(step: int, options: argparse.Namespace) -> float:
    """Warm-up, constant, and a straight line down over the last steps; so a run can still be made longer or shorter before those."""
    left = (options.steps - step) / (options.steps * LAST_SHARE)
    return options.rate * min((step + 1) / WARM_UP, 1, left)


class Run:
    """The state of a training run: network, running average of its weights, optimiser, history."""

    def __init__(self, options: argparse.Namespace):
        torch.manual_seed(options.seed)
        self.options = options
        self.network = NETWORKS[options.network]().to(options.device)
        self.average = NETWORKS[options.network]().to(options.device)
        self.average.load_state_dict(self.network.state_dict())
        self.adam = torch.optim.AdamW(self.network.parameters(), lr=options.rate, betas=(0.9, 0.99), weight_decay=1e-4)
        self.step, self.history, self.checks = 0, [], []
        self.config = {"network": options.network, "size": self.network.size, "batch": options.batch,
                       "rate": options.rate, "seed": options.seed}
        self.checkpoint = options.out / "checkpoint.pt"
        if self.checkpoint.is_file():
            self.resume()

    def resume(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.options.device, weights_only=True)
        if state["config"] != self.config:
            sys.exit(f"{self.checkpoint} belongs to a run with other options; use another --out or remove it")
        for name in ("network", "average", "adam"):
            getattr(self, name).load_state_dict(state[name])
        self.step, self.history, self.checks = state["step"], state["history"], state["checks"]
        print(f"going on at step {self.step}")

    def save(self) -> None:
        state = {name: getattr(self, name).state_dict() for name in ("network", "average", "adam")}
        state |= {"config": self.config, "step": self.step, "history": self.history, "checks": self.checks}
        torch.save(state, self.checkpoint.with_suffix(".part"))
        self.checkpoint.with_suffix(".part").replace(self.checkpoint)

    def advance(self, patches: pictures.Patches) -> float:
        """One step; gives its loss."""
        for group in self.adam.param_groups:
            group["lr"] = learning_rate(self.step, self.options)
        planes, tables, kept = sample(patches, self.options.batch, self.step, self.options.device)
        with torch.autocast(self.options.device, dtype=torch.bfloat16):
            found = restored(self.network, kept, tables, project=False)
        loss = loss_of(found.float(), planes)
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.adam.step()
        self.step += 1
        kept_share = min(AVERAGING, self.step / (self.step + 20))
        with torch.no_grad():
            for mean, now in zip(self.average.parameters(), self.network.parameters(), strict=True):
                mean.lerp_(now, 1 - kept_share)
        return loss.item()


def main(arguments: list[str] | None = None) -> None:
    options = options_of(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    training, held = pictures.load(options.rgb, False), pictures.load(options.rgb, True)
    if not training:
        sys.exit(f"no pictures in {options.rgb}; expected " + ", ".join(pictures.SOURCES))
    patches, run = pictures.Patches(training, options.seed), Run(options)
    print(f"{len(training)} planes to train on, {len(held)} held out, {sum(p.numel() for p in run.network.parameters())} weights", flush=True)
    total, counted, began = 0.0, 0, time.monotonic()
    while run.step < options.steps:
        total, counted = total + run.advance(patches), counted + 1
        if run.step % REPORT_EVERY == 0 or run.step == options.steps:
            run.history.append([run.step, total / counted])
            print(f"step {run.step:6d}  loss {total / counted:.4f}  {(time.monotonic() - began) / counted:.3f} s/step", flush=True)
            total, counted, began = 0.0, 0, time.monotonic()
        if run.step % CHECK_EVERY == 0 or run.step == options.steps:
            run.checks.append([run.step, check(run.average, held, options.device)])
            print("  held out: " + "  ".join(f"{q}: {a:.2f} {b - a:+.2f}" for q, (a, b) in run.checks[-1][1].items()), flush=True)
        if run.step % SAVE_EVERY == 0 or run.step == options.steps:
            run.save()
    result = {"config": run.config | {"steps": options.steps}, "history": run.history, "checks": run.checks, "torch": torch.__version__, "device": options.device,
              "training": sorted({p.name for p in training}), "held": sorted({p.name for p in held}),
              "patches": options.steps * options.batch}
    (options.out / "result.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
