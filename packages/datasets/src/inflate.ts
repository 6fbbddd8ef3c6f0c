/** Inflates a raw deflate stream piece by piece; what is not asked for is not inflated, so memory stays bounded. */
export async function* inflate(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  // Faults surface at read(); these promises would report the same fault a second time, to nobody.
  writer.closed.catch(() => undefined);
  reader.closed.catch(() => undefined);
  const feed = async (): Promise<void> => {
    for await (const piece of pieces) await writer.write(piece);
    await writer.close();
  };
  let fault: { cause: unknown } | undefined;
  const feeding = feed().catch(async (cause: unknown) => {
    fault = { cause };
    await writer.abort(cause).catch(() => undefined);
  });
  try {
    for (;;) {
      const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
      if (done) break;
      yield value!;
    }
    await feeding;
  } catch (error) {
    await feeding;
    throw fault?.cause ?? error;
  } finally {
    await reader.cancel().catch(() => undefined);
    await writer.abort().catch(() => undefined);
  }
  if (fault) throw fault.cause;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as zip and gzip have it; hand the last result back in to go on. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (const byte of bytes) value = (value >>> 8) ^ table[(value ^ byte) & 255];
  return ~value >>> 0;
}
