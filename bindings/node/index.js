"use strict";

const native = require(process.env.RPMSOLVE_NATIVE || "./rpmsolve.node");

/** Something could not be read. `code` names the kind, and does not change between versions. */
class RpmsolveError extends Error {
  constructor({ message, code }) {
    super(message);
    this.name = "RpmsolveError";
    this.code = code;
  }
}

const ARCHES = { x64: "x86_64", arm64: "aarch64" };

function complete(options) {
  const { repositories, specs, arch = ARCHES[process.arch] ?? process.arch, ...rest } = options;
  return { repositories: repositories.map(String), specs: [...specs], arch, ...rest };
}

function checked(text) {
  const report = JSON.parse(text);
  if (report.status === "error") throw new RpmsolveError(report);
  return report;
}

/** Says which packages are needed to install `specs`; what `rpmsolve resolve --json` prints. */
const resolve = async (options) => checked(await native.resolve(complete(options)));

/** The same on the main thread. */
const resolveSync = (options) => checked(native.resolveSync(complete(options)));

module.exports = { resolve, resolveSync, RpmsolveError };
