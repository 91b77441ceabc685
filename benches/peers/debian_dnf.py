"""What dnf takes, through the Python interface of Debian's package (so with the system's Python, and its own libsolv).

    debian_dnf.py PRIMARY DIRECTORY NAME

makes a repository of the primary.xml in the directory, loads it twice, each time from nothing and in a new base, so
that the second finds dnf's cache of the first, and installs the name into an empty root. Prints one line of JSON:
microseconds.
"""

import hashlib
import json
import os
import shutil
import sys
import time

import dnf

primary, directory, name = sys.argv[1:]


def make_repository():
    repodata = os.path.join(directory, "repository", "repodata")
    os.makedirs(repodata)
    shutil.copy(primary, repodata)
    with open(primary, "rb") as file:
        checksum = hashlib.sha256(file.read()).hexdigest()
    with open(os.path.join(repodata, "repomd.xml"), "w") as repomd:
        repomd.write(
            '<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1</revision><data type="primary">'
            f'<checksum type="sha256">{checksum}</checksum><location href="repodata/{os.path.basename(primary)}"/>'
            "</data></repomd>"
        )


def measure():
    start = time.perf_counter_ns()
    base = dnf.Base()
    base.conf.installroot = os.path.join(directory, "root")
    base.conf.cachedir = os.path.join(directory, "cache")
    base.conf.install_weak_deps = False
    base.conf.substitutions.update(arch="x86_64", basearch="x86_64", releasever="1")
    base.repos.add_new_repo("bench", base.conf, baseurl=["file://" + os.path.join(directory, "repository")])
    base.fill_sack(load_system_repo=False)
    ready = time.perf_counter_ns()
    base.install(name)
    base.resolve()
    end = time.perf_counter_ns()
    installed = len(base.transaction.install_set)
    base.close()
    return (ready - start) / 1000, (end - ready) / 1000, installed


shutil.rmtree(directory, ignore_errors=True)
make_repository()
ready_us, solve_us, installed = measure()
cached_us, _, _ = measure()
shutil.rmtree(directory)
print(json.dumps({"ready_us": ready_us, "cached_us": cached_us, "solve_us": solve_us, "installed": installed}))
