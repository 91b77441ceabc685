"use strict";
// The binding on the demonstration repository; run by `cargo xtask test`, which builds it.

const assert = require("node:assert/strict");
const path = require("node:path");
const { test } = require("node:test");
const { resolve, resolveSync, RpmsolveError } = require("..");

const demo = path.join(__dirname, "../../../testdata/repos/demo");

test("refusals are answers", async () => {
  const options = { repositories: [demo], specs: ["hello-broken"], arch: "x86_64" };
  const report = await resolve(options);
  assert.equal(report.status, "unsolvable");
  assert.equal(report.problems[0].children[0].rule, "nothing-provides");
  assert.deepEqual(resolveSync(options), report);
});

test("errors have codes", async () => {
  const cases = [
    [["/nonexistent"], "hello", "unreadable"],
    [["https://example.test/"], "hello", "no-cache-directory"],
    [[demo], "@group", "unknown-group"],
  ];
  for (const [repositories, spec, code] of cases) {
    const failure = (error) => error instanceof RpmsolveError && error.code === code;
    await assert.rejects(resolve({ repositories, specs: [spec], arch: "x86_64" }), failure);
  }
});

test("many at once", async () => {
  const one = () => resolve({ repositories: [demo], specs: ["hello-rival"], arch: "x86_64" });
  const reports = await Promise.all(Array.from({ length: 16 }, one));
  assert.ok(reports.every((report) => report.status === "unsolvable"));
});
