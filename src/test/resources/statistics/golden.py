"""Writes two-sample statistics by scipy to golden.json: python3 golden.py > golden.json

Samples are made by a generator that Java repeats (the 48-bit one of java.util.Random), so that only seeds are stored.
"""

import json
import math

import numpy
import scipy
from scipy import stats


class JavaRandom:
    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def bits(self, count):
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return self.state >> (48 - count)

    def double(self):
        return ((self.bits(26) << 27) + self.bits(27)) / (1 << 53)


def sample(shape, size, seed):
    random = JavaRandom(seed)
    u = [random.double() for _ in range(size)]
    make = {
        "uniform": lambda x: x,
        "wider": lambda x: 1.25 * x - 0.1,
        "ties": lambda x: float(math.floor(8 * x)),
        "atom": lambda x: 0.0 if x < 0.5 else x,
        "heavy": lambda x: 1 / (1 - x),
        "negative": lambda x: 100 * (x - 0.5),
    }[shape]
    return [make(x) for x in u]


def samples():
    sizes = [(1, 1), (1, 2), (2, 1), (3, 5), (10, 10), (50, 40), (200, 300), (1000, 3000), (20000, 900)]
    shapes = ["uniform", "wider", "ties", "atom", "heavy", "negative"]
    seed = 0
    for first, second in [(a, b) for a in shapes for b in (a, "uniform", "ties")]:
        for n, m in sizes:
            seed += 2
            a = sample(first, n, seed)
            b = sample(second, m, seed + 1)
            ks = stats.ks_2samp(a, b, method="asymp")
            yield {
                "first": [first, n, seed],
                "second": [second, m, seed + 1],
                "ks": float(ks.statistic),
                "ks_p": None if math.isnan(ks.pvalue) else float(ks.pvalue),
                "wasserstein": float(stats.wasserstein_distance(a, b)),
            }


def tails():
    for n in [1, 2, 3, 7, 20, 60, 139, 140, 141, 142, 200, 500, 777, 1500, 9999, 100000, 100001, 1500000]:
        at = [0.3 / n, 0.6 / n, 0.9 / n, 1 / n, 1.2 / n, 0.4, 0.5, 0.7, 1 - 0.5 / n, 1.0]
        at += [z / math.sqrt(n) for z in (0.2, 0.3, 0.5, 0.7, 0.86, 0.9, 1.1, 1.3, 1.48, 1.49, 1.7, 1.99, 2.01, 2.5, 4, 20)]
        for x in sorted(set(x for x in at if 0 < x <= 1)):
            yield {"n": n, "x": x, "p": float(stats.kstwo.sf(x, n))}


def tables():
    for table in [
        [[10, 20], [20, 10]],
        [[100, 0, 50], [90, 5, 70]],
        [[512, 488, 503, 497, 1000], [51, 48, 60, 39, 102]],
        [[7, 7, 7], [7, 7, 7]],
        [[100000, 1], [1, 100000]],
        [[5, 9, 13, 21, 8, 5, 5, 6, 40, 12, 7, 33], [6, 9, 12, 30, 8, 4, 9, 6, 22, 12, 17, 13]],
    ]:
        result = stats.chi2_contingency(numpy.array(table), correction=False)
        yield {"table": table, "chi2": float(result.statistic), "degrees": int(result.dof), "chi2_p": float(result.pvalue)}


def lines(rows):
    return "[\n    " + ",\n    ".join(json.dumps(row) for row in rows) + "\n  ]"


print("{")
print(f'  "scipy": "{scipy.__version__}",')
print(f'  "samples": {lines(samples())},')
print(f'  "kstwo": {lines(tails())},')
print(f'  "tables": {lines(tables())}')
print("}")
