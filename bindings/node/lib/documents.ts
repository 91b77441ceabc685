// Made by `cargo xtask faces`.

/** Where packages come from. */
export interface Repository {
  /** A URL, the name of a preset (`al2023`), a directory or a file. */
  place: string
  /** What it is called; r0, r1 and so on if nothing is said. */
  id?: string
  /** Of two repositories that have a package the one with the lower number wins; 99 if nothing is said. */
  priority?: number
}

/** Something that would make a layer smaller. */
export interface Advice {
  /** The NEVRAs of the packages that it has and this answer has not. */
  add?: string[] | null
  /** The kind. */
  group?: FileGroup | null
  kind: string
  /** What was given for the other layer. */
  layer?: string | null
  /** Whether it is proved that no answer is smaller. */
  optimal?: boolean | null
  /** The NEVRAs of the packages. */
  packages?: string[] | null
  /** The NEVRAs of the packages that it does without. */
  remove?: string[] | null
  saving_bytes: number
  /** What was asked for, in the user's words. */
  spec?: string | null
}

/** The difference for an architecture. */
export interface ArchDiff {
  /** What happened to packages, sorted by name. */
  changes: PackageChange[]
  /** The NEVRAs of packages that are the same, but for their repository, place, key, layers or what needs them. */
  moved: string[]
  /** How many there are. */
  new_packages: number
  /** Bytes to download now. */
  new_size: number
  /** How many packages there were. */
  old_packages: number
  /** Bytes to download before. */
  old_size: number
  /** The ids of repositories that are elsewhere, in another state, or in one of the locks only. */
  repositories: string[]
}

/** How much is known of a runtime for an architecture. */
export interface ArchitectureInfo {
  /** The architecture. */
  arch: string
  /** The version of its C library. */
  glibc: string | null
  /** How many libraries. */
  libraries: number
  /** How many packages it has. */
  packages: number
  /** How many files and directories. */
  paths: number
  /** Of how many libraries the versions of symbols are known. */
  symbol_versions: number
}

/** What would go wrong, as a document. */
export interface Audit {
  /** RPM's name of the architecture that programs were taken to run on. */
  arch: string | null
  /** Size of all files, in bytes. */
  bytes: number
  /** Number of files and links. */
  files: number
  /** What a person should know, sorted by kind and path. */
  findings: Finding[]
  /** The layers, in the order in which Lambda puts them over each other. */
  layers: string[]
  /** Paths under /usr, /etc, /var and /run that files name, and whether the base image has them. */
  left: Left[]
  /** Which file needs which library, and who has it. */
  needs: Need[]
  /** The runtime that the layers were held against, or null if the base was described otherwise. */
  runtime: string | null
  /** The version of the document. */
  schema: number
  /** `ok`, or `found` if there is something of the severity that was asked for. */
  status: string
}

/** A shared library of the base image. */
export interface BaseLibrary {
  /** Whether only the container image has it, and the managed runtime does not: then nothing may rely on it, and nothing is sure not to meet it. */
  image_only: boolean
  /** Where it lies, absolute; where nobody said so, the place that it would have in the loader's own directory. */
  path: string
  /** The symbol versions that it defines; `None` where these are not known. */
  versions: string[] | null
}

/** What came of a block. */
export interface Block {
  /** Which of its blocks, counting from 1. */
  block: number
  /** The file. */
  file: string
  /** The answer in libsolv's words. */
  lines: string[]
  /** What of it cannot be done. */
  unsupported: string[]
  /** `ok`, `differs` or `unsupported`. */
  verdict: string
}

/** A package that cannot be installed. */
export interface Broken {
  /** The package. */
  nevra: string
  /** Why. */
  problems: Problem[]
  /** The repository that it is in. */
  repo: string
}

/** What a layer takes of what a function may have. */
export interface Budget {
  /** What would make the layer smaller, what saves most first. */
  advice: Advice[]
  /** Size of this layer, in bytes. */
  bytes: number
  /** What kinds of files there are and were left out, the largest first. */
  groups: GroupShare[]
  /** What is left of the limit, in bytes; `None` without a limit. */
  left_bytes: number | null
  /** What the function may have in all, unzipped, in bytes; `None` for no limit. */
  limit_bytes: number | null
  /** What else it has, in bytes. */
  other_bytes: number
  /** What else the function has, one by one. */
  others: OtherLayer[]
  /** How much is too much, in bytes. */
  over_bytes: number
  /** The largest packages, the largest first. */
  packages: PackageShare[]
}

/** The layers of a project. */
export interface Build {
  /** The layers. */
  layers: BuiltLayer[]
  /** The version of the document. */
  schema: number
  /** `built`. */
  status: string
}

/** A layer of a plan that was built. */
export interface Built {
  /** Size of the archive, in bytes; for a directory the same as `bytes`. */
  archive_bytes: number
  /** Where the bytes go, and what would make the layer smaller. */
  budget: Budget
  /** Size of the layer unzipped, in bytes; what Lambda's limit counts. */
  bytes: number
  /** Variables of the environment that programs need, by program; with wrapper scripts they are set already. */
  environment: Hint[]
  /** Number of files and links in the layer. */
  files: number
  /** What a person should know, sorted by kind and path. */
  findings: Finding[]
  /** Paths under /usr and /etc that were left as they are, by file. */
  left: Left[]
  /** The layer's name in the plan. */
  name: string
  /** Where it is. */
  output: string
  /** The packages, by NEVRA. */
  packages: LayerPackage[]
  /** Paths that were rewritten, by file. */
  rewritten: Rewritten[]
}

/** A layer of a project. */
export interface BuiltLayer {
  /** The architecture that it is for. */
  arch: string
  /** Size of the archive, in bytes; for a directory the same as `bytes`. */
  archive_bytes: number
  /** Where the bytes go, and what would make the layer smaller. */
  budget: Budget
  /** Size of the layer unzipped, in bytes; what Lambda's limit counts. */
  bytes: number
  /** Variables of the environment that programs need, by program; with wrapper scripts they are set already. */
  environment: Hint[]
  /** Number of files and links in the layer. */
  files: number
  /** What a person should know, sorted by kind and path. */
  findings: Finding[]
  /** Its name. */
  layer: string
  /** Paths under /usr and /etc that were left as they are, by file. */
  left: Left[]
  /** The licences of its packages, as SPDX expressions where they can be. */
  licenses: string[]
  /** Where it is. */
  output: string
  /** The packages, by NEVRA. */
  packages: LayerPackage[]
  /** Paths that were rewritten, by file. */
  rewritten: Rewritten[]
}

/** What is kept. */
export interface Cache {
  /** All bytes. */
  bytes?: number
  /** Keys from the network. */
  keys?: CacheShare
  /** Metadata of repositories as they were fetched. */
  metadata?: CacheShare
  /** Packages. */
  packages?: CacheShare
  /** The directory. */
  path: string
  /** Parsed repositories. */
  pools?: CacheShare
  /** What was removed, if anything should be. */
  removed?: CacheShare | null
  /** The repositories that are known. */
  repositories?: CachedRepository[]
  /** The version of the document. */
  schema: number
  /** `ok`. */
  status: string
  /** What was not finished: the next download goes on from there. */
  unfinished?: CacheShare
}

/** A part of a cache. */
export interface CacheShare {
  /** How many bytes they take. */
  bytes: number
  /** How many files it has. */
  files: number
}

/** What is known of a repository. */
export interface CachedRepository {
  /** When it was last known to be up to date, in seconds since 1970. */
  checked_seconds: number
  /** Its id. */
  id: string
  /** What it calls its state. */
  revision: string
  /** Whether its repomd.xml is signed. */
  signed: boolean
  /** Where its repomd.xml was had from. */
  url: string
}

/** Something that happens to a package of the base. */
export interface Change {
  /** `upgrade`, `downgrade`, `reinstall`, `remove` or `obsoleted`. */
  action: string
  /** The package of the base. */
  from: string
  /** What takes its place. */
  to: string | null
}

/** What became different in a project. */
export interface Changed {
  /** What it asks for now. */
  added?: string[]
  /** What became different in the lock, or null if it was not made. */
  diff: LockDiff | null
  /** The layer. */
  layer: string
  /** What it asks for no more. */
  removed?: string[]
  /** The version of the document. */
  schema: number
  /** `changed` or `unchanged`. */
  status: string
}

/** Which packages of a set of repositories cannot be installed. */
export interface Check {
  /** Those that cannot be installed, sorted by `nevra`. */
  broken: Broken[]
  /** How many packages were checked. */
  packages: number
  /** The version of the document. */
  schema: number
  /** `ok` or `broken`. */
  status: string
}

/** What is different between two locks. */
export interface Diff {
  /** The architectures in which something differs. */
  arches: Record<string, ArchDiff>
  /** Whether the projects ask for different things. */
  inputs: boolean
  /** The version of the document. */
  schema: number
  /** `same` or `different`. */
  status: string
}

/** A lock in the form of another tool, as a document. */
export interface Export {
  /** The file that was written, or null if the lock is in `text`. */
  output: string | null
  /** The version of the document. */
  schema: number
  /** `exported`. */
  status: string
  /** The lock, if it was not written to a file. */
  text?: string | null
  /** What cannot be said in that form. */
  warnings: string[]
}

/** What is in the repository that was written. */
export interface Fetch {
  /** How many bytes they have. */
  bytes: number
  /** The directory. */
  output: string
  /** The packages in it. */
  packages: VendoredPackage[]
  /** The version of the document. */
  schema: number
  /** `fetched`. */
  status: string
}

/** A kind of files. */
export type FileGroup =
  | 'documentation'
  | 'manual-pages'
  | 'locales'
  | 'headers'
  | 'static-libraries'
  | 'licences'
  | 'fonts'
  | 'libraries'
  | 'programs'
  | 'modules'
  | 'configuration'
  | 'data'
  | 'other'

/** One thing to know about the layer. */
export interface Finding {
  /** One sentence for a person. */
  detail: string
  /** What it is about. */
  kind: FindingKind
  /** NEVRA of the package; empty where none is to blame. */
  package: string
  /** The path inside the layer, without a leading slash; for what was left out the package's own path. */
  path: string
  /** How much it matters. */
  severity: Severity
}

/** What a `Finding` is about. */
export type FindingKind =
  | 'hard-coded-path'
  | 'bare-prefix'
  | 'packed-path'
  | 'broken-link'
  | 'link-to-base'
  | 'missing-soname'
  | 'missing-symbol-version'
  | 'shadowed-soname'
  | 'library-clash'
  | 'program-clash'
  | 'scriptlet'
  | 'wrapper'
  | 'foreign-architecture'
  | 'file-conflict'
  | 'setuid'
  | 'capabilities'
  | 'special-file'
  | 'outside-prefix'
  | 'stale-digest'
  | 'empty-directory'
  | 'unreadable'
  | 'not-utf8'
  | 'altered'
  | 'over-budget'

/** What was found, as a document. */
export interface Found {
  /** What it has of what was asked for. */
  in_runtime: Held[]
  /** The packages. */
  packages: PackageInfo[]
  /** The runtime that was asked, or null. */
  runtime: string | null
  /** The version of the document. */
  schema: number
  /** `ok`, or `none` if nothing was found. */
  status: string
}

/** How much of a layer a kind of files is. */
export interface GroupShare {
  /** Their size, in bytes; hard links count once. */
  bytes: number
  /** Number of files that the packages have. */
  files: number
  /** The kind. */
  group: FileGroup
  /** True if they are in the layer, false if they were left out. */
  kept: boolean
}

/** Something that a runtime has. */
export interface Held {
  /** What it is. */
  kind: HeldKind
  /** NEVRA of a package (without epoch where that is not known), path of anything else. */
  name: string
  /** What was asked for. */
  what: string
}

/** What a runtime has. */
export type HeldKind =
  | 'package'
  | 'library'
  | 'library-of-image'
  | 'path'

/** A variable of the environment that a program of the layer needs, or that lets a program of the base image use what is in the layer. */
export interface Hint {
  /** True where the value is a list, to which a value that is there already can be added, `:` between them. */
  is_list: boolean
  /** The variable. */
  name: string
  /** What the hint is about: the program, library or language. */
  program: string
  /** The programs in the layer's `bin/` that it is for. */
  programs: string[]
  /** Its value. */
  value: string
  /** One sentence for a person. */
  why: string
}

/** A project that was made. */
export interface Init {
  /** The version of the document. */
  schema: number
  /** `made`. */
  status: string
  /** The files that were written. */
  written: string[]
}

/** A package of an answer. */
export interface Installation {
  arch: string
  /** `type:hexadecimal`. */
  checksum: string
  epoch: number
  location: string
  name: string
  nevra: string
  /** `requested`, `dependency` or `weak`. */
  reason: string
  release: string
  repo: string
  /** The NEVRAs of the packages that need it. */
  required_by: string[]
  size_download: number
  size_installed: number
  version: string
}

/** A layer that was built. */
export interface Layer {
  /** Size of the archive, in bytes; for a directory the same as `bytes`. */
  archive_bytes: number
  /** Where the bytes go, and what would make the layer smaller. */
  budget: Budget
  /** Size of the layer unzipped, in bytes; what Lambda's limit counts. */
  bytes: number
  /** Variables of the environment that programs need, by program; with wrapper scripts they are set already. */
  environment: Hint[]
  /** Number of files and links in the layer. */
  files: number
  /** What a person should know, sorted by kind and path. */
  findings: Finding[]
  /** Paths under /usr and /etc that were left as they are, by file. */
  left: Left[]
  /** How small the packages are, if the smallest were asked for. */
  objective?: Objective | null
  /** Where it is. */
  output: string
  /** The packages, by NEVRA. */
  packages: LayerPackage[]
  /** Paths that were rewritten, by file. */
  rewritten: Rewritten[]
  /** The runtime that it is for, or null if the base was described otherwise. */
  runtime: string | null
  /** The version of the document. */
  schema: number
  /** `built`. */
  status: string
}

/** A package's part in the layer. */
export interface LayerPackage {
  /** Size of its files in the layer, in bytes. */
  bytes: number
  /** Number of its files and links in the layer. */
  files: number
  /** Name, epoch, version, release and architecture, as given. */
  nevra: string
  /** The repository it came from, as given. */
  repository: string
  /** True when it was asked for, false when something needs it. */
  requested: boolean
  /** The NEVRAs of those of the other packages that need it, as given. */
  required_by: string[]
  /** SHA-256 of the `.rpm` file, lower-case hexadecimal. */
  sha256: string
}

/** Paths of one file that were left as they are. */
export interface Left {
  /** Where the file as packaged names it, in bytes from its beginning; of a packed file 0. */
  offsets: number[]
  /** The file, inside the layer. */
  path: string
  /** Why it stayed. */
  reason: LeftReason
  /** The path that it names. */
  text: string
}

/** Why a path that has to do with the layer stayed. */
export type LeftReason =
  | 'shared-directory'
  | 'search-directory'
  | 'in-both'
  | 'in-base'
  | 'bare-prefix'
  | 'longer'
  | 'cut'
  | 'packed'
  | 'asked'
  | 'remains'
  | 'unknown'

/** What is locked. */
export interface Lock {
  /** The packages for each architecture, sorted by NEVRA. */
  arches: Record<string, LockedPackage[]>
  /** The checksum of what was asked for when it was made. */
  inputs: string
  /** The names of the layers. */
  layers: string[]
  /** The file. */
  path: string
  /** The version of the document. */
  schema: number
  /** Whether the project asks for something else by now; null if a lock was named, and no project. */
  stale: boolean | null
  /** `ok`. */
  status: string
}

/** The difference between two locks. */
export interface LockDiff {
  /** The architectures in which something differs. */
  arches: Record<string, ArchDiff>
  /** Whether the projects ask for different things. */
  inputs: boolean
}

/** What became of a lock. */
export interface LockMade {
  /** What is different from what it was. */
  diff: LockDiff
  /** The file. */
  lock: string
  /** The version of the document. */
  schema: number
  /** `locked` if it was written, `unchanged`, or `stale` if it was only looked at and would be another one. */
  status: string
}

/** A package that is locked. */
export interface LockedPackage {
  /** `type:hexadecimal`. */
  checksum: string
  /** The fingerprint of the key that has signed it, if that is known. */
  key: string | null
  /** The layers that it is in. */
  layers: string[]
  /** Its name, epoch, version, release and architecture. */
  nevra: string
  /** The id of its repository. */
  repo: string
  /** Those of them that ask for it. */
  requested: string[]
  /** The NEVRAs of the packages that need it. */
  required_by: string[]
  /** Bytes of the package. */
  size_download: number
  /** The source package that it was made of. */
  source: string | null
  /** Where it is had from. */
  url: string
}

/** What one file needs of a library, and who has it. */
export interface Need {
  /** The file that needs it, inside the layer. */
  path: string
  /** Absolute path of what would be loaded, in the layer or in the base image. */
  provided_by: string | null
  /** The library, as `DT_NEEDED` names it. */
  soname: string
  /** The symbol versions that must be there. */
  versions: string[]
}

/** How small an answer is, and how small any could be: see `SizeBound`. */
export interface Objective {
  /** Bytes that the added packages take when installed. */
  bytes: number
  /** No answer takes fewer. */
  lower_bound: number
  /** Whether it is proved that no answer is smaller. */
  optimal: boolean
}

/** Why a function cannot be, whatever the layers. */
export interface Obstacle {
  code: string
  /** The function. */
  function: string
  /** How many bytes it is over the limit. */
  over_bytes?: number | null
  /** The largest packages that it needs. */
  packages: PackageShare[]
  /** The path in the layer. */
  path?: string | null
  /** The library's name. */
  soname?: string | null
}

/** Something that a function has beside a layer. */
export interface OtherLayer {
  /** Size unzipped, in bytes. */
  bytes: number
  /** What was given for it: a number or a path. */
  name: string
  /** The packages in it, if it has a manifest of this crate's making. */
  packages?: OtherPackage[]
}

/** A package of another layer, as that layer's manifest lists it. */
export interface OtherPackage {
  /** Size of its files there, in bytes. */
  bytes: number
  /** Name, epoch, version, release and architecture. */
  nevra: string
}

/** What happened to a package. */
export interface PackageChange {
  change: string
  /** What was there. */
  from?: string | null
  /** The package. */
  nevra?: string | null
  /** Bytes to download now. */
  new_size?: number | null
  /** Bytes to download before. */
  old_size?: number | null
  /** Its bytes to download. */
  size?: number | null
  /** What is there. */
  to?: string | null
}

/** A package that was found. */
export interface PackageInfo {
  conflicts?: string[]
  description?: string
  enhances?: string[]
  files?: string[]
  /** The runtime's own package of that name, if there is one. */
  in_runtime: string | null
  license?: string
  location?: string
  /** Its name. */
  name: string
  /** Its name, epoch, version, release and architecture. */
  nevra: string
  obsoletes?: string[]
  provides?: string[]
  recommends?: string[]
  /** The repository that it is in. */
  repo: string
  requires?: string[]
  size_download?: number
  size_installed?: number
  source_rpm?: string
  suggests?: string[]
  /** What it is, in a line. */
  summary: string
  supplements?: string[]
  time_build?: number
  url?: string
  vendor?: string
}

/** A package's share of a layer. */
export interface PackageShare {
  /** Size of its files in the layer, in bytes. */
  bytes: number
  /** The package. */
  nevra: string
  /** The shortest way from what was asked for to the package; empty where nobody has worked it out. */
  road?: Step[]
}

/** A plan, as a document. */
export interface Plan {
  /** What was built, if anything was. */
  built?: Built[]
  /** The functions that cannot have the same versions. */
  conflicts: RefusedTogether[]
  /** The functions, in the order in which they were given. */
  functions: PlannedFunction[]
  /** The layers; those that most functions take come first. */
  layers: PlannedLayer[]
  /** Whether it is proved that no plan is better that keeps together what the same functions need. */
  proved: boolean
  /** Why there is no plan; empty if there is one. */
  reasons: Obstacle[]
  /** The runtime that the layers are for, or null if the base was described otherwise. */
  runtime: string | null
  /** The version of the document. */
  schema: number
  /** Whether one solve was made for all functions; if not, `conflicts` say why. */
  shared: boolean
  /** `planned`, or `impossible`, for `reasons`. */
  status: string
  /** Size of all layers, in bytes, unzipped. */
  total_bytes: number
}

/** What a function gets. */
export interface PlannedFunction {
  /** Size of its layers unzipped, in bytes; without a plan that of one layer with what it needs. */
  bytes: number
  /** The names of its layers. */
  layers: string[]
  /** What is left of the limit, in bytes; `None` without a limit. */
  left_bytes: number | null
  /** Its name. */
  name: string
  /** What it has beside them, in bytes. */
  own_bytes: number
  /** How many packages it needs. */
  packages: number
  /** How many of these bytes it does not need. */
  waste_bytes: number
}

/** A layer of a plan. */
export interface PlannedLayer {
  /** Size unzipped, in bytes: that of the files, and an allowance for what the layer says about itself. */
  bytes: number
  /** The functions that take it. */
  functions: string[]
  /** Its name; `build_plan`(crate::build_plan) writes it as `NAME.zip`. */
  name: string
  /** The NEVRAs of its packages, sorted. */
  packages: string[]
}

/** A reason, and the reasons for it. */
export interface Problem {
  /** The NEVRAs of other versions of the package of which the same is true; left out if there are none. */
  also?: string[]
  /** The capability that it is about. */
  capability: string | null
  /** Why. */
  children: Problem[]
  /** The reason as a sentence. */
  message: string
  /** The NEVRA of the package that it is about. */
  package: string | null
  /** Whether the reasons stand further up, where the same was said before; left out if not. */
  repeated?: boolean
  /** The name of the rule: see `crate::Cause::rule`. */
  rule: string
}

/** What a Lambda runtime has. */
export interface Profile {
  /** RPM's name of the architecture: `x86_64` or `aarch64`. */
  arch: string
  /** The environment that programs are started with: `PATH`, `LD_LIBRARY_PATH`. */
  environment: Record<string, string>
  /** The language that it is for, with its version: `python3.13`. */
  language: string | null
  /** Where the runtime looks for what layers bring, relative to a layer's root: `python`, `nodejs/node_modules`. */
  layer_directories: string[]
  /** What is known of its 64-bit libraries beyond their paths, by soname. */
  libraries: Record<string, BaseLibrary>
  /** The same of its 32-bit libraries. */
  libraries_32bit: Record<string, BaseLibrary>
  /** Its packages, sorted; epochs may not be known. */
  packages: string[]
  /** Known paths, absolute. */
  paths: string[]
  /** Lambda's name of the runtime. */
  runtime: string
  /** Whether Lambda supports it. */
  status: RuntimeStatus | null
  /** The operating system that it is made of: `Amazon Linux 2023`. */
  system: string | null
  /** Directories of which everything below counts as present. */
  trees: string[]
}

/** A profile that was made. */
export interface ProfileMade {
  /** The architecture. */
  arch: string
  /** The version of its C library. */
  glibc: string | null
  /** How many libraries. */
  libraries: number
  /** What it is called. */
  name: string
  /** The file that was written, or null if the profile is in `text`. */
  output: string | null
  /** How many packages it has. */
  packages: number
  /** How many files and directories. */
  paths: number
  /** The version of the document. */
  schema: number
  /** `made`. */
  status: string
  /** Of how many libraries the versions of symbols are known. */
  symbol_versions: number
  /** The distribution. */
  system: string | null
  /** The profile, if it was not written to a file. */
  text?: string | null
  /** What a person should know of it. */
  warnings: string[]
}

/** A profile with all that it inherits. */
export interface ProfileShown {
  /** The profile. */
  profile: Profile
  /** The version of the document. */
  schema: number
  /** `ok`. */
  status: string
}

/** How far a verb is. */
export interface Progress {
  /** How much of that is done. */
  done: number
  /** Whether the stage is over. */
  finished: boolean
  /** What it is doing. */
  stage: Stage
  /** Of how much, where that is known. */
  total: number | null
}

/** Functions that cannot have what they need in one version. */
export interface RefusedTogether {
  /** The functions. */
  functions: string[]
  /** What helps. */
  hints: string[]
  /** Why. */
  problems: Problem[]
}

/** Paths of one file that were rewritten, by what decided it. */
export interface Rewritten {
  /** What it is now. */
  new: string
  /** Where the file as packaged names it, in bytes from its beginning. */
  offsets: number[]
  /** The path of the packages that decided: the file itself or the directory only the layer has. For a rule that is about no path (`Rule::Bytecode`, `Rule::PerlInclude`) what was there, in words. */
  old: string
  /** The file, inside the layer. */
  path: string
  /** Which rule applied. */
  rule: Rule
}

/** Why a path was rewritten. */
export type Rule =
  | 'path'
  | 'directory'
  | 'pattern'
  | 'shebang'
  | 'bare-prefix'
  | 'search-path'
  | 'perl-include'
  | 'bytecode'

/** A Lambda runtime. */
export interface RuntimeInfo {
  /** What is known of it for each architecture. */
  architectures: ArchitectureInfo[]
  /** What programs for it are written in. */
  language: string | null
  /** Where its language looks for modules in layers. */
  layer_directories: string[]
  /** Its name. */
  name: string
  /** Whether it can be used. */
  status: RuntimeStatus | null
  /** The distribution that it is made of. */
  system: string | null
}

/** Whether Lambda supports a runtime. */
export type RuntimeStatus =
  | 'supported'
  | 'ending'
  | 'ended'

/** The Lambda runtimes that are known. */
export interface Runtimes {
  /** The runtimes. */
  runtimes: RuntimeInfo[]
  /** The version of the document. */
  schema: number
  /** `ok`. */
  status: string
}

/** How much a finding matters. */
export type Severity =
  | 'info'
  | 'warning'
  | 'error'

/** Whether a function can have what it needs. */
export interface SolvableFunction {
  /** Its name. */
  name: string
  /** Whether it can. */
  solvable: boolean
}

/** What a verb is doing. */
export type Stage =
  | 'load'
  | 'solve'
  | 'check'
  | 'fetch'
  | 'unpack'
  | 'relocate'
  | 'write'
  | 'advise'
  | 'plan'

/** A package in a chain or a tree, and how it comes there. */
export interface Step {
  /** What was asked for, what is replaced, or the dependency that leads there: see `crate::Via::reason`. */
  for: string | null
  /** `requested`, `replaces`, `installed`, `requires`, `recommends`, `supplements` or `conflicts`: see `crate::Via::kind`. */
  kind: string
  /** The package. */
  nevra: string
  /** The id of the repository that it comes from. */
  repo: string
}

/** What is on this machine of what is locked. */
export interface Sync {
  /** The packages. */
  packages: SyncedPackage[]
  /** The version of the document. */
  schema: number
  /** `synced`. */
  status: string
}

/** A locked package on this machine. */
export interface SyncedPackage {
  /** The architecture that it is locked for. */
  arch: string
  /** `type:hexadecimal`. */
  checksum: string
  /** The layers that it is a part of. */
  layers: string[]
  /** Its name, epoch, version, release and architecture. */
  nevra: string
  /** The file. */
  path: string
  /** How many bytes it has. */
  size: number
}

/** What came of testcases. */
export interface Testcase {
  /** The blocks of all files. */
  blocks: Block[]
  /** The version of the document. */
  schema: number
  /** `ok`, or `differs` if that was to be found out. */
  status: string
}

/** Where the time went, in milliseconds. */
export interface Timings {
  index: number
  load: number
  solve: number
  total: number
}

/** What is to be done, as a document. */
export interface Transaction {
  /** What happens to the base; left out if nothing does. */
  changes?: Change[]
  /** Bytes to download for them. */
  download_size: number
  /** Bytes that the added packages take when installed. */
  installed_size: number
  /** How small the answer is, if the smallest was asked for. */
  objective?: Objective | null
  /** What is added, sorted by `nevra`. */
  packages: Installation[]
  /** The version of the document. */
  schema: number
  /** `solved`. */
  status: string
  /** Where the time went, if that was asked. */
  timings_ms?: Timings | null
}

/** An answer as a tree. */
export interface Tree {
  /** What was asked for; of an inverted tree the package. */
  roots: TreeNode[]
  /** The version of the document. */
  schema: number
  /** `solved`; `absent` if the tree is one of what needs a package, and that is no part of the answer. */
  status: string
}

/** A package in a tree. */
export interface TreeNode {
  /** What it needs; in an inverted tree what needs it. */
  children: TreeNode[]
  /** What was asked for, what is replaced, or the dependency that leads there: see `crate::Via::reason`. */
  for: string | null
  /** How many children the limit of the depth hides; left out if none. */
  hidden?: number
  /** `requested`, `replaces`, `installed`, `requires`, `recommends`, `supplements` or `conflicts`: see `crate::Via::kind`. */
  kind: string
  /** The package. */
  nevra: string
  /** Whether it stands elsewhere too, and its children are there. */
  repeated: boolean
  /** The id of the repository that it comes from. */
  repo: string
  /** In which words it was asked for, if it was and is no root because of that; left out otherwise. */
  requested?: string | null
}

/** What was asked for cannot be had. */
export interface Unsolvable {
  /** The functions that were planned for, and which of them can be had. */
  functions?: SolvableFunction[]
  /** What helps. */
  hints: string[]
  /** One tree of reasons for each independent problem. */
  problems: Problem[]
  /** The version of the document. */
  schema: number
  /** `unsolvable`. */
  status: string
  /** Where the time went, if that was asked. */
  timings_ms?: Timings | null
}

/** A package of a repository that was written. */
export interface VendoredPackage {
  /** `sha256:` and the digest of its file. */
  checksum: string
  /** The fingerprint of the key that has signed it, if signatures were checked. */
  key: string | null
  /** `name-epoch:version-release.arch`. */
  nevra: string
  /** Where it lies, relative to the directory. */
  path: string
  /** How many bytes its file has. */
  size: number
}

/** What is to be said of a package. */
export interface Verified {
  /** What kind of thing is wrong with it. */
  code?: string | null
  /** The fingerprint of the key that has signed it. */
  key: string | null
  /** What is wrong with it. */
  message?: string | null
  /** The file. */
  path: string
}

/** What is to be said of packages. */
export interface Verify {
  /** The packages. */
  packages: Verified[]
  /** The version of the document. */
  schema: number
  /** `ok`, or `bad` if something is wrong with any of them. */
  status: string
}

/** Why a package is part of an answer. */
export interface Why {
  /** The shortest chains, each from a request to the package. */
  chains: Step[][]
  /** The version of the document. */
  schema: number
  /** `found`, or `absent` if it is no part of the answer. */
  status: string
  /** Whether there are more. */
  truncated: boolean
  /** What was asked about. */
  what: string
}

export interface ResolveOptions {
  /** What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group */
  specs: readonly string[]
  /** Remove packages of the base where there is no answer otherwise */
  allowerasing?: boolean
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs (rpm -qa) */
  base?: readonly string[]
  /** Insist on the best version of what is asked for, instead of the best that works */
  best?: boolean
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Install nothing from a repository; what it has is named where it would help */
  disablerepo?: readonly string[]
  /** Take these packages for want of others only, and never because something recommends them */
  disfavor?: readonly string[]
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** Never choose these packages */
  exclude?: readonly string[]
  /** Do not install these packages because something recommends them */
  excludeFromWeak?: readonly string[]
  /** Prefer these packages where others would do as well; the last one is liked best */
  favor?: readonly string[]
  /** Choose among these packages only */
  includepkgs?: readonly string[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Keep the base as it is: add to it, and nothing else */
  lockBase?: boolean
  /** Enable a module stream; without it a module has its default stream, or none */
  modules?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** What to aim for */
  objective?: 'default' | 'smallest'
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Of the packages of these names, these are the only ones to be had: openssl-3.0* */
  pin?: readonly string[]
  /** Prefer a repository: of two that have a package the one with the lower number wins (default 99) */
  priorities?: Record<string, number>
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** Leave out what cannot be installed */
  skipBroken?: boolean
  /** How long to look for the smallest answer, or for the proof that it is (default 10) */
  timeLimit?: number | null
  /** Say where the time went */
  timings?: boolean
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
  /** Follow weak dependencies, as dnf does (the default) */
  weak?: boolean | null
}

export interface WhyOptions {
  /** What is installed, as in resolve: the chains begin here */
  specs: readonly string[]
  /** What to explain: a name, glob, NEVRA, capability or path; of the packages that are meant the nearest ones */
  what: string
  /** Remove packages of the base where there is no answer otherwise */
  allowerasing?: boolean
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs (rpm -qa) */
  base?: readonly string[]
  /** Insist on the best version of what is asked for, instead of the best that works */
  best?: boolean
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** How many chains to show (default 10) */
  chains?: number | null
  /** Install nothing from a repository; what it has is named where it would help */
  disablerepo?: readonly string[]
  /** Take these packages for want of others only, and never because something recommends them */
  disfavor?: readonly string[]
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** Never choose these packages */
  exclude?: readonly string[]
  /** Do not install these packages because something recommends them */
  excludeFromWeak?: readonly string[]
  /** Prefer these packages where others would do as well; the last one is liked best */
  favor?: readonly string[]
  /** Choose among these packages only */
  includepkgs?: readonly string[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Keep the base as it is: add to it, and nothing else */
  lockBase?: boolean
  /** Enable a module stream; without it a module has its default stream, or none */
  modules?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** What to aim for */
  objective?: 'default' | 'smallest'
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Of the packages of these names, these are the only ones to be had: openssl-3.0* */
  pin?: readonly string[]
  /** Prefer a repository: of two that have a package the one with the lower number wins (default 99) */
  priorities?: Record<string, number>
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** Leave out what cannot be installed */
  skipBroken?: boolean
  /** How long to look for the smallest answer, or for the proof that it is (default 10) */
  timeLimit?: number | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
  /** Follow weak dependencies, as dnf does (the default) */
  weak?: boolean | null
}

export interface TreeOptions {
  /** What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group */
  specs: readonly string[]
  /** Remove packages of the base where there is no answer otherwise */
  allowerasing?: boolean
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs (rpm -qa) */
  base?: readonly string[]
  /** Insist on the best version of what is asked for, instead of the best that works */
  best?: boolean
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** How many levels to show below the first; (+N) stands where N packages are hidden */
  depth?: number | null
  /** Install nothing from a repository; what it has is named where it would help */
  disablerepo?: readonly string[]
  /** Take these packages for want of others only, and never because something recommends them */
  disfavor?: readonly string[]
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** Never choose these packages */
  exclude?: readonly string[]
  /** Do not install these packages because something recommends them */
  excludeFromWeak?: readonly string[]
  /** Prefer these packages where others would do as well; the last one is liked best */
  favor?: readonly string[]
  /** Choose among these packages only */
  includepkgs?: readonly string[]
  /** Turn the tree over: begin with these packages of the answer, and show what needs them */
  invert?: string | null
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Keep the base as it is: add to it, and nothing else */
  lockBase?: boolean
  /** Enable a module stream; without it a module has its default stream, or none */
  modules?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** What to aim for */
  objective?: 'default' | 'smallest'
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Of the packages of these names, these are the only ones to be had: openssl-3.0* */
  pin?: readonly string[]
  /** Prefer a repository: of two that have a package the one with the lower number wins (default 99) */
  priorities?: Record<string, number>
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** Leave out what cannot be installed */
  skipBroken?: boolean
  /** How long to look for the smallest answer, or for the proof that it is (default 10) */
  timeLimit?: number | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
  /** Follow weak dependencies, as dnf does (the default) */
  weak?: boolean | null
}

export interface CheckOptions {
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs (rpm -qa) */
  base?: readonly string[]
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** Never choose these packages, and do not check them */
  exclude?: readonly string[]
  /** How many packages to work on at the same time (default: as many as there are processors) */
  jobs?: number | null
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Enable a module stream; without it a module has its default stream, or none */
  modules?: readonly string[]
  /** Check only the newest version of each name and architecture */
  newest?: boolean
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Prefer a repository: of two that have a package the one with the lower number wins (default 99) */
  priorities?: Record<string, number>
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
}

export interface FetchOptions {
  /** The directory to make a repository of these packages: a new one, an empty one, or one that was made so before */
  output: string
  /** What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group */
  specs: readonly string[]
  /** Remove packages of the base where there is no answer otherwise */
  allowerasing?: boolean
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs (rpm -qa) */
  base?: readonly string[]
  /** Insist on the best version of what is asked for, instead of the best that works */
  best?: boolean
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Install nothing from a repository; what it has is named where it would help */
  disablerepo?: readonly string[]
  /** Take these packages for want of others only, and never because something recommends them */
  disfavor?: readonly string[]
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** Never choose these packages */
  exclude?: readonly string[]
  /** Do not install these packages because something recommends them */
  excludeFromWeak?: readonly string[]
  /** Prefer these packages where others would do as well; the last one is liked best */
  favor?: readonly string[]
  /** Choose among these packages only */
  includepkgs?: readonly string[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Keep the base as it is: add to it, and nothing else */
  lockBase?: boolean
  /** Enable a module stream; without it a module has its default stream, or none */
  modules?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** What to aim for */
  objective?: 'default' | 'smallest'
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Of the packages of these names, these are the only ones to be had: openssl-3.0* */
  pin?: readonly string[]
  /** Prefer a repository: of two that have a package the one with the lower number wins (default 99) */
  priorities?: Record<string, number>
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** Leave out what cannot be installed */
  skipBroken?: boolean
  /** How long to look for the smallest answer, or for the proof that it is (default 10) */
  timeLimit?: number | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
  /** Follow weak dependencies, as dnf does (the default) */
  weak?: boolean | null
}

export interface LayerOptions {
  /** The layer to write: OUT.zip, OUT.tar, OUT.tar.gz, OUT.tar.zst, or a directory OUT/ */
  output: string
  /** What to put in: a name, glob, name.arch, NEVRA, capability, path or @group */
  specs: readonly string[]
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs (rpm -qa) */
  base?: readonly string[]
  /** Insist on the best version of what is asked for, instead of the best that works */
  best?: boolean
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** How hard to compress a zip: 0 stores, 9 takes longest (default 6) */
  compression?: number | null
  /** Install nothing from a repository; what it has is named where it would help */
  disablerepo?: readonly string[]
  /** Take these packages for want of others only, and never because something recommends them */
  disfavor?: readonly string[]
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** Never choose these packages */
  exclude?: readonly string[]
  /** Do not install these packages because something recommends them */
  excludeFromWeak?: readonly string[]
  /** Prefer these packages where others would do as well; the last one is liked best */
  favor?: readonly string[]
  /** Choose among these packages only */
  includepkgs?: readonly string[]
  /** Keep what is left out by default */
  keep?: readonly ('docs' | 'man' | 'locales' | 'headers' | 'static-libraries')[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Where the layer is mounted, and so what is rewritten: opt, task or keep (default opt) */
  layout?: string | null
  /** The most bytes that the layer, and what else the function has, may unpack to; 0 for no limit (default 262144000) */
  limit?: number | null
  /** Enable a module stream; without it a module has its default stream, or none */
  modules?: readonly string[]
  /** Leave files as they are: paths in the layer or the package, or names of packages, with wildcards */
  noRewrite?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** What to aim for */
  objective?: 'default' | 'smallest'
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** What else the function has: a number of bytes, or another layer or its code as a zip or directory; may be given often */
  other?: readonly string[]
  /** Of the packages of these names, these are the only ones to be had: openssl-3.0* */
  pin?: readonly string[]
  /** Whose file to take where two packages have one path with different contents */
  prefer?: readonly string[]
  /** Prefer a repository: of two that have a package the one with the lower number wins (default 99) */
  priorities?: Record<string, number>
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is given) */
  runtime?: string | null
  /** Write the layer's bill of materials here too: CycloneDX for FILE.cdx.json, SPDX for any other name */
  sbom?: readonly string[]
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** Leave out what cannot be installed */
  skipBroken?: boolean
  /** How long to look for the smallest answer, or for the proof that it is (default 10) */
  timeLimit?: number | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
  /** Include what is only recommended */
  weak?: boolean
  /** Let scripts in bin/ set the variables that programs need */
  wrappers?: boolean
}

export interface PlanOptions {
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs (rpm -qa) */
  base?: readonly string[]
  /** Insist on the best version of what is asked for, instead of the best that works */
  best?: boolean
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** How hard to compress a zip: 0 stores, 9 takes longest (default 6) */
  compression?: number | null
  /** Install nothing from a repository; what it has is named where it would help */
  disablerepo?: readonly string[]
  /** Take these packages for want of others only, and never because something recommends them */
  disfavor?: readonly string[]
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** Never choose these packages */
  exclude?: readonly string[]
  /** Do not install these packages because something recommends them */
  excludeFromWeak?: readonly string[]
  /** Prefer these packages where others would do as well; the last one is liked best */
  favor?: readonly string[]
  /** The functions, and limits, from a JSON file */
  file?: string | null
  /** The functions, each under its name */
  functions?: Record<string, { bytes?: number; other?: readonly string[]; specs: readonly string[] }>
  /** Choose among these packages only */
  includepkgs?: readonly string[]
  /** Keep what is left out by default */
  keep?: readonly ('docs' | 'man' | 'locales' | 'headers' | 'static-libraries')[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** The most layers of a function (default 5) */
  layers?: number | null
  /** The most bytes that a function and its layers may unpack to; 0 for no limit (default 262144000) */
  limit?: number | null
  /** Enable a module stream; without it a module has its default stream, or none */
  modules?: readonly string[]
  /** Leave files as they are: paths in the layer or the package, or names of packages, with wildcards */
  noRewrite?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** What to aim for */
  objective?: 'default' | 'smallest'
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Build the layers, as DIR/NAME.zip */
  output?: string | null
  /** Of the packages of these names, these are the only ones to be had: openssl-3.0* */
  pin?: readonly string[]
  /** Whose file to take where two packages have one path with different contents */
  prefer?: readonly string[]
  /** Prefer a repository: of two that have a package the one with the lower number wins (default 99) */
  priorities?: Record<string, number>
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is given) */
  runtime?: string | null
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** Leave out what cannot be installed */
  skipBroken?: boolean
  /** How long to look for the smallest answer, or for the proof that it is (default 10) */
  timeLimit?: number | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
  /** Include what is only recommended */
  weak?: boolean
  /** Let scripts in bin/ set the variables that programs need */
  wrappers?: boolean
}

export interface AuditOptions {
  /** The layers, zips or directories, in the order in which the function has them: later ones hide earlier ones */
  layers: readonly string[]
  /** The architecture that programs run on (default: that of most programs of the layers) */
  arch?: string | null
  /** What the image has: a repository of its packages */
  base?: readonly string[]
  /** From which severity on something that is found means no (default warning) */
  failOn?: 'info' | 'warning' | 'error' | 'never' | null
  /** Where the layers are mounted: opt, task or keep (default opt) */
  layout?: string | null
  /** The most bytes that the layers may have together; 0 for no limit (default 262144000) */
  limit?: number | null
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is given) */
  runtime?: string | null
}

export interface InitOptions {
  /** An architecture to build for; may be given often (default x86_64) */
  arches?: readonly string[]
  /** A well-known repository that packages come from; may be given often */
  presets?: readonly string[]
  /** The directory to make it in, or the file (default: the current directory) */
  project?: string | null
  /** A repository that packages come from, by its place; may be given often */
  repositories?: readonly string[]
  /** The Lambda runtime that the layers are for, or the file of a profile (default provided.al2023) */
  runtime?: string | null
  /** Write rpmsolve.schema.json as well, by which editors know what can be said; also where there is a project */
  schema?: boolean
}

export interface AddOptions {
  /** A name, glob, name.arch, NEVRA, capability, path or @group */
  specs: readonly string[]
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** The layer (default: the only one there is) */
  layer?: string | null
  /** The lock (default: rpmsolve.lock beside rpmsolve.toml) */
  lock?: string | null
  /** Change rpmsolve.toml alone, and leave the lock as it is */
  noLock?: boolean
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory) */
  project?: string | null
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What an rpmsolve.toml would say, for who keeps that in another file: `project` names that then, for messages and because relative paths are relative to it */
  settings?: Record<string, unknown> | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
}

export interface RemoveOptions {
  /** A name, glob, name.arch, NEVRA, capability, path or @group */
  specs: readonly string[]
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** The layer (default: the only one there is) */
  layer?: string | null
  /** The lock (default: rpmsolve.lock beside rpmsolve.toml) */
  lock?: string | null
  /** Change rpmsolve.toml alone, and leave the lock as it is */
  noLock?: boolean
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory) */
  project?: string | null
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What an rpmsolve.toml would say, for who keeps that in another file: `project` names that then, for messages and because relative paths are relative to it */
  settings?: Record<string, unknown> | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
}

export interface LockOptions {
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Write nothing, and exit with status 1 if the lock would be another one */
  check?: boolean
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** The lock (default: rpmsolve.lock beside rpmsolve.toml) */
  lock?: string | null
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory) */
  project?: string | null
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What an rpmsolve.toml would say, for who keeps that in another file: `project` names that then, for messages and because relative paths are relative to it */
  settings?: Record<string, unknown> | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** Lock the newest packages, whatever is locked */
  upgrade?: boolean
  /** Lock the newest of the packages of this name, and leave others as they are where that can be; may be given often */
  upgradePackage?: readonly string[]
}

export interface LockShowOptions {
  /** The lock (default: rpmsolve.lock beside rpmsolve.toml) */
  lock?: string | null
  /** The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory, if no lock is named) */
  project?: string | null
  /** What an rpmsolve.toml would say, for who keeps that in another file */
  settings?: Record<string, unknown> | null
}

export interface SyncOptions {
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** For this architecture only (default: all that the project is for) */
  arch?: string | null
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Take the lock as it is, whatever rpmsolve.toml says */
  frozen?: boolean
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** The lock (default: rpmsolve.lock beside rpmsolve.toml) */
  lock?: string | null
  /** Exit with status 1 if the lock is not that of rpmsolve.toml, instead of making it anew */
  locked?: boolean
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory) */
  project?: string | null
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What an rpmsolve.toml would say, for who keeps that in another file: `project` names that then, for messages and because relative paths are relative to it */
  settings?: Record<string, unknown> | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
}

export interface VendorOptions {
  /** The directory to make a repository of what is locked: a new one, an empty one, or one that was made so before */
  directory: string
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** For this architecture only (default: all that the project is for) */
  arch?: string | null
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Take the lock as it is, whatever rpmsolve.toml says */
  frozen?: boolean
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** The lock (default: rpmsolve.lock beside rpmsolve.toml) */
  lock?: string | null
  /** Exit with status 1 if the lock is not that of rpmsolve.toml, instead of making it anew */
  locked?: boolean
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory) */
  project?: string | null
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What an rpmsolve.toml would say, for who keeps that in another file: `project` names that then, for messages and because relative paths are relative to it */
  settings?: Record<string, unknown> | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
}

export interface BuildOptions {
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** For this architecture only (default: all that the project is for) */
  arch?: string | null
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Take the lock as it is, whatever rpmsolve.toml says */
  frozen?: boolean
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** This layer only; may be given often (default: all) */
  layers?: readonly string[]
  /** The lock (default: rpmsolve.lock beside rpmsolve.toml) */
  lock?: string | null
  /** Exit with status 1 if the lock is not that of rpmsolve.toml, instead of making it anew */
  locked?: boolean
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Where to write the layers, each as DIR/LAYER-ARCH.zip (default: dist beside rpmsolve.toml) */
  output?: string | null
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory) */
  project?: string | null
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What an rpmsolve.toml would say, for who keeps that in another file: `project` names that then, for messages and because relative paths are relative to it */
  settings?: Record<string, unknown> | null
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
}

export interface DiffOptions {
  /** The lock that is */
  new: string
  /** The lock that was */
  old: string
}

export interface ExportOptions {
  /** The form */
  format: 'packages-manifest' | 'rpms-lock'
  /** The file to write, instead of standard output */
  output?: string | null
  /** The project: its directory or its rpmsolve.toml (default: the nearest one above the current directory) */
  project?: string | null
}

export interface SearchOptions {
  /** What to look for */
  what: readonly string[]
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already, as for resolve */
  base?: readonly string[]
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is given) */
  runtime?: string | null
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
}

export interface ListOptions {
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already, as for resolve */
  base?: readonly string[]
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Names, with wildcards (default: all) */
  patterns?: readonly string[]
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is given) */
  runtime?: string | null
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
}

export interface InfoOptions {
  /** What to look for */
  what: readonly string[]
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already, as for resolve */
  base?: readonly string[]
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is given) */
  runtime?: string | null
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
}

export interface ProvidesOptions {
  /** What to look for */
  what: readonly string[]
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already, as for resolve */
  base?: readonly string[]
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is given) */
  runtime?: string | null
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
}

export interface RuntimesOptions {
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
}

export interface ProfileShowOptions {
  /** The name of a runtime, or the file of a profile */
  runtime: string
  /** The architecture (default: that of this machine) */
  arch?: string | null
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
}

export interface ProfileMakeOptions {
  /** The root file system, or anything else that --base takes */
  place: string
  /** The architecture that it is for (default: what its libraries are for) */
  arch?: string | null
  /** What to call it (default: as the directory is called) */
  name?: string | null
  /** The file to write, instead of standard output */
  output?: string | null
}

export interface TestcaseOptions {
  /** The testcases */
  files: readonly string[]
  /** Compare with the results in the files, and print one verdict a block */
  check?: boolean
}

export interface VerifyOptions {
  /** Packages, or directories of packages */
  places: readonly string[]
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
}

export interface CachePathOptions {
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
}

export interface CacheInfoOptions {
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
}

export interface CacheCleanOptions {
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Only these parts (default: all) */
  only?: readonly ('pools' | 'metadata' | 'packages')[]
}

export interface PoolOptions {
  /** Where Amazon Linux is mirrored, for the presets */
  amazonLinux?: string | null
  /** The architecture to install for (default: that of this machine) */
  arch?: string
  /** What is installed already: a root file system with an rpm database, a repository of it, or a file with NEVRAs (rpm -qa) */
  base?: readonly string[]
  /** Keep what was read of repositories in a directory, and find it there the next time; what comes over the network is kept in the user's own (rpmsolve cache path) where none is named */
  cache?: string | null
  /** Use a repository although its description says enabled=0 */
  enablerepo?: readonly string[]
  /** A public key that packages and repositories may be signed with; a file is believed, a URL needs --trust */
  keys?: readonly string[]
  /** Check no signatures: believe whatever comes */
  noVerify?: boolean
  /** Make no connection; what is not kept from earlier is an error */
  offline?: boolean
  /** Paths that will be asked for, beside those that packages need */
  paths?: readonly string[]
  /** Prefer a repository: of two that have a package the one with the lower number wins (default 99) */
  priorities?: Record<string, number>
  /** A directory of profiles of your own, beside the built-in ones; may be given often */
  profiles?: readonly string[]
  /** Ask every repository whether it has changed, unless --offline says to ask none */
  refresh?: boolean
  /** What $releasever stands for in .repo files and URLs */
  releasever?: string | null
  /** Repositories that a .repo file describes, or the files of a directory, such as /etc/yum.repos.d; may be given often */
  repoFiles?: readonly string[]
  /** A repository: a URL, al2023, al2023@VERSION, al2, al2+extras:TOPIC, a directory with repodata, a directory of .rpm files, or a primary.xml; may be given often */
  repositories?: readonly (string | Repository)[]
  /** The Lambda runtime that the layer is for, or the file of a profile (default provided.al2023; none if --base is given) */
  runtime?: string | null
  /** Set an option of all repositories, or of one, whatever its description says, as in dnf: proxy=URL, r0.sslcacert=FILE */
  setopt?: Record<string, string>
  /** What another variable stands for in .repo files and URLs */
  setvar?: Record<string, string>
  /** The fingerprint of a key that is the right one */
  trust?: readonly string[]
  /** A directory with a file for each variable, such as /etc/dnf/vars */
  varsdir?: readonly string[]
}

export interface RequestOptions {
  /** Remove packages of the base where there is no answer otherwise */
  allowerasing?: boolean
  /** Insist on the best version of what is asked for, instead of the best that works */
  best?: boolean
  /** Install nothing from a repository; what it has is named where it would help */
  disablerepo?: readonly string[]
  /** Take these packages for want of others only, and never because something recommends them */
  disfavor?: readonly string[]
  /** Never choose these packages */
  exclude?: readonly string[]
  /** Do not install these packages because something recommends them */
  excludeFromWeak?: readonly string[]
  /** Prefer these packages where others would do as well; the last one is liked best */
  favor?: readonly string[]
  /** Choose among these packages only */
  includepkgs?: readonly string[]
  /** Keep the base as it is: add to it, and nothing else */
  lockBase?: boolean
  /** Enable a module stream; without it a module has its default stream, or none */
  modules?: readonly string[]
  /** What to aim for */
  objective?: 'default' | 'smallest'
  /** Of the packages of these names, these are the only ones to be had: openssl-3.0* */
  pin?: readonly string[]
  /** Leave out what cannot be installed */
  skipBroken?: boolean
  /** What to install: a name, glob, name.arch, NEVRA, capability ("perl(Carp) >= 1.2"), path or @group */
  specs: readonly string[]
  /** How long to look for the smallest answer, or for the proof that it is (default 10) */
  timeLimit?: number | null
  /** Follow weak dependencies, as dnf does (the default) */
  weak?: boolean | null
}

/** What an error means for whoever asked. */
export type ErrorKind = 'no' | 'usage' | 'input' | 'network' | 'cancelled'

/** The codes of all errors, each with what it means. */
export const ERRORS = {
  archive: 'input',
  'bad-header': 'input',
  'bad-layer': 'input',
  'bad-pattern': 'input',
  'bad-payload': 'input',
  'bad-plan': 'usage',
  'bad-plan-file': 'input',
  'bad-profile': 'input',
  'bad-runtime-name': 'usage',
  'cache-damaged': 'input',
  'cache-foreign': 'input',
  'cache-format': 'input',
  'cache-other-source': 'input',
  cancelled: 'cancelled',
  'capability-comparison': 'input',
  'capability-form': 'input',
  'capability-no-name': 'input',
  catalogue: 'input',
  checksum: 'input',
  'checksum-algorithm': 'input',
  'checksum-digits': 'input',
  'checksum-mismatch': 'input',
  'checksum-type': 'input',
  'config-id': 'input',
  'config-line': 'input',
  'config-named-as-well': 'input',
  'config-named-twice': 'input',
  'config-no-files': 'input',
  'config-no-place': 'input',
  'config-too-large': 'input',
  'config-unknown-repository': 'input',
  'config-value': 'input',
  disk: 'input',
  element: 'input',
  'empty-spec': 'usage',
  'evr-character': 'input',
  'evr-epoch': 'input',
  'evr-no-version': 'input',
  'export-yaml': 'input',
  'file-conflict': 'no',
  'file-name': 'input',
  fingerprint: 'input',
  'formula-spec': 'usage',
  'group-spec': 'usage',
  'hostile-dependency': 'input',
  'invalid-spec': 'usage',
  io: 'input',
  json: 'input',
  'key-expired': 'input',
  'key-malformed': 'input',
  'key-missing': 'input',
  'key-not-trusted': 'input',
  'key-revoked': 'input',
  'key-secret': 'input',
  'key-unusable': 'input',
  'lock-damaged': 'input',
  'lock-nevra': 'input',
  'lock-no-checksum': 'input',
  'lock-twice': 'input',
  'lock-unknown-package': 'usage',
  'lock-unknown-repository': 'input',
  'lock-version': 'input',
  'locked-checksum': 'input',
  'locked-key': 'input',
  'locked-size': 'input',
  'lost-pool': 'input',
  'module-conflict': 'no',
  'module-spec': 'usage',
  'network-cancelled': 'cancelled',
  'network-certificate': 'network',
  'network-checksum': 'input',
  'network-content': 'input',
  'network-netrc': 'input',
  'network-not-found': 'network',
  'network-not-supported': 'network',
  'network-option': 'input',
  'network-protocol': 'network',
  'network-proxy': 'network',
  'network-redirect': 'input',
  'network-size': 'input',
  'network-status': 'network',
  'network-timeout': 'network',
  'network-tls': 'network',
  'network-tls-configuration': 'input',
  'network-too-large': 'input',
  'network-too-slow': 'network',
  'network-truncated': 'network',
  'network-unreachable': 'network',
  'network-url': 'network',
  nevra: 'input',
  'nevra-missing': 'input',
  'no-cache-directory': 'input',
  'no-checksum': 'input',
  'no-keys': 'input',
  'no-match': 'usage',
  'no-mirrors': 'input',
  'no-primary': 'input',
  'no-project': 'input',
  'no-stream': 'usage',
  'not-a-repository': 'input',
  'not-in-metalink': 'input',
  occupied: 'input',
  offline: 'network',
  'other-package': 'input',
  'output-not-empty': 'input',
  'over-budget': 'no',
  package: 'input',
  'package-changed': 'input',
  'package-digest': 'input',
  'package-digest-missing': 'input',
  'package-size': 'input',
  'package-structure': 'input',
  'path-escape': 'input',
  'payload-not-signed': 'input',
  'pool-too-large': 'input',
  'project-edit': 'input',
  'project-exists': 'input',
  'project-io': 'input',
  'project-no-runtime': 'input',
  'project-place': 'input',
  'project-repository-twice': 'input',
  'project-toml': 'input',
  'project-too-large': 'input',
  'project-unknown-arch': 'usage',
  'project-unknown-key': 'input',
  'project-unknown-layer': 'usage',
  'project-unknown-spec': 'usage',
  'project-value': 'input',
  'project-which-layer': 'usage',
  'repository-closed': 'input',
  'repository-older': 'input',
  'rich-expected': 'input',
  'rich-mixed': 'input',
  'rich-operator': 'input',
  'rich-too-deep': 'input',
  rpmdb: 'input',
  'rpmdb-package': 'input',
  'rpmdb-package-structure': 'input',
  'same-file-name': 'input',
  'signature-bad': 'input',
  'signature-expired': 'input',
  'signature-from-the-future': 'input',
  'signature-gone': 'input',
  'signature-malformed': 'input',
  'signature-missing': 'input',
  'signature-weak': 'input',
  size: 'input',
  'size-mismatch': 'input',
  'source-package': 'input',
  stale: 'no',
  'testcase-line': 'input',
  'too-large': 'input',
  'too-many-files': 'input',
  'two-streams': 'usage',
  'unknown-architecture': 'usage',
  'unknown-checksum': 'input',
  'unknown-compressor': 'input',
  'unknown-group': 'usage',
  'unknown-module': 'usage',
  'unknown-preset': 'input',
  'unknown-profile': 'usage',
  'unknown-repository': 'usage',
  'unknown-runtime': 'input',
  'unknown-stream': 'usage',
  'unknown-topic': 'input',
  unreadable: 'input',
  'unsafe-path': 'input',
  unsolvable: 'no',
  url: 'input',
  usage: 'usage',
  'web-page': 'input',
  xml: 'input',
  yaml: 'input',
} as const satisfies Record<string, ErrorKind>

/** A code of an error. */
export type ErrorCode = keyof typeof ERRORS
