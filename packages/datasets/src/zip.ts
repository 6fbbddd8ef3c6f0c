import { isUphillError, UphillError } from "@uphill/core";
import { crc32, inflate } from "./inflate.js";

/** Bytes that can be read in parts, for example a file. */
export interface ByteSource {
  /** The number of bytes. */
  readonly size: number;
  /** Returns `length` bytes from `offset` on. */
  read(offset: number, length: number): Promise<Uint8Array> | Uint8Array;
}

/** What an archive may claim. Beyond these limits it is refused. */
export interface ZipLimits {
  /** The most files in the archive. */
  readonly entries: number;
  /** The most bytes of one file, decompressed. */
  readonly entryBytes: number;
  /**
   * How many times larger a file above 16 MiB may be than its compressed form. Real tables stay below; zip bombs do
   * not.
   */
  readonly ratio: number;
}

/** A file in an archive. It is read into memory and never written anywhere. */
export interface ZipEntry {
  /** The name in the archive. */
  readonly name: string;
  /** The number of bytes, decompressed. */
  readonly size: number;
  /** The number of bytes in the archive. */
  readonly compressedSize: number;
  /**
   * Returns the bytes piece by piece.
   * @throws UphillError "zip" as soon as they differ from what the archive declares
   */
  stream(): AsyncGenerator<Uint8Array>;
  /**
   * Returns all bytes at once.
   * @throws UphillError "zip" if they differ from what the archive declares
   */
  read(): Promise<Uint8Array>;
}

const zipLimits: ZipLimits = { entries: 65536, entryBytes: 2 ** 30, ratio: 200 };
const GROWTH_FREE = 2 ** 24;
const MAX_DIRECTORY = 2 ** 26;
const PIECE = 2 ** 16;

type Refuse = (got: string, wanted: string, todo?: string, cause?: unknown) => never;

interface Listed {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Lists the files in a zip archive, without its folders. It reads the directory of the archive only. A file is read and
 * checked (size and CRC-32) when you ask for it. It knows stored and deflated files and zip64.
 * Source: PKWARE's APPNOTE.TXT 6.3.
 * @param from the bytes of the archive, or a source that reads them in parts
 * @param who the name of the archive, for errors
 * @param limits what the archive may claim
 * @returns a promise of the files
 * @throws UphillError "zip", as a rejection, if the archive is cut short or damaged, a name leads outside, or a limit
 *   is exceeded
 */
export async function openZip(
  from: Uint8Array | ByteSource,
  who: string,
  limits: Partial<ZipLimits> = {},
): Promise<ZipEntry[]> {
  const refuse: Refuse = (got, wanted, todo = "Fetch or write the archive again.", cause) => {
    throw new UphillError({ code: "zip", who, got, wanted, todo, cause });
  };
  const source = wrap(from, refuse);
  const most = { ...zipLimits, ...limits };
  const { entries: count, size, offset } = await findDirectory(source, refuse);
  if (count > most.entries)
    refuse(`it declares ${count} files`, `at most ${most.entries} are read`, "Use another file.");
  if (size > MAX_DIRECTORY) refuse(`its directory has ${size} bytes`, `at most ${MAX_DIRECTORY} are read`);
  const listed = parseDirectory(await source.read(offset, size), count, refuse);
  const seen = new Set<string>();
  for (const entry of listed) {
    refuseName(entry.name, refuse);
    if (seen.has(entry.name)) refuse(`${entry.name} is in it twice`, "each name may be there once");
    seen.add(entry.name);
    refuseSize(entry, most, refuse);
  }
  refuseOverlap(listed, offset, refuse);
  return listed
    .filter(({ name }) => !name.endsWith("/"))
    .map((entry) => {
      const { name, size, compressedSize } = entry;
      const stream = (): AsyncGenerator<Uint8Array> => content(source, entry, refuse);
      const read = async (): Promise<Uint8Array> => {
        const bytes = new Uint8Array(size);
        let at = 0;
        for await (const piece of stream()) {
          bytes.set(piece, at);
          at += piece.length;
        }
        return bytes;
      };
      return { name, size, compressedSize, stream, read };
    });
}

function wrap(from: Uint8Array | ByteSource, refuse: Refuse): ByteSource {
  const source: ByteSource =
    from instanceof Uint8Array
      ? { size: from.length, read: (offset, length) => from.subarray(offset, offset + length) }
      : from;
  return {
    size: source.size,
    async read(offset, length) {
      const inside = offset >= 0 && length >= 0 && offset + length <= source.size;
      const bytes = inside ? await source.read(offset, length) : undefined;
      if (bytes?.length !== length) {
        return refuse(
          `it has ${source.size} bytes and speaks of bytes ${offset} to ${offset + length}`,
          "it must be whole",
        );
      }
      return bytes;
    },
  };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A 64-bit number; beyond 2⁵³ it is rounded, and refused later because no file is so long. */
const long = (view: DataView, offset: number): number => Number(view.getBigUint64(offset, true));

/** Where the directory lies: the last 64 KiB say so, or for zip64 a second record that they point to. */
async function findDirectory(
  source: ByteSource,
  refuse: Refuse,
): Promise<{ entries: number; size: number; offset: number }> {
  const length = Math.min(source.size, 65535 + 22);
  const tail = viewOf(await source.read(source.size - length, length));
  let at = length - 22;
  while (at >= 0 && !(tail.getUint32(at, true) === 0x06054b50 && at + 22 + tail.getUint16(at + 20, true) === length)) {
    at -= 1;
  }
  if (at < 0) refuse("there is no directory at its end", "a whole zip archive ends with one");
  const plain = {
    entries: tail.getUint16(at + 10, true),
    size: tail.getUint32(at + 12, true),
    offset: tail.getUint32(at + 16, true),
  };
  if (tail.getUint16(at + 4, true) !== 0 && tail.getUint16(at + 4, true) !== 0xffff) {
    refuse("it is one part of several", "only an archive in one file is read", "Join the parts first.");
  }
  if (plain.entries !== 0xffff && plain.size !== 0xffffffff && plain.offset !== 0xffffffff) return plain;
  if (at < 20 || tail.getUint32(at - 20, true) !== 0x07064b50) return plain;
  const record = viewOf(await source.read(long(tail, at - 12), 56));
  if (record.getUint32(0, true) !== 0x06064b50)
    refuse("its zip64 record is not where it should be", "it must be whole");
  return { entries: long(record, 32), size: long(record, 40), offset: long(record, 48) };
}

function parseDirectory(bytes: Uint8Array, count: number, refuse: Refuse): Listed[] {
  const view = viewOf(bytes);
  const listed: Listed[] = [];
  for (let at = 0; listed.length < count;) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) {
      refuse(`its directory ends after ${listed.length} of ${count} files`, "it must be whole");
    }
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const end = at + 46 + nameLength + extraLength + noteLength;
    if (end > bytes.length) refuse(`its directory ends inside file ${listed.length}`, "it must be whole");
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [size, compressedSize, offset] = widened(
      [24, 20, 42].map((place) => view.getUint32(at + place, true)),
      extra,
    );
    listed.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressedSize,
      size,
      offset,
    });
    at = end;
  }
  return listed;
}

/** Numbers that are all ones stand, in this order, in the zip64 field (1) of the extra fields. */
function widened(numbers: readonly number[], extra: Uint8Array): number[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1) {
      let next = at + 4;
      return numbers.map((number) => {
        if (number !== 0xffffffff || next + 8 > Math.min(end, extra.length)) return number;
        next += 8;
        return long(view, next - 8);
      });
    }
    at = end;
  }
  return [...numbers];
}

function refuseName(name: string, refuse: Refuse): void {
  const outside = name.split("/").includes("..") || name.startsWith("/") || /[\\\0]|^[a-z]:/i.test(name);
  if (outside || name === "") {
    refuse(
      `it has a file named ${JSON.stringify(name.slice(0, 80))}`,
      "names must lead inside",
      "Do not trust this file.",
    );
  }
}

function refuseSize({ name, size, compressedSize, method }: Listed, most: ZipLimits, refuse: Refuse): void {
  const todo = "Do not trust this file; if you do, read its parts apart or raise the limit.";
  if (size > most.entryBytes) refuse(`${name} declares ${size} bytes`, `at most ${most.entryBytes} are read`, todo);
  if (size > GROWTH_FREE && size > most.ratio * compressedSize) {
    const times = Math.round(size / Math.max(1, compressedSize));
    refuse(
      `${name} grows ${times}-fold to ${size} bytes`,
      `at most ${most.ratio}-fold is read: it may be a zip bomb`,
      todo,
    );
  }
  if (method === 0 && size !== compressedSize) {
    refuse(`${name} is stored with ${compressedSize} bytes and declares ${size}`, "both must agree");
  }
}

/** Files that share their bytes are how the densest zip bombs are made. */
function refuseOverlap(listed: readonly Listed[], directory: number, refuse: Refuse): void {
  const inOrder = [...listed].sort((a, b) => a.offset - b.offset);
  inOrder.forEach(({ name, offset, compressedSize }, k) => {
    const next = inOrder.at(k + 1)?.offset ?? directory;
    if (offset + 30 + compressedSize > next) refuse(`${name} reaches into what follows it`, "files may not overlap");
  });
}

async function* content(source: ByteSource, entry: Listed, refuse: Refuse): AsyncGenerator<Uint8Array> {
  const { name, size, crc, offset, compressedSize, method, flags } = entry;
  if (flags & 1) refuse(`${name} is encrypted`, "only open files are read", "Decrypt the archive first.");
  if (method !== 0 && method !== 8) {
    refuse(
      `${name} is compressed by method ${method}`,
      "only stored (0) and deflated (8) are read",
      "Pack it as usual.",
    );
  }
  const header = viewOf(await source.read(offset, 30));
  if (header.getUint32(0, true) !== 0x04034b50) refuse(`${name} is not where the directory says`, "it must be whole");
  const start = offset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  async function* packed(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < compressedSize; at += PIECE) {
      yield await source.read(start + at, Math.min(PIECE, compressedSize - at));
    }
  }
  let [length, sum] = [0, 0];
  try {
    for await (const piece of method === 8 ? inflate(packed()) : packed()) {
      length += piece.length;
      if (length > size)
        refuse(`${name} declares ${size} bytes and has more`, "both must agree", "Do not trust this file.");
      sum = crc32(piece, sum);
      yield piece;
    }
  } catch (cause) {
    if (isUphillError(cause)) throw cause;
    refuse(`${name} cannot be decompressed (${(cause as Error).message})`, "it must be whole", undefined, cause);
  }
  if (length !== size) refuse(`${name} has ${length} of the ${size} bytes it declares`, "it must be whole");
  if (sum !== crc) refuse(`the CRC-32 of ${name} is wrong`, "its bytes must be those that were packed");
}
