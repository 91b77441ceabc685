"""Checks bills of materials as their users' tools would: CycloneDX 1.6 against its JSON schema, SPDX 2.3 with the SPDX
project's own validator, and every package URL with the purl project's own parser. Prints what is wrong."""

import json
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


def cyclonedx_findings(text, document):
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error is not None:
        yield repr(error)[:2000]
    if document['specVersion'] != '1.6':
        yield 'specVersion, which the schema leaves open, is not 1.6'
    references = [component['bom-ref'] for component in document['components']]
    references.append(document['metadata']['component']['bom-ref'])
    if len(set(references)) != len(references):
        yield 'a bom-ref is there twice'
    for dependency in document['dependencies']:
        for reference in [dependency['ref'], *dependency['dependsOn']]:
            if reference not in references:
                yield f'a dependency names {reference}, which is no component'
    for component in document['components']:
        yield from purl_findings(component['purl'])


def spdx_findings(path, document):
    try:
        for message in validate_full_spdx_document(parse_file(path), 'SPDX-2.3'):
            yield f'{message.context.spdx_id}: {message.validation_message}'
    except SPDXParsingError as error:
        yield from error.get_messages()
    for package in document['packages']:
        for reference in package.get('externalRefs', []):
            yield from purl_findings(reference['referenceLocator'])


def purl_findings(purl):
    again = PackageURL.from_string(purl).to_string()
    if again != purl:
        yield f'{purl} is {again} in canonical form'


def main(paths):
    findings = 0
    for path in paths:
        with open(path, encoding='utf-8') as file:
            text = file.read()
        document = json.loads(text)
        is_cyclonedx = path.endswith('.cdx.json')
        found = cyclonedx_findings(text, document) if is_cyclonedx else spdx_findings(path, document)
        for finding in found:
            print(f'{path}: {finding}')
            findings += 1
    print(f'{len(paths)} bills of materials, {findings} findings')
    return 1 if findings or not paths else 0


sys.exit(main(sys.argv[1:]))
