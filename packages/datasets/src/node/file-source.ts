import { open, stat } from "node:fs/promises";
import type { ByteSource } from "../zip.js";
import { refuseRead, statOf } from "./file.js";

/**
 * Opens a file that is read in parts. Close it when you are done.
 * @param path the path of the file
 * @returns a promise of the source
 * @throws UphillError "files", as a rejection, for a device or a pipe
 */
export async function fileSource(path: string): Promise<ByteSource & { close(): Promise<void> }> {
  await stat(path);
  statOf(path); // before it is opened, which waits for whoever writes into a pipe
  const handle = await open(path, "r");
  const { size } = await handle.stat();
  return {
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    },
    close: () => handle.close(),
  };
}

/** Lets `work` read a file in parts, and closes it. @throws UphillError "files" for one that cannot be read, and as `work` has it */
export async function withSource<T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
  statOf(path);
  let source: Awaited<ReturnType<typeof fileSource>> | undefined;
  try {
    source = await fileSource(path);
    return await work(source);
  } catch (cause) {
    return refuseRead(path, cause);
  } finally {
    await source?.close();
  }
}
