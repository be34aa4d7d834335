"""Writes training.csv, stream.csv and golden.jsonl, scipy's statistics of each window of 200 rows every 100: python3 golden.py"""

import csv
import json
import random

from scipy import stats

WINDOW, STEP = 200, 100
random.seed(20)


def row(shift):
    return {
        "age": str(round(random.gauss(40 + shift, 9))),
        "income": "" if random.random() < 0.1 else repr(random.lognormvariate(10 + shift / 20, 1)),
        "segment": random.choice(["new", "old"]),
    }


def write(name, rows):
    with open(name, "w", newline="") as file:
        out = csv.DictWriter(file, ["age", "income", "segment"], lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


training = [row(0) for _ in range(600)]
stream = [row(0 if i < 400 else 6) for i in range(850)]
write("training.csv", training)
write("stream.csv", stream)
with open("golden.jsonl", "w") as out:
    for window, start in enumerate(range(0, len(stream) - WINDOW + 1, STEP)):
        for feature in ("age", "income"):
            first = [float(r[feature]) for r in training if r[feature]]
            second = [float(r[feature]) for r in stream[start : start + WINDOW] if r[feature]]
            ks = stats.ks_2samp(first, second, method="asymp")
            print(
                json.dumps(
                    {
                        "window": window,
                        "start": start,
                        "end": start + WINDOW,
                        "feature": feature,
                        "n": len(second),
                        "ks": float(ks.statistic),
                        "ks_p": float(ks.pvalue),
                        "wasserstein": float(stats.wasserstein_distance(first, second)),
                        "missing": 1 - len(second) / WINDOW,
                    }
                ),
                file=out,
            )
