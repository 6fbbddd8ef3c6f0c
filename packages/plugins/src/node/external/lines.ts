import type { Readable } from "node:stream";

/** A longer line, in bytes, is no answer. */
export const LONGEST = 2 ** 26;

/** Hears a stream line by line; one that is too long is told once, and nothing after it. */
export function eachLine(stream: Readable, hear: (line: string) => void, tooLong: () => void): void {
  let pending: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0 && size <= LONGEST; end = chunk.indexOf(10, from)) {
      pending.push(chunk.subarray(from, end));
      const line = Buffer.concat(pending).toString("utf8");
      pending = [];
      size = 0;
      from = end + 1;
      hear(line);
    }
    if (size > LONGEST) return;
    pending.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size <= LONGEST) return;
    pending = [];
    tooLong();
  });
}
