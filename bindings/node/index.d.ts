export interface ResolveOptions {
  repositories: string[];
  specs: string[];
  base?: string[];
  /** The machine's unless given. */
  arch?: string;
  weak?: boolean;
  best?: boolean;
  exclude?: string[];
}

export interface Package {
  name: string;
  epoch: number;
  version: string;
  release: string;
  arch: string;
  repo: string;
  nevra: string;
  location: string;
  checksum: string;
  size_download: number;
  size_installed: number;
  reason: "requested" | "dependency" | "weak";
  required_by: string[];
}

export interface Problem {
  rule: string;
  message: string;
  package: string | null;
  capability: string | null;
  children: Problem[];
}

export interface Change {
  action: "upgrade" | "downgrade" | "reinstall" | "remove" | "obsoleted";
  from: string;
  to: string | null;
}

export type Report =
  | { schema: 1; status: "solved"; packages: Package[]; changes?: Change[]; installed_size: number; download_size: number }
  | { schema: 1; status: "unsolvable"; problems: Problem[]; hints: string[] };

export class RpmsolveError extends Error {
  code: string;
}

export function resolve(options: ResolveOptions): Promise<Report>;
export function resolveSync(options: ResolveOptions): Report;
