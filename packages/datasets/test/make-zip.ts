import { deflateRawSync } from "node:zlib";

interface Made {
  name: string;
  content: Uint8Array;
  stored?: boolean;
  /** Lies told by directory and header. */
  size?: number;
  crc?: number;
  method?: number;
  flags?: number;
  offset?: number;
  zip64?: boolean;
}

/** A zip archive, with lies where asked for, written by hand after APPNOTE.TXT. */
export function zip(...files: Made[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const packed = file.stored ? Buffer.from(file.content) : deflateRawSync(file.content);
    const name = Buffer.from(file.name);
    const size = file.size ?? file.content.length;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(file.flags ?? 0, 2);
    fields.writeUInt16LE(file.method ?? (file.stored ? 0 : 8), 4);
    fields.writeUInt32LE(file.crc ?? crc(file.content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(file.zip64 ? 0xffffffff : size, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("504b0304", "hex"), fields, name, packed]);
    const extra = Buffer.alloc(file.zip64 ? 12 : 0);
    if (file.zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(8, 2);
      extra.writeBigUInt64LE(BigInt(size), 4);
    }
    const rest = Buffer.alloc(16);
    rest.writeUInt16LE(extra.length, 0); // The last field of `fields`, the length of extras.
    rest.writeUInt32LE(file.offset ?? at, 12);
    const listed = Buffer.concat([fields.subarray(0, 24), rest.subarray(0, 16)]);
    directory.push(Buffer.concat([Buffer.from("504b01021400", "hex"), listed, name, extra]));
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}

/** CRC-32 bit by bit, as the standard defines it. */
const crc = (bytes: Uint8Array): number => {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
};
