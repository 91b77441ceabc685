"""An exception for each code of an error. Made by `cargo xtask faces`."""

from __future__ import annotations

from rpmsolve._error import (
    CancelledError,
    InputError,
    NegativeError,
    NetworkError,
    RpmsolveError,
    StaleError,
    UnsolvableError,
    UsageError,
)


class ArchiveError(InputError):
    """`archive`"""

    __slots__ = ()


class BadHeaderError(InputError):
    """`bad-header`"""

    __slots__ = ()


class BadLayerError(InputError):
    """`bad-layer`"""

    __slots__ = ()


class BadPatternError(InputError):
    """`bad-pattern`"""

    __slots__ = ()


class BadPayloadError(InputError):
    """`bad-payload`"""

    __slots__ = ()


class BadPlanError(UsageError):
    """`bad-plan`"""

    __slots__ = ()


class BadPlanFileError(InputError):
    """`bad-plan-file`"""

    __slots__ = ()


class BadProfileError(InputError):
    """`bad-profile`"""

    __slots__ = ()


class BadRuntimeNameError(UsageError):
    """`bad-runtime-name`"""

    __slots__ = ()


class CacheDamagedError(InputError):
    """`cache-damaged`"""

    __slots__ = ()


class CacheForeignError(InputError):
    """`cache-foreign`"""

    __slots__ = ()


class CacheFormatError(InputError):
    """`cache-format`"""

    __slots__ = ()


class CacheOtherSourceError(InputError):
    """`cache-other-source`"""

    __slots__ = ()


class CapabilityComparisonError(InputError):
    """`capability-comparison`"""

    __slots__ = ()


class CapabilityFormError(InputError):
    """`capability-form`"""

    __slots__ = ()


class CapabilityNoNameError(InputError):
    """`capability-no-name`"""

    __slots__ = ()


class CatalogueError(InputError):
    """`catalogue`"""

    __slots__ = ()


class ChecksumError(InputError):
    """`checksum`"""

    __slots__ = ()


class ChecksumAlgorithmError(InputError):
    """`checksum-algorithm`"""

    __slots__ = ()


class ChecksumDigitsError(InputError):
    """`checksum-digits`"""

    __slots__ = ()


class ChecksumMismatchError(InputError):
    """`checksum-mismatch`"""

    __slots__ = ()


class ChecksumTypeError(InputError):
    """`checksum-type`"""

    __slots__ = ()


class ConfigIdError(InputError):
    """`config-id`"""

    __slots__ = ()


class ConfigLineError(InputError):
    """`config-line`"""

    __slots__ = ()


class ConfigNamedAsWellError(InputError):
    """`config-named-as-well`"""

    __slots__ = ()


class ConfigNamedTwiceError(InputError):
    """`config-named-twice`"""

    __slots__ = ()


class ConfigNoFilesError(InputError):
    """`config-no-files`"""

    __slots__ = ()


class ConfigNoPlaceError(InputError):
    """`config-no-place`"""

    __slots__ = ()


class ConfigTooLargeError(InputError):
    """`config-too-large`"""

    __slots__ = ()


class ConfigUnknownRepositoryError(InputError):
    """`config-unknown-repository`"""

    __slots__ = ()


class ConfigValueError(InputError):
    """`config-value`"""

    __slots__ = ()


class DiskError(InputError):
    """`disk`"""

    __slots__ = ()


class ElementError(InputError):
    """`element`"""

    __slots__ = ()


class EmptySpecError(UsageError):
    """`empty-spec`"""

    __slots__ = ()


class EvrCharacterError(InputError):
    """`evr-character`"""

    __slots__ = ()


class EvrEpochError(InputError):
    """`evr-epoch`"""

    __slots__ = ()


class EvrNoVersionError(InputError):
    """`evr-no-version`"""

    __slots__ = ()


class ExportYamlError(InputError):
    """`export-yaml`"""

    __slots__ = ()


class FileConflictError(NegativeError):
    """`file-conflict`"""

    __slots__ = ()


class FileNameError(InputError):
    """`file-name`"""

    __slots__ = ()


class FingerprintError(InputError):
    """`fingerprint`"""

    __slots__ = ()


class FormulaSpecError(UsageError):
    """`formula-spec`"""

    __slots__ = ()


class GroupSpecError(UsageError):
    """`group-spec`"""

    __slots__ = ()


class HostileDependencyError(InputError):
    """`hostile-dependency`"""

    __slots__ = ()


class InvalidSpecError(UsageError):
    """`invalid-spec`"""

    __slots__ = ()


class IoError(InputError):
    """`io`"""

    __slots__ = ()


class JsonError(InputError):
    """`json`"""

    __slots__ = ()


class KeyExpiredError(InputError):
    """`key-expired`"""

    __slots__ = ()


class KeyMalformedError(InputError):
    """`key-malformed`"""

    __slots__ = ()


class KeyMissingError(InputError):
    """`key-missing`"""

    __slots__ = ()


class KeyNotTrustedError(InputError):
    """`key-not-trusted`"""

    __slots__ = ()


class KeyRevokedError(InputError):
    """`key-revoked`"""

    __slots__ = ()


class KeySecretError(InputError):
    """`key-secret`"""

    __slots__ = ()


class KeyUnusableError(InputError):
    """`key-unusable`"""

    __slots__ = ()


class LockDamagedError(InputError):
    """`lock-damaged`"""

    __slots__ = ()


class LockNevraError(InputError):
    """`lock-nevra`"""

    __slots__ = ()


class LockNoChecksumError(InputError):
    """`lock-no-checksum`"""

    __slots__ = ()


class LockTwiceError(InputError):
    """`lock-twice`"""

    __slots__ = ()


class LockUnknownPackageError(UsageError):
    """`lock-unknown-package`"""

    __slots__ = ()


class LockUnknownRepositoryError(InputError):
    """`lock-unknown-repository`"""

    __slots__ = ()


class LockVersionError(InputError):
    """`lock-version`"""

    __slots__ = ()


class LockedChecksumError(InputError):
    """`locked-checksum`"""

    __slots__ = ()


class LockedKeyError(InputError):
    """`locked-key`"""

    __slots__ = ()


class LockedSizeError(InputError):
    """`locked-size`"""

    __slots__ = ()


class LostPoolError(InputError):
    """`lost-pool`"""

    __slots__ = ()


class ModuleConflictError(NegativeError):
    """`module-conflict`"""

    __slots__ = ()


class ModuleSpecError(UsageError):
    """`module-spec`"""

    __slots__ = ()


class NetworkCancelledError(CancelledError):
    """`network-cancelled`"""

    __slots__ = ()


class NetworkCertificateError(NetworkError):
    """`network-certificate`"""

    __slots__ = ()


class NetworkChecksumError(InputError):
    """`network-checksum`"""

    __slots__ = ()


class NetworkContentError(InputError):
    """`network-content`"""

    __slots__ = ()


class NetworkNetrcError(InputError):
    """`network-netrc`"""

    __slots__ = ()


class NetworkNotFoundError(NetworkError):
    """`network-not-found`"""

    __slots__ = ()


class NetworkNotSupportedError(NetworkError):
    """`network-not-supported`"""

    __slots__ = ()


class NetworkOptionError(InputError):
    """`network-option`"""

    __slots__ = ()


class NetworkProtocolError(NetworkError):
    """`network-protocol`"""

    __slots__ = ()


class NetworkProxyError(NetworkError):
    """`network-proxy`"""

    __slots__ = ()


class NetworkRedirectError(InputError):
    """`network-redirect`"""

    __slots__ = ()


class NetworkSizeError(InputError):
    """`network-size`"""

    __slots__ = ()


class NetworkStatusError(NetworkError):
    """`network-status`"""

    __slots__ = ()


class NetworkTimeoutError(NetworkError):
    """`network-timeout`"""

    __slots__ = ()


class NetworkTlsError(NetworkError):
    """`network-tls`"""

    __slots__ = ()


class NetworkTlsConfigurationError(InputError):
    """`network-tls-configuration`"""

    __slots__ = ()


class NetworkTooLargeError(InputError):
    """`network-too-large`"""

    __slots__ = ()


class NetworkTooSlowError(NetworkError):
    """`network-too-slow`"""

    __slots__ = ()


class NetworkTruncatedError(NetworkError):
    """`network-truncated`"""

    __slots__ = ()


class NetworkUnreachableError(NetworkError):
    """`network-unreachable`"""

    __slots__ = ()


class NetworkUrlError(NetworkError):
    """`network-url`"""

    __slots__ = ()


class NevraError(InputError):
    """`nevra`"""

    __slots__ = ()


class NevraMissingError(InputError):
    """`nevra-missing`"""

    __slots__ = ()


class NoCacheDirectoryError(InputError):
    """`no-cache-directory`"""

    __slots__ = ()


class NoChecksumError(InputError):
    """`no-checksum`"""

    __slots__ = ()


class NoKeysError(InputError):
    """`no-keys`"""

    __slots__ = ()


class NoMatchError(UsageError):
    """`no-match`"""

    __slots__ = ()


class NoMirrorsError(InputError):
    """`no-mirrors`"""

    __slots__ = ()


class NoPrimaryError(InputError):
    """`no-primary`"""

    __slots__ = ()


class NoProjectError(InputError):
    """`no-project`"""

    __slots__ = ()


class NoStreamError(UsageError):
    """`no-stream`"""

    __slots__ = ()


class NotARepositoryError(InputError):
    """`not-a-repository`"""

    __slots__ = ()


class NotInMetalinkError(InputError):
    """`not-in-metalink`"""

    __slots__ = ()


class OccupiedError(InputError):
    """`occupied`"""

    __slots__ = ()


class OfflineError(NetworkError):
    """`offline`"""

    __slots__ = ()


class OtherPackageError(InputError):
    """`other-package`"""

    __slots__ = ()


class OutputNotEmptyError(InputError):
    """`output-not-empty`"""

    __slots__ = ()


class OverBudgetError(NegativeError):
    """`over-budget`"""

    __slots__ = ()


class PackageError(InputError):
    """`package`"""

    __slots__ = ()


class PackageChangedError(InputError):
    """`package-changed`"""

    __slots__ = ()


class PackageDigestError(InputError):
    """`package-digest`"""

    __slots__ = ()


class PackageDigestMissingError(InputError):
    """`package-digest-missing`"""

    __slots__ = ()


class PackageSizeError(InputError):
    """`package-size`"""

    __slots__ = ()


class PackageStructureError(InputError):
    """`package-structure`"""

    __slots__ = ()


class PathEscapeError(InputError):
    """`path-escape`"""

    __slots__ = ()


class PayloadNotSignedError(InputError):
    """`payload-not-signed`"""

    __slots__ = ()


class PoolTooLargeError(InputError):
    """`pool-too-large`"""

    __slots__ = ()


class ProjectEditError(InputError):
    """`project-edit`"""

    __slots__ = ()


class ProjectExistsError(InputError):
    """`project-exists`"""

    __slots__ = ()


class ProjectIoError(InputError):
    """`project-io`"""

    __slots__ = ()


class ProjectNoRuntimeError(InputError):
    """`project-no-runtime`"""

    __slots__ = ()


class ProjectPlaceError(InputError):
    """`project-place`"""

    __slots__ = ()


class ProjectRepositoryTwiceError(InputError):
    """`project-repository-twice`"""

    __slots__ = ()


class ProjectTomlError(InputError):
    """`project-toml`"""

    __slots__ = ()


class ProjectTooLargeError(InputError):
    """`project-too-large`"""

    __slots__ = ()


class ProjectUnknownArchError(UsageError):
    """`project-unknown-arch`"""

    __slots__ = ()


class ProjectUnknownKeyError(InputError):
    """`project-unknown-key`"""

    __slots__ = ()


class ProjectUnknownLayerError(UsageError):
    """`project-unknown-layer`"""

    __slots__ = ()


class ProjectUnknownSpecError(UsageError):
    """`project-unknown-spec`"""

    __slots__ = ()


class ProjectValueError(InputError):
    """`project-value`"""

    __slots__ = ()


class ProjectWhichLayerError(UsageError):
    """`project-which-layer`"""

    __slots__ = ()


class RepositoryClosedError(InputError):
    """`repository-closed`"""

    __slots__ = ()


class RepositoryOlderError(InputError):
    """`repository-older`"""

    __slots__ = ()


class RichExpectedError(InputError):
    """`rich-expected`"""

    __slots__ = ()


class RichMixedError(InputError):
    """`rich-mixed`"""

    __slots__ = ()


class RichOperatorError(InputError):
    """`rich-operator`"""

    __slots__ = ()


class RichTooDeepError(InputError):
    """`rich-too-deep`"""

    __slots__ = ()


class RpmdbError(InputError):
    """`rpmdb`"""

    __slots__ = ()


class RpmdbPackageError(InputError):
    """`rpmdb-package`"""

    __slots__ = ()


class RpmdbPackageStructureError(InputError):
    """`rpmdb-package-structure`"""

    __slots__ = ()


class SameFileNameError(InputError):
    """`same-file-name`"""

    __slots__ = ()


class SignatureBadError(InputError):
    """`signature-bad`"""

    __slots__ = ()


class SignatureExpiredError(InputError):
    """`signature-expired`"""

    __slots__ = ()


class SignatureFromTheFutureError(InputError):
    """`signature-from-the-future`"""

    __slots__ = ()


class SignatureGoneError(InputError):
    """`signature-gone`"""

    __slots__ = ()


class SignatureMalformedError(InputError):
    """`signature-malformed`"""

    __slots__ = ()


class SignatureMissingError(InputError):
    """`signature-missing`"""

    __slots__ = ()


class SignatureWeakError(InputError):
    """`signature-weak`"""

    __slots__ = ()


class SizeError(InputError):
    """`size`"""

    __slots__ = ()


class SizeMismatchError(InputError):
    """`size-mismatch`"""

    __slots__ = ()


class SourcePackageError(InputError):
    """`source-package`"""

    __slots__ = ()


class TestcaseLineError(InputError):
    """`testcase-line`"""

    __slots__ = ()


class TooLargeError(InputError):
    """`too-large`"""

    __slots__ = ()


class TooManyFilesError(InputError):
    """`too-many-files`"""

    __slots__ = ()


class TwoStreamsError(UsageError):
    """`two-streams`"""

    __slots__ = ()


class UnknownArchitectureError(UsageError):
    """`unknown-architecture`"""

    __slots__ = ()


class UnknownChecksumError(InputError):
    """`unknown-checksum`"""

    __slots__ = ()


class UnknownCompressorError(InputError):
    """`unknown-compressor`"""

    __slots__ = ()


class UnknownGroupError(UsageError):
    """`unknown-group`"""

    __slots__ = ()


class UnknownModuleError(UsageError):
    """`unknown-module`"""

    __slots__ = ()


class UnknownPresetError(InputError):
    """`unknown-preset`"""

    __slots__ = ()


class UnknownProfileError(UsageError):
    """`unknown-profile`"""

    __slots__ = ()


class UnknownRepositoryError(UsageError):
    """`unknown-repository`"""

    __slots__ = ()


class UnknownRuntimeError(InputError):
    """`unknown-runtime`"""

    __slots__ = ()


class UnknownStreamError(UsageError):
    """`unknown-stream`"""

    __slots__ = ()


class UnknownTopicError(InputError):
    """`unknown-topic`"""

    __slots__ = ()


class UnreadableError(InputError):
    """`unreadable`"""

    __slots__ = ()


class UnsafePathError(InputError):
    """`unsafe-path`"""

    __slots__ = ()


class UrlError(InputError):
    """`url`"""

    __slots__ = ()


class WebPageError(InputError):
    """`web-page`"""

    __slots__ = ()


class XmlError(InputError):
    """`xml`"""

    __slots__ = ()


class YamlError(InputError):
    """`yaml`"""

    __slots__ = ()


ERRORS: dict[str, type[RpmsolveError]] = {
    "archive": ArchiveError,
    "bad-header": BadHeaderError,
    "bad-layer": BadLayerError,
    "bad-pattern": BadPatternError,
    "bad-payload": BadPayloadError,
    "bad-plan": BadPlanError,
    "bad-plan-file": BadPlanFileError,
    "bad-profile": BadProfileError,
    "bad-runtime-name": BadRuntimeNameError,
    "cache-damaged": CacheDamagedError,
    "cache-foreign": CacheForeignError,
    "cache-format": CacheFormatError,
    "cache-other-source": CacheOtherSourceError,
    "cancelled": CancelledError,
    "capability-comparison": CapabilityComparisonError,
    "capability-form": CapabilityFormError,
    "capability-no-name": CapabilityNoNameError,
    "catalogue": CatalogueError,
    "checksum": ChecksumError,
    "checksum-algorithm": ChecksumAlgorithmError,
    "checksum-digits": ChecksumDigitsError,
    "checksum-mismatch": ChecksumMismatchError,
    "checksum-type": ChecksumTypeError,
    "config-id": ConfigIdError,
    "config-line": ConfigLineError,
    "config-named-as-well": ConfigNamedAsWellError,
    "config-named-twice": ConfigNamedTwiceError,
    "config-no-files": ConfigNoFilesError,
    "config-no-place": ConfigNoPlaceError,
    "config-too-large": ConfigTooLargeError,
    "config-unknown-repository": ConfigUnknownRepositoryError,
    "config-value": ConfigValueError,
    "disk": DiskError,
    "element": ElementError,
    "empty-spec": EmptySpecError,
    "evr-character": EvrCharacterError,
    "evr-epoch": EvrEpochError,
    "evr-no-version": EvrNoVersionError,
    "export-yaml": ExportYamlError,
    "file-conflict": FileConflictError,
    "file-name": FileNameError,
    "fingerprint": FingerprintError,
    "formula-spec": FormulaSpecError,
    "group-spec": GroupSpecError,
    "hostile-dependency": HostileDependencyError,
    "invalid-spec": InvalidSpecError,
    "io": IoError,
    "json": JsonError,
    "key-expired": KeyExpiredError,
    "key-malformed": KeyMalformedError,
    "key-missing": KeyMissingError,
    "key-not-trusted": KeyNotTrustedError,
    "key-revoked": KeyRevokedError,
    "key-secret": KeySecretError,
    "key-unusable": KeyUnusableError,
    "lock-damaged": LockDamagedError,
    "lock-nevra": LockNevraError,
    "lock-no-checksum": LockNoChecksumError,
    "lock-twice": LockTwiceError,
    "lock-unknown-package": LockUnknownPackageError,
    "lock-unknown-repository": LockUnknownRepositoryError,
    "lock-version": LockVersionError,
    "locked-checksum": LockedChecksumError,
    "locked-key": LockedKeyError,
    "locked-size": LockedSizeError,
    "lost-pool": LostPoolError,
    "module-conflict": ModuleConflictError,
    "module-spec": ModuleSpecError,
    "network-cancelled": NetworkCancelledError,
    "network-certificate": NetworkCertificateError,
    "network-checksum": NetworkChecksumError,
    "network-content": NetworkContentError,
    "network-netrc": NetworkNetrcError,
    "network-not-found": NetworkNotFoundError,
    "network-not-supported": NetworkNotSupportedError,
    "network-option": NetworkOptionError,
    "network-protocol": NetworkProtocolError,
    "network-proxy": NetworkProxyError,
    "network-redirect": NetworkRedirectError,
    "network-size": NetworkSizeError,
    "network-status": NetworkStatusError,
    "network-timeout": NetworkTimeoutError,
    "network-tls": NetworkTlsError,
    "network-tls-configuration": NetworkTlsConfigurationError,
    "network-too-large": NetworkTooLargeError,
    "network-too-slow": NetworkTooSlowError,
    "network-truncated": NetworkTruncatedError,
    "network-unreachable": NetworkUnreachableError,
    "network-url": NetworkUrlError,
    "nevra": NevraError,
    "nevra-missing": NevraMissingError,
    "no-cache-directory": NoCacheDirectoryError,
    "no-checksum": NoChecksumError,
    "no-keys": NoKeysError,
    "no-match": NoMatchError,
    "no-mirrors": NoMirrorsError,
    "no-primary": NoPrimaryError,
    "no-project": NoProjectError,
    "no-stream": NoStreamError,
    "not-a-repository": NotARepositoryError,
    "not-in-metalink": NotInMetalinkError,
    "occupied": OccupiedError,
    "offline": OfflineError,
    "other-package": OtherPackageError,
    "output-not-empty": OutputNotEmptyError,
    "over-budget": OverBudgetError,
    "package": PackageError,
    "package-changed": PackageChangedError,
    "package-digest": PackageDigestError,
    "package-digest-missing": PackageDigestMissingError,
    "package-size": PackageSizeError,
    "package-structure": PackageStructureError,
    "path-escape": PathEscapeError,
    "payload-not-signed": PayloadNotSignedError,
    "pool-too-large": PoolTooLargeError,
    "project-edit": ProjectEditError,
    "project-exists": ProjectExistsError,
    "project-io": ProjectIoError,
    "project-no-runtime": ProjectNoRuntimeError,
    "project-place": ProjectPlaceError,
    "project-repository-twice": ProjectRepositoryTwiceError,
    "project-toml": ProjectTomlError,
    "project-too-large": ProjectTooLargeError,
    "project-unknown-arch": ProjectUnknownArchError,
    "project-unknown-key": ProjectUnknownKeyError,
    "project-unknown-layer": ProjectUnknownLayerError,
    "project-unknown-spec": ProjectUnknownSpecError,
    "project-value": ProjectValueError,
    "project-which-layer": ProjectWhichLayerError,
    "repository-closed": RepositoryClosedError,
    "repository-older": RepositoryOlderError,
    "rich-expected": RichExpectedError,
    "rich-mixed": RichMixedError,
    "rich-operator": RichOperatorError,
    "rich-too-deep": RichTooDeepError,
    "rpmdb": RpmdbError,
    "rpmdb-package": RpmdbPackageError,
    "rpmdb-package-structure": RpmdbPackageStructureError,
    "same-file-name": SameFileNameError,
    "signature-bad": SignatureBadError,
    "signature-expired": SignatureExpiredError,
    "signature-from-the-future": SignatureFromTheFutureError,
    "signature-gone": SignatureGoneError,
    "signature-malformed": SignatureMalformedError,
    "signature-missing": SignatureMissingError,
    "signature-weak": SignatureWeakError,
    "size": SizeError,
    "size-mismatch": SizeMismatchError,
    "source-package": SourcePackageError,
    "stale": StaleError,
    "testcase-line": TestcaseLineError,
    "too-large": TooLargeError,
    "too-many-files": TooManyFilesError,
    "two-streams": TwoStreamsError,
    "unknown-architecture": UnknownArchitectureError,
    "unknown-checksum": UnknownChecksumError,
    "unknown-compressor": UnknownCompressorError,
    "unknown-group": UnknownGroupError,
    "unknown-module": UnknownModuleError,
    "unknown-preset": UnknownPresetError,
    "unknown-profile": UnknownProfileError,
    "unknown-repository": UnknownRepositoryError,
    "unknown-runtime": UnknownRuntimeError,
    "unknown-stream": UnknownStreamError,
    "unknown-topic": UnknownTopicError,
    "unreadable": UnreadableError,
    "unsafe-path": UnsafePathError,
    "unsolvable": UnsolvableError,
    "url": UrlError,
    "usage": UsageError,
    "web-page": WebPageError,
    "xml": XmlError,
    "yaml": YamlError,
}
"""The exception of each code."""


__all__ = [
    "ArchiveError",
    "BadHeaderError",
    "BadLayerError",
    "BadPatternError",
    "BadPayloadError",
    "BadPlanError",
    "BadPlanFileError",
    "BadProfileError",
    "BadRuntimeNameError",
    "CacheDamagedError",
    "CacheForeignError",
    "CacheFormatError",
    "CacheOtherSourceError",
    "CancelledError",
    "CapabilityComparisonError",
    "CapabilityFormError",
    "CapabilityNoNameError",
    "CatalogueError",
    "ChecksumAlgorithmError",
    "ChecksumDigitsError",
    "ChecksumError",
    "ChecksumMismatchError",
    "ChecksumTypeError",
    "ConfigIdError",
    "ConfigLineError",
    "ConfigNamedAsWellError",
    "ConfigNamedTwiceError",
    "ConfigNoFilesError",
    "ConfigNoPlaceError",
    "ConfigTooLargeError",
    "ConfigUnknownRepositoryError",
    "ConfigValueError",
    "DiskError",
    "ERRORS",
    "ElementError",
    "EmptySpecError",
    "EvrCharacterError",
    "EvrEpochError",
    "EvrNoVersionError",
    "ExportYamlError",
    "FileConflictError",
    "FileNameError",
    "FingerprintError",
    "FormulaSpecError",
    "GroupSpecError",
    "HostileDependencyError",
    "InvalidSpecError",
    "IoError",
    "JsonError",
    "KeyExpiredError",
    "KeyMalformedError",
    "KeyMissingError",
    "KeyNotTrustedError",
    "KeyRevokedError",
    "KeySecretError",
    "KeyUnusableError",
    "LockDamagedError",
    "LockNevraError",
    "LockNoChecksumError",
    "LockTwiceError",
    "LockUnknownPackageError",
    "LockUnknownRepositoryError",
    "LockVersionError",
    "LockedChecksumError",
    "LockedKeyError",
    "LockedSizeError",
    "LostPoolError",
    "ModuleConflictError",
    "ModuleSpecError",
    "NetworkCancelledError",
    "NetworkCertificateError",
    "NetworkChecksumError",
    "NetworkContentError",
    "NetworkNetrcError",
    "NetworkNotFoundError",
    "NetworkNotSupportedError",
    "NetworkOptionError",
    "NetworkProtocolError",
    "NetworkProxyError",
    "NetworkRedirectError",
    "NetworkSizeError",
    "NetworkStatusError",
    "NetworkTimeoutError",
    "NetworkTlsConfigurationError",
    "NetworkTlsError",
    "NetworkTooLargeError",
    "NetworkTooSlowError",
    "NetworkTruncatedError",
    "NetworkUnreachableError",
    "NetworkUrlError",
    "NevraError",
    "NevraMissingError",
    "NoCacheDirectoryError",
    "NoChecksumError",
    "NoKeysError",
    "NoMatchError",
    "NoMirrorsError",
    "NoPrimaryError",
    "NoProjectError",
    "NoStreamError",
    "NotARepositoryError",
    "NotInMetalinkError",
    "OccupiedError",
    "OfflineError",
    "OtherPackageError",
    "OutputNotEmptyError",
    "OverBudgetError",
    "PackageChangedError",
    "PackageDigestError",
    "PackageDigestMissingError",
    "PackageError",
    "PackageSizeError",
    "PackageStructureError",
    "PathEscapeError",
    "PayloadNotSignedError",
    "PoolTooLargeError",
    "ProjectEditError",
    "ProjectExistsError",
    "ProjectIoError",
    "ProjectNoRuntimeError",
    "ProjectPlaceError",
    "ProjectRepositoryTwiceError",
    "ProjectTomlError",
    "ProjectTooLargeError",
    "ProjectUnknownArchError",
    "ProjectUnknownKeyError",
    "ProjectUnknownLayerError",
    "ProjectUnknownSpecError",
    "ProjectValueError",
    "ProjectWhichLayerError",
    "RepositoryClosedError",
    "RepositoryOlderError",
    "RichExpectedError",
    "RichMixedError",
    "RichOperatorError",
    "RichTooDeepError",
    "RpmdbError",
    "RpmdbPackageError",
    "RpmdbPackageStructureError",
    "SameFileNameError",
    "SignatureBadError",
    "SignatureExpiredError",
    "SignatureFromTheFutureError",
    "SignatureGoneError",
    "SignatureMalformedError",
    "SignatureMissingError",
    "SignatureWeakError",
    "SizeError",
    "SizeMismatchError",
    "SourcePackageError",
    "StaleError",
    "TestcaseLineError",
    "TooLargeError",
    "TooManyFilesError",
    "TwoStreamsError",
    "UnknownArchitectureError",
    "UnknownChecksumError",
    "UnknownCompressorError",
    "UnknownGroupError",
    "UnknownModuleError",
    "UnknownPresetError",
    "UnknownProfileError",
    "UnknownRepositoryError",
    "UnknownRuntimeError",
    "UnknownStreamError",
    "UnknownTopicError",
    "UnreadableError",
    "UnsafePathError",
    "UnsolvableError",
    "UrlError",
    "UsageError",
    "WebPageError",
    "XmlError",
    "YamlError",
]
