import { describe, expect, test } from "vitest";
import { openZip, type ZipLimits } from "../src/index.js";
import { zip } from "./make-zip.js";

const hello = Buffer.from("hello, hello, hello, hello");
// Bytes that do not compress: a linear congruential generator.
let state = 1;
const noise = Buffer.from(
  Array.from({ length: 300_000 }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24),
);
const read = async (bytes: Uint8Array, limits?: Partial<ZipLimits>): Promise<Record<string, string>> => {
  const entries = await openZip(bytes, "a.zip", limits);
  return Object.fromEntries(
    await Promise.all(entries.map(async (entry) => [entry.name, Buffer.from(await entry.read()).toString()] as const)),
  );
};
const refusal = (message: string): unknown =>
  expect.objectContaining({ code: "zip", message: expect.stringContaining(message) as string });

describe("openZip", () => {
  test("reads deflated and stored files, and leaves directories out", async () => {
    const bytes = zip(
      { name: "a.txt", content: hello },
      { name: "folder/", content: new Uint8Array(), stored: true },
      { name: "folder/b.txt", content: Buffer.from("bare"), stored: true },
      { name: "empty", content: new Uint8Array() },
    );
    expect(await read(bytes)).toEqual({ "a.txt": hello.toString(), "folder/b.txt": "bare", empty: "" });
  });

  test("reads sizes of zip64, a comment at the end, and from a source piece by piece", async () => {
    const bytes = zip({ name: "a", content: noise, zip64: true });
    const commented = Buffer.concat([bytes, Buffer.from("note")]);
    commented.writeUInt16LE(4, bytes.length - 2);
    const asked: number[] = [];
    const source = {
      size: commented.length,
      read: (offset: number, length: number) => {
        asked.push(length);
        return commented.subarray(offset, offset + length);
      },
    };
    const [entry] = await openZip(source, "a.zip");
    expect(entry.size).toBe(noise.length);
    expect(Buffer.from(await entry.read()).equals(noise)).toBe(true);
    expect(Math.max(...asked)).toBeLessThanOrEqual(65557);
  });

  test.each([0, 1, 10, 21])("refuses an archive that lacks its last %d bytes and more", async (more) => {
    const bytes = zip({ name: "a", content: hello });
    await expect(read(bytes.subarray(0, bytes.length - 1 - more))).rejects.toThrow(
      refusal("there is no directory at its end"),
    );
  });

  test("refuses a directory or content that is not there", async () => {
    const bytes = zip({ name: "a", content: hello });
    const moved = Buffer.from(bytes);
    moved.writeUInt32LE(bytes.length, bytes.length - 6);
    await expect(read(moved)).rejects.toThrow(refusal("it must be whole"));
    await expect(read(zip({ name: "a", content: hello, offset: 3 }))).rejects.toThrow(
      refusal("reaches into what follows"),
    );
    const more = Buffer.from(bytes);
    more.writeUInt16LE(2, bytes.length - 12);
    await expect(read(more)).rejects.toThrow(refusal("its directory ends after 1 of 2 files"));
  });

  test.each(["../x", "a/../../x", "/etc/x", "C:\\x", "c:/x", "a\\..\\x", "a\0b", ""])(
    "refuses the name %j",
    async (name) => {
      await expect(read(zip({ name, content: hello }))).rejects.toThrow(refusal("names must lead inside"));
    },
  );

  test("refuses a name twice, more files than allowed, encryption and unknown methods", async () => {
    const file = { name: "a", content: hello };
    await expect(read(zip(file, file))).rejects.toThrow(refusal("a is in it twice"));
    await expect(read(zip(file, { ...file, name: "b" }), { entries: 1 })).rejects.toThrow(
      refusal("it declares 2 files"),
    );
    await expect(read(zip({ ...file, flags: 1 }))).rejects.toThrow(refusal("a is encrypted"));
    await expect(read(zip({ ...file, method: 14 }))).rejects.toThrow(refusal("compressed by method 14"));
  });

  test("refuses content that is not what the directory says", async () => {
    const file = { name: "a", content: hello };
    await expect(read(zip({ ...file, crc: 7 }))).rejects.toThrow(refusal("the CRC-32 of a is wrong"));
    await expect(read(zip({ ...file, size: 27 }))).rejects.toThrow(refusal("a has 26 of the 27 bytes it declares"));
    await expect(read(zip({ ...file, size: 25 }))).rejects.toThrow(refusal("a declares 25 bytes and has more"));
    await expect(read(zip({ ...file, stored: true, size: 25 }))).rejects.toThrow(refusal("stored with 26 bytes"));
    const broken = zip(file);
    broken.fill(255, 31, 40);
    await expect(read(broken)).rejects.toThrow(refusal("a cannot be decompressed"));
    const cut = zip({ name: "a", content: noise });
    cut.fill(0, 200_000, 200_100);
    await expect(read(cut)).rejects.toThrow(refusal("a.zip: "));
  });

  test("refuses a bomb by what it declares", async () => {
    const bomb = zip({ name: "zeros", content: new Uint8Array(20_000_000) });
    await expect(read(bomb)).rejects.toThrow(/zeros grows \d+-fold to 20000000 bytes, but at most 200-fold is read/);
    await expect(read(zip({ name: "a", content: hello }), { entryBytes: 25 })).rejects.toThrow(
      refusal("a declares 26 bytes"),
    );
    const overlapping = zip({ name: "a", content: noise }, { name: "b", content: noise, offset: 0 });
    await expect(read(overlapping)).rejects.toThrow(refusal("files may not overlap"));
  });

  test("stops a bomb that lies about its size after the first bytes too many", async () => {
    const bytes = zip({ name: "zeros", content: new Uint8Array(50_000_000), size: 1000 });
    const [entry] = await openZip(bytes, "a.zip");
    let seen = 0;
    await expect(async () => {
      for await (const piece of entry.stream()) seen += piece.length;
    }).rejects.toThrow(refusal("zeros declares 1000 bytes and has more"));
    expect(seen).toBeLessThanOrEqual(1000);
  });

  test("can be left in the middle", async () => {
    const [entry] = await openZip(zip({ name: "a", content: noise }), "a.zip");
    for await (const piece of entry.stream()) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect((await entry.read()).length).toBe(noise.length);
  });
});
