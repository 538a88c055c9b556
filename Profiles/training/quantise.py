"""From trained networks to integers, and the integer network itself in numpy.

A sum a is 32 bits. Weights have unit 2^-10, inputs 2^-6, hidden activations 2^-8, so a first layer's sum has unit 2^-16 and a later one's
2^-18. A hidden activation is clamp(a >> shift, 0, 32767) with shift 8, then 10; an output is a >> 8 (unit 2^-10 after hidden layers).
"""

import numpy as np

from network import ACTIVATION, INPUT, OUTPUT, WEIGHT, PlaneNetworks
from profile_file import Layer, Network, ProfileError

FIRST_SHIFT, LATER_SHIFT, OUTPUT_SHIFT = 8, 10, 8
HIDDEN_LIMIT = 32767


def quantise(networks: PlaneNetworks, shapes: list[tuple[int, int, int]]) -> list[Network]:
    """The integer networks of all slots; `shapes` gives slot, row inputs and serial inputs of each. Throws ProfileError out of bounds."""
    result = []
    for place, (slot, n, m) in enumerate(shapes):
        layers = []
        last = len(networks.weights) - 1
        for index, (weight, bias) in enumerate(zip(networks.weights, networks.biases)):
            w = np.rint(weight[place].detach().cpu().double().numpy().T * WEIGHT).astype(np.int64)
            b = bias[place, 0].detach().cpu().double().numpy() * (WEIGHT * (INPUT if index == 0 else ACTIVATION))
            if index == 0:
                w = w[:, : n + m]
            shift = OUTPUT_SHIFT if index == last else FIRST_SHIFT if index == 0 else LATER_SHIFT
            layers.append(Layer(shift, np.rint(b).astype(np.int64), w))
        network = Network(slot, n, m, layers)
        network.check()
        result.append(network)
    return sorted(result, key=lambda network: network.slot)


def run_integer(network: Network, z: np.ndarray) -> np.ndarray:
    """The two outputs, count x 2, int64, unit 2^-10, of int16 inputs, count x (n + m).

    The products are summed in float64, which is exact here: every sum is an integer below 2^31.
    """
    x = z.astype(np.float64)
    for index, layer in enumerate(network.layers):
        a = (x @ layer.weights.astype(np.float64).T + layer.bias).astype(np.int64)
        if a.size and (a.min() < -(1 << 31) or a.max() >= 1 << 31):
            raise ProfileError("a sum left 32 bits although the bounds hold")
        if index == len(network.layers) - 1:
            return a >> layer.shift
        x = np.clip(a >> layer.shift, 0, HIDDEN_LIMIT).astype(np.float64)
    raise AssertionError("a network has at least one layer")


def run_float(networks: PlaneNetworks, place: int, z: np.ndarray, inputs: int) -> np.ndarray:
    """The outputs of the network before quantisation, in float64, in the same unit-free form as `outputs_of`."""
    weights = [w[place].detach().cpu().double().numpy() for w in networks.weights]
    biases = [b[place].detach().cpu().double().numpy() for b in networks.biases]
    x = np.zeros((len(z), inputs))
    x[:, : z.shape[1]] = z / INPUT
    for index, (w, b) in enumerate(zip(weights, biases)):
        x = x @ w + b
        if index < len(weights) - 1:
            x = np.clip(x, 0, HIDDEN_LIMIT / ACTIVATION)
    return x


def outputs_of(integers: np.ndarray) -> np.ndarray:
    """Integer outputs as numbers."""
    return integers / OUTPUT
