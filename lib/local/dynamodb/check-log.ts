import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cannotUse } from '../journal';

/*
 * The write-ahead log of LevelDB (doc/log_format.md): blocks of 32 KiB, each a sequence of records with a header of 7
 * bytes: masked CRC-32C of type and data, length (16 bits), type (1 full, 2 first, 3 middle, 4 last), little-endian.
 */
const BLOCK = 32_768;
const HEADER = 7;
const TYPES = [1, 2, 3, 4];

/** Reversed polynomial of CRC-32C. */
const CASTAGNOLI = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value >>> 0;
});

const crc32c = (bytes: Uint8Array): number => {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return ~value >>> 0;
};

/** How LevelDB writes a checksum, so that one of a text with checksums in it is still worth something. */
const masked = (crc: number): number => (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;

/**
 * Checks what LevelDB does not: it skips records of its log that are damaged, and deletes the log. A last record that
 * was cut off is none of that: the process was killed while it wrote, and nobody was told of it.
 * @throws Error that names the file
 */
export const checkLogs = (folder: string): void => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.log'))) {
    const path = join(folder, name);
    const at = damageIn(readFileSync(path));
    if (at !== undefined) throw cannotUse(path, `damaged at byte ${at}`);
  }
};

/** Where the first record stands that is not as it was written; undefined when all are. */
const damageIn = (log: Buffer): number | undefined => {
  let at = 0;
  while (at + HEADER <= log.length) {
    const left = BLOCK - (at % BLOCK);
    if (left < HEADER) {
      at += left;
      continue;
    }
    const length = log.readUInt16LE(at + 4);
    const type = log[at + 6] as number;
    const end = at + HEADER + length;
    if (!TYPES.includes(type) || HEADER + length > left) return at;
    if (end > log.length) return undefined;
    if (masked(crc32c(log.subarray(at + 6, end))) !== log.readUInt32LE(at)) return at;
    at = end;
  }
  return undefined;
};
