"""The three losses: rate, prediction, context.

They are those of the two papers this coder follows. Joint prediction of pixel and context (Rhee, Jang, Kim, Cho; IEEE Access 2021) trains a
prediction loss and a context loss, where the context is the size of the error to expect. LC-FDNet (Rhee, Jang, Kim, Cho; CVPR 2022) trains
prediction, error variance and rate together; its error-variance loss is the context loss here.

The distribution is one logistic with mean p + s * o0 and scale s * 2^o1; p is the linear prediction and s the local scale.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from network import OUTPUT_RANGE

CLAMP_BITS = 18.0
# Every sample keeps some probability, as the coder's tables do.
KEPT, FLOOR = 0.9998, 2e-7
# E|e| of a logistic is 2 ln 2 times its scale.
LOGISTIC_MEAN_ABS = 2 * math.log(2)


@dataclass
class LossWeights:
    rate: float = 1.0
    prediction: float = 0.02
    context: float = 0.02


def bits(output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Bits of each sample: -log2 of the logistic's mass in its cell.

    F(c) - F(a) = F(c) F(-a) (1 - e^(a-c)) holds on both tails without cancellation, so no interval has to be mirrored.
    """
    scale = torch.exp2(output[..., 1].clamp(-OUTPUT_RANGE, OUTPUT_RANGE))
    low = (target[..., 1] - output[..., 0]) / scale
    high = (target[..., 2] - output[..., 0]) / scale
    mass = F.logsigmoid(high) + F.logsigmoid(-low) + torch.log(-torch.expm1(-(target[..., 3] / scale)))
    return -torch.log2(KEPT * torch.exp(mass) + FLOOR)


def losses(output: torch.Tensor, target: torch.Tensor, weights: LossWeights) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """The weighted sum, and each loss by its name. A weight of 0 leaves a loss out of the sum, not out of the report."""
    error = (target[..., 0] - output[..., 0]).abs()
    expected = LOGISTIC_MEAN_ABS * torch.exp2(output[..., 1].clamp(-OUTPUT_RANGE, OUTPUT_RANGE))
    parts = {
        "rate": bits(output, target).clamp(max=CLAMP_BITS).mean(),
        "prediction": error.mean(),
        "context": (error - expected).abs().mean(),
    }
    total = sum(getattr(weights, name) * part for name, part in parts.items() if getattr(weights, name))
    return total, {name: part.detach() for name, part in parts.items()}
