"""What ours takes from Python; `cargo xtask bench` runs it beside `measure`, which does the same in Rust.

    measure.py ask NAMES PLACE...   every name of a file, asked of a pool that is loaded, one after the other
    measure.py iterate PLACE        every package of a pool, with the fields that a table of packages has

One process, one measurement, one line of JSON: microseconds. Loading is not timed, except for `iterate`, where
it is said as well.
"""

import gc
import json
import sys
import time

import rpmsolve


def micros(start):
    return (time.perf_counter_ns() - start) / 1000


def ask(names, *places):
    pool = rpmsolve.Pool(places, arch="x86_64")
    with open(names) as file:
        names = file.read().split()
    answers, refusals = [], []
    gc.disable()
    for name in names:
        start = time.perf_counter_ns()
        try:
            pool.solve(name, weak=False)
            answers.append(micros(start))
        except rpmsolve.UnsolvableError:
            refusals.append(micros(start))
    mean = lambda times: sum(times) / len(times) if times else None
    return {
        "mean_us": mean(answers + refusals),
        "answer_us": mean(answers),
        "refusal_us": mean(refusals),
        "answers": len(answers),
        "refusals": len(refusals),
    }


def iterate(place):
    start = time.perf_counter_ns()
    pool = rpmsolve.Pool([place], arch="x86_64")
    loaded = time.perf_counter_ns()
    rows = [(it.name, it.epoch, it.version, it.release, it.arch, it.summary, it.size_installed) for it in pool]
    return {"packages": len(rows), "iterate_us": micros(loaded), "read_us": micros(start)}


print(json.dumps({"ask": ask, "iterate": iterate}[sys.argv[1]](*sys.argv[2:])))
