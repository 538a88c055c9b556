"""Train the networks of one profile on feature files, and write the profile and its model card.

    python3 train.py --profile standard --features DIR --out DIR [--steps 40000] [--hidden 32,16] [--threads 1]

Seeded; a run that was stopped goes on from its checkpoint when the same command is given again. On one machine with one number of threads,
equal commands give equal profiles.
"""

import argparse
import json
import math
import sys
import time
from pathlib import Path

import torch

import evaluate
import model_card
import profile_file
from batches import Batches
from features import load_pools
from losses import LossWeights, losses
from network import PlaneNetworks, multiplications
from quantise import quantise

# The recipes of the released profiles: hidden layers and steps.
PRESETS = {"standard": ([32, 16], 40000), "max": ([64, 32], 40000)}
LEARNING_RATE, LAST_RATE, WARM_UP = 3e-3, 1e-5, 50
REPORT_EVERY, SAVE_EVERY, BOUNDS_EVERY = 500, 1000, 20


# One step for all parameters at once; older versions of PyTorch have it on GPUs only.
FUSED = {"fused": True} if tuple(int(part) for part in torch.__version__.split(".")[:2]) >= (2, 4) else {}


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="standard", help="name of the profile; standard and max have sizes and steps of their own")
    parser.add_argument("--features", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--slots", help="only these slots, such as 0,1,2,3 (default: all there are)")
    parser.add_argument("--steps", type=int, help="(default: by profile)")
    parser.add_argument("--hidden", help="hidden layers, such as 32,16 (default: by profile)")
    parser.add_argument("--batch", type=int, default=1024, help="samples of each slot in a step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--samples", type=int, default=12000, help="samples taken of each training file")
    parser.add_argument("--held-samples", type=int, default=32768, help="samples taken of each held-out file")
    parser.add_argument("--quantised-share", type=float, default=1 / 3, help="the last part of the steps trains the integer arithmetic")
    parser.add_argument("--lambda-prediction", type=float, default=LossWeights.prediction)
    parser.add_argument("--lambda-context", type=float, default=LossWeights.context)
    parser.add_argument("--without", action="append", default=[], choices=("rate", "prediction", "context"),
                        help="ablation: leave out a loss")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(arguments)
    hidden, steps = PRESETS.get(options.profile, PRESETS["standard"])
    options.hidden = [int(size) for size in options.hidden.split(",")] if options.hidden else hidden
    options.steps = options.steps or steps
    options.slots = {int(slot) for slot in options.slots.split(",")} if options.slots else None
    options.weights = LossWeights(1.0, options.lambda_prediction, options.lambda_context)
    for name in options.without:
        setattr(options.weights, name, 0.0)
    return options


def learning_rate(step: int, steps: int) -> float:
    """Warm-up, then a half cosine to the last rate."""
    if step < WARM_UP:
        return LEARNING_RATE * (step + 1) / WARM_UP
    share = (step - WARM_UP) / max(steps - WARM_UP, 1)
    return LAST_RATE + (LEARNING_RATE - LAST_RATE) * 0.5 * (1 + math.cos(math.pi * share))


def fit(networks: PlaneNetworks, batches: Batches, options: argparse.Namespace, config: dict) -> list[dict]:
    """Train, or go on training; returns the mean losses of every REPORT_EVERY steps."""
    adam = torch.optim.Adam(networks.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.99), **FUSED)
    checkpoint, step, history = options.out / "checkpoint.pt", 0, []
    if checkpoint.is_file():
        state = torch.load(checkpoint, map_location=options.device, weights_only=True)
        if state["config"] != config:
            sys.exit(f"{checkpoint} belongs to a run with other options; use another --out or remove it")
        networks.load_state_dict(state["networks"])
        adam.load_state_dict(state["adam"])
        step, history = state["step"], state["history"]
        print(f"going on at step {step}")
    quantised_from = round(options.steps * (1 - options.quantised_share))
    sums, counted, began = {}, 0, time.monotonic()
    while step < options.steps:
        for group in adam.param_groups:
            group["lr"] = learning_rate(step, options.steps)
        z, target = batches.draw(options.batch, options.seed, step)
        total, parts = losses(networks(z, quantised=step >= quantised_from), target, options.weights)
        adam.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(networks.parameters(), 1.0)
        adam.step()
        step += 1
        if step % BOUNDS_EVERY == 0 or step == options.steps:
            networks.keep_bounds()
        sums = {name: sums.get(name, 0) + part for name, part in parts.items()}
        counted += 1
        if step % REPORT_EVERY == 0 or step == options.steps:
            line = {"step": step, **{name: float(value) / counted for name, value in sums.items()}}
            history.append(line)
            speed = 1000 * (time.monotonic() - began) / counted
            means = "  ".join(f"{name} {value:.4f}" for name, value in line.items() if name != "step")
            print(f"step {step:6d}  {means}  {speed:.1f} ms/step", flush=True)
            sums, counted, began = {}, 0, time.monotonic()
        if step % SAVE_EVERY == 0 or step == options.steps:
            state = {"config": config, "networks": networks.state_dict(), "adam": adam.state_dict(), "step": step, "history": history}
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
    return history


def main(arguments: list[str] | None = None) -> Path:
    options = options_of(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    pools = load_pools(options.features, False, options.samples, options.seed, options.slots)
    if not pools:
        sys.exit(f"no training features (*.glft) in {options.features}")
    shapes = [(pool.slot, pool.row_inputs, pool.serial_inputs) for pool in pools]
    batches = Batches(pools, torch.device(options.device))
    networks = PlaneNetworks(len(pools), batches.inputs, options.hidden, torch.Generator().manual_seed(options.seed)).to(options.device)
    config = {
        "profile": options.profile, "hidden": options.hidden, "steps": options.steps, "batch": options.batch, "seed": options.seed,
        "samples": options.samples, "quantised_share": options.quantised_share, "losses": vars(options.weights), "shapes": shapes,
        "mosaics": len({name for pool in pools for name in pool.names}), "training_samples": sum(len(pool) for pool in pools),
    }
    print(f"{config['mosaics']} mosaics, {config['training_samples']} samples, slots {[pool.slot for pool in pools]}, "
          f"{batches.inputs} inputs -> {options.hidden} -> 2, {multiplications(batches.inputs, options.hidden)} multiplications a sample")
    history = fit(networks, batches, options, config)

    integers = quantise(networks, shapes)
    path = profile_file.write(options.out, integers)
    held = load_pools(options.features, True, options.held_samples, options.seed, options.slots)
    report = evaluate.compare(held, pools, integers, networks, batches.inputs)
    result = {"digest": path.stem, "bytes": path.stat().st_size, "config": config, "history": history, "held_out": report,
              "training_mosaics": sorted({name for pool in pools for name in pool.names}), "torch": torch.__version__,
              "threads": torch.get_num_threads()}
    (options.out / "result.json").write_text(json.dumps(result, indent=1) + "\n")
    path.with_suffix(".md").write_text(model_card.text(result, model_card.find_ablations(options.out)))
    evaluate.show(report)
    print(path)
    return path


if __name__ == "__main__":
    main()
