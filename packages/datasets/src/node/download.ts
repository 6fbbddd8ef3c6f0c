import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import type { WebFile } from "../images.js";

const MOST_REDIRECTS = 5;
const MOST_CUTS = 20;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface DownloadOptions {
  readonly fetch: Fetch;
  /** Ends everything; what came so far is kept for another time. */
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte after which a place counts as dead. */
  readonly patience: number;
  /** Bytes so far. */
  onBytes(received: number): void;
}

/** Why a place did not give the file: half a sentence. */
export class Miss extends Error {}

/**
 * One file from one place into `path`, a name that no reader looks for. Goes on where an earlier try stopped, if the server can;
 * after a cut connection it goes on at once, as long as new bytes come. Never takes more bytes than the file has. On success the
 * file is whole and its SHA-256 right; otherwise wrong bytes are deleted, and bytes that may be right stay.
 * @throws Miss where the place has not the right file; the signal's reason where it was raised
 */
export async function download(url: string, file: WebFile, path: string, options: DownloadOptions): Promise<void> {
  const resumed = (await sizeOf(path)) > 0;
  for (let cuts = 0; ; cuts++) {
    const before = await sizeOf(path);
    if (before > file.bytes) await rm(path, { force: true });
    if (before === file.bytes) break;
    try {
      await attempt(url, file, path, options);
      if ((await sizeOf(path)) >= file.bytes) break;
      throw new Miss("the connection ended early");
    } catch (cause) {
      options.signal?.throwIfAborted();
      if (cause instanceof Refusal) throw new Miss(cause.message);
      if ((await sizeOf(path)) <= before || cuts === MOST_CUTS) throw new Miss(reasonOf(cause));
    }
  }
  const sum = await sha256Of(path);
  if (sum === file.sha256) return;
  await rm(path, { force: true });
  // What lay there from an earlier try may be at fault, not the place.
  if (resumed) return download(url, file, path, options);
  throw new Miss(`its SHA-256 is ${sum.slice(0, 12)}…, not ${file.sha256.slice(0, 12)}…`);
}

/** What trying again would not mend. */
class Refusal extends Error {}

async function attempt(url: string, file: WebFile, path: string, options: DownloadOptions): Promise<void> {
  const stop = new AbortController();
  const raise = (): void => stop.abort(options.signal?.reason);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener("abort", raise, { once: true });
  const late = (): void => stop.abort(new Error(`nothing came for ${options.patience / 1000} s`));
  let timer = setTimeout(late, options.patience);
  try {
    const have = await sizeOf(path);
    const response = await follow(url, have, options.fetch, stop.signal);
    const start = await startOf(response, have, file, path);
    if (start === undefined || !response.body) return;
    const handle = await open(path, start > 0 ? "r+" : "w");
    try {
      let at = start;
      for await (const piece of response.body as AsyncIterable<Uint8Array>) {
        clearTimeout(timer);
        timer = setTimeout(late, options.patience);
        if (at + piece.length > file.bytes) {
          await handle.truncate(0);
          throw new Refusal(`it sent more than the ${file.bytes} bytes that the file has`);
        }
        await handle.write(piece, 0, piece.length, at);
        at += piece.length;
        options.onBytes(at);
      }
    } finally {
      await handle.sync();
      await handle.close();
    }
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", raise);
    stop.abort();
  }
}

async function follow(url: string, have: number, fetch: Fetch, signal: AbortSignal): Promise<Response> {
  let at = url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const headers = { "accept-encoding": "identity", ...(have > 0 && { range: `bytes=${have}-` }) };
    const response = await fetch(at, { redirect: "manual", headers, signal });
    if (![301, 302, 303, 307, 308].includes(response.status)) return response;
    const next = response.headers.get("location");
    await response.body?.cancel();
    if (next === null || !URL.canParse(next, at)) throw new Refusal("it redirects to nowhere");
    at = new URL(next, at).href;
    if (!/^https?:/.test(at)) throw new Refusal(`it redirects to ${at.slice(0, 40)}`);
  }
  throw new Refusal(`it redirects more than ${MOST_REDIRECTS} times`);
}

/** The place in the file where the answer begins; none where the answer is of no use, but another try may be. */
async function startOf(
  response: Response,
  have: number,
  { bytes }: WebFile,
  path: string,
): Promise<number | undefined> {
  const give = async (refusal: string): Promise<never> => {
    await response.body?.cancel();
    throw new Refusal(refusal);
  };
  const { status, headers } = response;
  // Behind a portal, or where the file has moved, everything is a page.
  const page = status < 300 && /^text\/html/i.test(headers.get("content-type") ?? "");
  if (page) return give("it answered with a web page");
  if (status === 206) {
    const start = Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? NaN);
    if (start === have) return start;
    await rm(path, { force: true });
    return give("it resumed at another byte than asked");
  }
  if (status === 416) {
    await rm(path, { force: true });
    return give("it cannot resume");
  }
  if (status !== 200) return give(`it answered ${status}`);
  const declared = headers.get("content-length");
  if (declared !== null && Number(declared) > bytes) {
    return give(`it declares ${declared} bytes, and the file has ${bytes}`);
  }
  return 0;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code, message } = (cause.cause ?? {}) as { code?: string; message?: string };
  if ([code, (cause as NodeJS.ErrnoException).code].some((each) => each?.startsWith("Z_"))) {
    return "it says that its answer is compressed, and that cannot be decompressed";
  }
  return cause.message === "fetch failed" || cause.message === "terminated"
    ? (message ?? code ?? cause.message) || (code ?? cause.message)
    : cause.message;
}

export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}
