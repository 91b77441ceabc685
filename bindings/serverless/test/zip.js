// Zip archives as far as tests need them: written without compression, and read by their central directory.
'use strict'

const { crc32, inflateRawSync } = require('node:zlib')

const SYMBOLIC_LINK = 0o120777
const FILE = 0o100644

/**
 * An archive of files and links, each `{ name, content, link }`.
 */
function write(entries) {
  const locals = []
  const central = []
  let offset = 0
  for (const { name, content, link = false } of entries) {
    const [title, data] = [Buffer.from(name), Buffer.from(content)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(0x00210000, 6)
    common.writeUInt32LE(checksum(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(title.length, 22)
    const local = Buffer.concat([signature(0x04034b50), common, title, data])
    const made = Buffer.from([20, 3])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((link ? SYMBOLIC_LINK : FILE) << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([signature(0x02014b50), made, common, rest, title]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...locals, directory, signature(0x06054b50), end])
}

/** What the central directory says of each entry, and what is in it: `{ name, mode, content }`. */
function read(archive) {
  const end = archive.lastIndexOf(signature(0x06054b50))
  const entries = []
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [title, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field))
    const mode = archive.readUInt32LE(at + 38) >>> 16
    const name = archive.subarray(at + 46, at + 46 + title).toString()
    const local = archive.readUInt32LE(at + 42)
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const data = archive.subarray(start, start + archive.readUInt32LE(at + 20))
    const isStored = archive.readUInt16LE(at + 10) === 0
    entries.push({ name, mode, content: () => (isStored ? data : inflateRawSync(data)) })
    at += 46 + title + extra + comment
  }
  return entries
}

/** Whether an entry is a symbolic link. */
const isLink = ({ mode }) => (mode & 0o170000) === 0o120000

function signature(number) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(number)
  return bytes
}

/** Node 20 has no crc32 before 20.15. */
function checksum(data) {
  if (crc32) return crc32(data)
  let crc = ~0
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1))
  }
  return ~crc >>> 0
}

module.exports = { isLink, read, write }
