"""Puts a package together anew: other digests in its header, other signatures in its signature header.

    assemble.py IN OUT [--old] [--six] [--rsa SCRIPT] [--dsa SCRIPT] [--pgp SCRIPT] [--openpgp SCRIPT]...

SCRIPT is a shell command that signs what it reads. --old takes the payload's digests out of the header and writes
SIGMD5 and SIGSIZE, as rpm before 4.14 did; --six writes a signature header like that of rpm 6.
"""
import argparse, base64, hashlib, struct, subprocess

INT32, STRING, BINARY, STRING_ARRAY = 4, 6, 7, 8
MAGIC = b"\x8e\xad\xe8\x01\0\0\0\0"


def header_end(data, start):
    entries, size = struct.unpack(">II", data[start + 8:start + 16])
    return start + 16 + 16 * entries + size


def entries_of(header):
    """The entries of a header but for its region, with their data."""
    count, size = struct.unpack(">II", header[8:16])
    store = header[16 + 16 * count:]
    entries = []
    for index in range(1, count):
        tag, kind, offset, items = struct.unpack(">IIII", header[16 + 16 * index:32 + 16 * index])
        if kind in (STRING, STRING_ARRAY, 9):
            end = offset
            for _ in range(1 if kind == STRING else items):
                end = store.index(b"\0", end) + 1
        else:
            end = offset + items * {1: 1, 2: 1, 7: 1, 3: 2, 4: 4, 5: 8}[kind]
        entries.append((tag, kind, items, store[offset:end]))
    return entries


def build(entries, region):
    index, store = b"", b""
    for tag, kind, items, data in sorted(entries):
        align = {3: 2, 4: 4, 5: 8}.get(kind, 1)
        store += b"\0" * (-len(store) % align)
        index += struct.pack(">IIII", tag, kind, len(store), items)
        store += data
    count = len(entries) + 1
    index = struct.pack(">IIII", region, BINARY, len(store), 16) + index
    store += struct.pack(">IIiI", region, BINARY, -16 * count, 16)
    return MAGIC + struct.pack(">II", count, len(store)) + index + store


def sign(script, data):
    return subprocess.run(script, shell=True, input=data, stdout=subprocess.PIPE, check=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source"), parser.add_argument("target")
    parser.add_argument("--old", action="store_true"), parser.add_argument("--six", action="store_true")
    parser.add_argument("--rsa"), parser.add_argument("--dsa"), parser.add_argument("--pgp")
    parser.add_argument("--openpgp", action="append", default=[])
    options = parser.parse_args()
    package = open(options.source, "rb").read()
    start = header_end(package, 96)
    start += -start % 8
    end = header_end(package, start)
    header, payload = package[start:end], package[end:]
    if options.old:
        gone = (5092, 5093, 5097)
        header = build([entry for entry in entries_of(header) if entry[0] not in gone], 63)
    sha1, sha256 = hashlib.sha1(header).hexdigest(), hashlib.sha256(header).hexdigest()
    entries = []
    text = lambda tag, value: entries.append((tag, STRING, 1, value.encode() + b"\0"))
    binary = lambda tag, value: entries.append((tag, BINARY, len(value), value))
    if options.six:
        text(273, sha256), text(279, hashlib.sha3_256(header).hexdigest()), binary(999, bytes(32))
    else:
        text(269, sha1), entries.append((1000, INT32, 1, struct.pack(">I", len(header + payload))))
        binary(1004, hashlib.md5(header + payload).digest())
        if not options.old:
            text(273, sha256)
    for tag, script, data in [(268, options.rsa, header), (267, options.dsa, header), (1002, options.pgp, header + payload)]:
        if script:
            binary(tag, sign(script, data))
    if options.openpgp:
        signatures = [base64.b64encode(sign(script, header)) + b"\0" for script in options.openpgp]
        entries.append((278, STRING_ARRAY, len(signatures), b"".join(signatures)))
    signature = build(entries, 62)
    signature += b"\0" * (-len(signature) % 8)
    open(options.target, "wb").write(package[:96] + signature + header + payload)


main()
