"""The networks of a profile, one a slot, trained side by side, with the arithmetic of the integer coder as an option.

Each is a small perceptron: inputs, hidden layers with ReLU, two outputs. Output 0 corrects the mean, in local scales; output 1 is log2 of
the logistic scale, in local scales. The units are those of the profile file (profile_file.py).
"""

import torch
from torch import nn

WEIGHT = 1 << 10
ACTIVATION = 1 << 8
OUTPUT = 1 << 10
INPUT = 1 << 6
HIDDEN_TOP = 32767 / ACTIVATION
# Bounds kept while training; the exporter's own bounds (quantise.py) are a little wider.
WEIGHT_BOUND = 31.9
LATER_ROW_BOUND = 60.0
OUTPUT_RANGE = 8.0  # log2 of the scale is used within +-8


def rounded(x: torch.Tensor, unit: int) -> torch.Tensor:
    """The nearest multiple of 1/unit; the gradient passes straight through."""
    return x + (torch.round(x * unit) / unit - x).detach()


def floored(x: torch.Tensor, unit: int) -> torch.Tensor:
    """The multiple of 1/unit at or below x, as an arithmetic shift gives it; the gradient passes straight through."""
    return x + (torch.floor(x * unit) / unit - x).detach()


class PlaneNetworks(nn.Module):
    """The networks of all slots. `inputs` is their common, padded number of inputs; what is padded is always zero."""

    def __init__(self, slots: int, inputs: int, hidden: list[int], generator: torch.Generator | None = None):
        super().__init__()
        sizes = [inputs, *hidden, 2]
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for index, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
            weight = torch.randn(slots, fan_in, fan_out, generator=generator) * (1.6 / fan_in) ** 0.5
            bias = torch.zeros(slots, 1, fan_out)
            if index == len(hidden):
                weight *= 0.1
                bias[:, :, 1] = -0.9
            self.weights.append(nn.Parameter(weight))
            self.biases.append(nn.Parameter(bias))

    def forward(self, z: torch.Tensor, quantised: bool = False) -> torch.Tensor:
        """Outputs, slots x batch x 2, of the inputs, slots x batch x inputs (multiples of 1/64)."""
        last = len(self.weights) - 1
        for index, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            if quantised:
                weight = rounded(weight, WEIGHT)
                bias = rounded(bias, WEIGHT * (INPUT if index == 0 else ACTIVATION))
            z = torch.baddbmm(bias, z, weight)
            if index == last:
                return floored(z, OUTPUT) if quantised else z
            z = (floored(z, ACTIVATION) if quantised else z).clamp(0, HIDDEN_TOP)
        raise AssertionError("a network has at least one layer")

    @torch.no_grad()
    def keep_bounds(self) -> None:
        """Hold weights where 16-bit weights and 32-bit sums cannot overflow."""
        for index, weight in enumerate(self.weights):
            weight.clamp_(-WEIGHT_BOUND, WEIGHT_BOUND)
            if index:
                total = weight.abs().sum(dim=1, keepdim=True)
                weight.mul_((LATER_ROW_BOUND / total).clamp(max=1))


def multiplications(inputs: int, hidden: list[int]) -> int:
    """Multiplications a sample."""
    sizes = [inputs, *hidden, 2]
    return sum(a * b for a, b in zip(sizes, sizes[1:]))
