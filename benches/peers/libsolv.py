"""What libsolv takes, through its own Python binding; `cargo xtask bench` runs it beside our `measure`.

    libsolv.py load PLACE NAME         from a primary.xml (packed or not) or a .solv to the first answer
    libsolv.py write PLACE OUT.solv    what a later `load` takes for a cache
    libsolv.py solve NAMES PLACE...    every name of a file, installed alone, one after the other
    libsolv.py check PLACE...          every package, installed alone, one after the other

One process, one measurement, one line of JSON: microseconds, and KiB of memory. Only calls into libsolv are timed. An
install is into an empty root, without weak dependencies. Any package of a name will do, asked for as dnf does (ONE_OF,
SETARCH: a lesser architecture may be chosen where the better one cannot be installed); packages of one name and
different width may be side by side.
"""

import gc
import json
import os
import subprocess
import sys
import time

import solv


def memory_kib(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field + ":"))


# What Python takes with the module loaded and nothing done.
PYTHON_KIB = memory_kib("VmRSS")


class Clock:
    def __enter__(self):
        self.start = time.perf_counter_ns()
        return self

    def __exit__(self, *_):
        self.us = (time.perf_counter_ns() - self.start) / 1000


def opened(place):
    file = solv.xfopen(place)
    if file is None and place.endswith(".zst"):
        # The wheel is built without zstd: C's zstd unpacks beside it, into a pipe.
        unpacked = subprocess.Popen(["zstd", "-dcq", place], stdout=subprocess.PIPE)
        file = solv.xfopen_fd("primary.xml", unpacked.stdout.fileno())
    if file is None:
        sys.exit(f"{place}: libsolv cannot open it")
    return file


def load(places):
    """The pool, ready to solve, and the microseconds that reading and indexing took."""
    with Clock() as reading:
        pool = solv.Pool()
        pool.setdisttype(solv.Pool.DISTTYPE_RPM)
        pool.setarch("x86_64")
        pool.set_flag(solv.Pool.POOL_FLAG_IMPLICITOBSOLETEUSESCOLORS, 1)
        for place in places:
            repository = pool.add_repo(place)
            file = opened(place)
            read = repository.add_solv(file) if place.endswith(".solv") else repository.add_rpmmd(file, None)
            if not read:
                sys.exit(f"{place}: {pool.errstr}")
            file.close()
    with Clock() as indexing:
        pool.addfileprovides()
        pool.createwhatprovides()
    return pool, {"ready_us": reading.us + indexing.us, "load_us": reading.us, "index_us": indexing.us}


def by_name(pool):
    """The packages that can be installed, by their names."""
    packages = {}
    for package in pool.solvables:
        if package.arch not in ("src", "nosrc") and package.installable():
            packages.setdefault(package.name, []).append(package.id)
    return packages


def install(pool, packages):
    """Whether one of some packages can be installed, and the microseconds it took."""
    how = solv.Job.SOLVER_SOLVABLE_ONE_OF | solv.Job.SOLVER_SETARCH | solv.Job.SOLVER_SETEVR
    job = pool.Job(solv.Job.SOLVER_INSTALL | how, pool.towhatprovides(packages))
    with Clock() as solving:
        solver = pool.Solver()
        solver.set_flag(solv.Solver.SOLVER_FLAG_IGNORE_RECOMMENDED, 1)
        problems = solver.solve([job])
    return solver, not problems, solving.us


def measure_load(place, name):
    pool, reading = load([place])
    packages = [package.id for package in pool.whatprovides(pool.str2id(name)) if package.name == name]
    solver, is_solved, reading["solve_us"] = install(pool, packages)
    reading["peak_kib"] = memory_kib("VmHWM") - PYTHON_KIB
    reading["installed"] = len(solver.transaction().newsolvables()) if is_solved else 0
    if place.endswith(".solv"):
        reading["cache_bytes"] = os.path.getsize(place)
    reading["packages"] = sum(repository.nsolvables for repository in pool.repos_iter())
    return reading


def measure_write(place, out):
    pool, _ = load([place])
    with open(out, "wb") as file:
        opened_out = solv.xfopen_fd(out, file.fileno())
        next(pool.repos_iter()).write(opened_out)
        opened_out.close()
    return {}


def measure_solve(names, *places):
    pool, _ = load(places)
    packages = by_name(pool)
    with open(names) as file:
        requests = [packages.get(name, []) for name in file.read().split()]
    micros = {True: [], False: []}
    gc.disable()
    for request in requests:
        _, is_solved, us = install(pool, request)
        micros[is_solved].append(us)
    return of_solves(micros[True], micros[False])


def of_solves(answers, refusals):
    def mean(micros):
        return sum(micros) / len(micros) if micros else None

    return {
        "mean_us": mean(answers + refusals),
        "answer_us": mean(answers),
        "refusal_us": mean(refusals),
        "answers": len(answers),
        "refusals": len(refusals),
    }


def measure_check(*places):
    pool, _ = load(places)
    packages = [package for packages in by_name(pool).values() for package in packages]
    broken, check_us = [], 0.0
    gc.disable()
    for package in packages:
        _, is_solved, us = install(pool, [package])
        check_us += us
        if not is_solved:
            broken.append(str(pool.id2solvable(package)))
    return {"packages": len(packages), "check_us": check_us, "broken": sorted(broken)}


MEASUREMENTS = {"load": measure_load, "write": measure_write, "solve": measure_solve, "check": measure_check}
print(json.dumps(MEASUREMENTS[sys.argv[1]](*sys.argv[2:])))
