"""Tables of packages: Arrow's is what iteration gives."""

from __future__ import annotations

import pathlib
import tempfile
import unittest

import rpmsolve
from common import DEMONSTRATION, corpus, imported

COLUMNS = [
    "name", "epoch", "version", "release", "arch", "repo", "nevra", "summary", "license", "url", "vendor", "source_rpm",
    "location", "checksum", "size_download", "size_installed", "time_build",
]

EMPTY = '<metadata xmlns="http://linux.duke.edu/metadata/common" packages="0"></metadata>'
"""A repository without packages."""


class Tables(unittest.TestCase):
    """Each package a row, each of its plain fields a column."""

    def compare(self, pool: rpmsolve.Pool) -> None:
        """The table against the packages."""
        imported("pyarrow")
        table = pool.to_arrow()
        self.assertEqual(table.column_names, COLUMNS)
        self.assertEqual(table.num_rows, len(pool))
        for column in COLUMNS:
            expected = [getattr(package, column) for package in pool]
            self.assertEqual(table.column(column).to_pylist(), expected, column)

    def test_the_table_is_what_iteration_gives(self) -> None:
        self.compare(rpmsolve.Pool(**DEMONSTRATION))

    def test_of_a_distribution(self) -> None:
        pool = rpmsolve.Pool(corpus("cs9-appstream-2025"), arch="x86_64")
        self.assertGreater(len(pool), 17_000)
        self.compare(pool)

    def test_an_empty_table_has_its_columns(self) -> None:
        pyarrow = imported("pyarrow")
        with tempfile.TemporaryDirectory() as directory:
            pathlib.Path(directory, "primary.xml").write_text(EMPTY)
            pool = rpmsolve.Pool([f"{directory}/primary.xml"], arch="x86_64")
        self.assertEqual(len(pool), 0)
        self.assertEqual(pyarrow.table(pool).schema, rpmsolve.Pool(**DEMONSTRATION).to_arrow().schema)

    def test_the_table_outlives_its_pool(self) -> None:
        imported("pyarrow")
        table = rpmsolve.Pool(**DEMONSTRATION).to_arrow()
        self.assertIn("hello", table.column("name").to_pylist())

    def test_it_is_read_as_a_stream(self) -> None:
        pyarrow = imported("pyarrow")
        pool = rpmsolve.Pool(**DEMONSTRATION)
        stream = pyarrow.RecordBatchReader.from_stream(pool)
        self.assertEqual(stream.read_all(), pool.to_arrow())

    def test_pandas(self) -> None:
        imported("pyarrow")
        pandas = imported("pandas")
        pool = rpmsolve.Pool(**DEMONSTRATION)
        fields = ["name", "epoch", "version", "release", "arch"]
        rows = [(package.name, package.epoch, package.version, package.release, package.arch) for package in pool]
        self.assertEqual(
            pandas.DataFrame(rows, columns=fields).to_dict("records"),
            pool.to_arrow().select(fields).to_pandas().to_dict("records"),
        )
        self.assertEqual(len(pandas.DataFrame(rows, columns=fields)), len(pool))


if __name__ == "__main__":
    unittest.main()
