import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fetchFiles, type FetchOptions } from "../src/node/fetch.js";

// What several fetches into one folder do to each other; the answers come from here, not from the network.
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "uphill-fetch-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const content = new Uint8Array(Buffer.from("a file ".repeat(1000)));
const sha256 = createHash("sha256").update(content).digest("hex");
const what = { places: ["https://a.example/"], files: [{ name: "a.gz", bytes: content.length, sha256 }] };
const get = (fetch: FetchOptions["fetch"], folder = root): ReturnType<typeof fetchFiles> =>
  fetchFiles("set", what, { folder, ...(fetch && { fetch }) });
const lockPath = (): string => join(root, ".downloads", "set.lock");
const whole = (): Promise<Response> => Promise.resolve(new Response(content));

test("a second fetch is told to wait, and does not touch what the first one writes", async () => {
  let send: (response: Response) => void = () => undefined;
  const first = get(() => new Promise((done) => (send = done)));
  await expect.poll(() => existsSync(lockPath())).toBe(true);
  await expect(get(whole)).rejects.toThrow(
    expect.objectContaining({
      code: "busy",
      message: `fetchDataset: process ${process.pid} is at work there, but one at a time may be. Wait until it is done. If there is no such process, delete ${lockPath()}.`,
    }),
  );
  expect(existsSync(join(root, "set", "a.gz"))).toBe(false);
  send(new Response(content));
  expect(await first).toMatchObject({ fetched: ["a.gz"] });
  expect(readFileSync(join(root, "set", "a.gz")).equals(content)).toBe(true);
  expect(readdirSync(root)).toEqual(["set"]);
  expect(await get(whole)).toMatchObject({ kept: ["a.gz"] });
});

test.each([
  ["the number of a dead process", "2147483646"],
  ["nothing", ""],
])(
  // prettier-ignore
  "a lock with %s in it counts for nothing",
  async (_, text) => {
    mkdirSync(join(root, ".downloads"));
    writeFileSync(lockPath(), text);
    expect(await get(whole)).toMatchObject({ fetched: ["a.gz"] });
    expect(readdirSync(root)).toEqual(["set"]);
  },
);

test("a fetch that fails leaves no lock", async () => {
  await expect(get(() => Promise.resolve(new Response("gone", { status: 410 })))).rejects.toThrow("it answered 410");
  expect(existsSync(lockPath())).toBe(false);
  expect(await get(whole)).toMatchObject({ fetched: ["a.gz"] });
});

test("a file that changed at its place since it was begun is fetched anew", async () => {
  const waiting = join(root, ".downloads", "set");
  mkdirSync(waiting, { recursive: true });
  writeFileSync(join(waiting, "a.gz.part"), "an older file".repeat(100));
  const asked: (string | null)[] = [];
  const resuming = (_: string, { headers }: RequestInit): Promise<Response> => {
    const range = new Headers(headers).get("range");
    asked.push(range);
    const start = Number(/\d+/.exec(range ?? "0")![0]);
    const partly = {
      status: 206,
      headers: { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` },
    };
    return Promise.resolve(new Response(content.subarray(start), start > 0 ? partly : {}));
  };
  expect(await get(resuming)).toMatchObject({ fetched: ["a.gz"] });
  expect(asked).toEqual(["bytes=1300-", null]);
  expect(readFileSync(join(root, "set", "a.gz")).equals(content)).toBe(true);
});
