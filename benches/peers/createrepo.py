"""What createrepo_c's Python binding takes to read the packages of a primary.xml (packed or not); `cargo xtask bench`
runs it beside `benches/bindings/measure.py iterate`.

    createrepo.py PLACE

One line of JSON: how many packages, and microseconds. The same fields are looked at.
"""

import json
import sys
import time

import createrepo_c

rows = []


def read(package):
    rows.append(
        (
            package.name,
            package.epoch,
            package.version,
            package.release,
            package.arch,
            package.summary,
            package.size_installed,
        )
    )


start = time.perf_counter_ns()
createrepo_c.xml_parse_primary(sys.argv[1], pkgcb=read, do_files=False)
print(json.dumps({"packages": len(rows), "iterate_us": (time.perf_counter_ns() - start) / 1000}))
