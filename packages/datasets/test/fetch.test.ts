import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Download } from "../src/index.js";
import { fetchFiles, type FetchOptions } from "../src/node/fetch.js";
import { zip } from "./make-zip.js";

// A server on this machine that does what a test tells it to. Nothing goes to the network.
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let base: string;
let answer: Answer;
let asked: IncomingMessage[];
let root: string;
const sockets = new Set<Socket>();
beforeEach(async () => {
  asked = [];
  root = mkdtempSync(join(tmpdir(), "uphill-fetch-"));
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  server.on("connection", (socket: Socket) => sockets.add(socket.once("close", () => sockets.delete(socket))));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => server.close(done));
  rmSync(root, { recursive: true });
});

const content = Buffer.from(Array.from({ length: 100_000 }, (_, k) => (k * 7 + (k >> 8)) & 255));
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const file = { name: "a.gz", bytes: content.length, sha256: sha256(content) };
const plan = (...places: string[]): Download => ({ places: places.map((place) => `${base}/${place}/`), files: [file] });
const get = (what: Download = plan("one"), options: FetchOptions = {}): ReturnType<typeof fetchFiles> =>
  fetchFiles("set", what, { folder: root, patience: 0.3, ...options });
const cached = (): string[] => readdirSync(join(root, "set"));
const waiting = (): string[] =>
  existsSync(join(root, ".downloads", "set")) ? readdirSync(join(root, ".downloads", "set")) : [];
const whole: Answer = (_, response) => response.end(content);
/** From the byte asked for, as servers that can resume do. */
const from = (request: IncomingMessage): number => Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
const partly = (request: IncomingMessage, response: ServerResponse): Buffer => {
  const start = from(request);
  const headers = { "content-length": content.length - start };
  if (start)
    response.writeHead(206, { ...headers, "content-range": `bytes ${start}-${content.length - 1}/${content.length}` });
  else response.writeHead(200, headers);
  return content.subarray(start);
};
const refusal = (message: RegExp | string, code = "fetch"): unknown =>
  expect.objectContaining({
    code,
    message: (typeof message === "string"
      ? expect.stringContaining(message)
      : expect.stringMatching(message)) as string,
  });

describe("a fetch that succeeds", () => {
  test("puts the whole file in its place, tells progress, and asks for nothing the second time", async () => {
    answer = whole;
    const seen: number[] = [];
    const first = await get(plan("one"), { onProgress: ({ received, total }) => seen.push(received / total) });
    expect(first).toEqual({ folder: join(root, "set"), fetched: ["a.gz"], kept: [] });
    expect(readFileSync(join(root, "set", "a.gz")).equals(content)).toBe(true);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(readdirSync(root)).toEqual(["set"]);
    expect(await get()).toMatchObject({ fetched: [], kept: ["a.gz"] });
    expect(asked).toHaveLength(1);
  });

  test("survives a slow server", async () => {
    answer = (_, response) => {
      let at = 0;
      const send = (): void => {
        response.write(content.subarray(at, (at += 20_000)));
        if (at < content.length) setTimeout(send, 100);
        else response.end();
      };
      send();
    };
    await get();
    expect(cached()).toEqual(["a.gz"]);
  });

  test("goes on where a cut connection stopped", async () => {
    answer = (request, response) => {
      const rest = partly(request, response);
      response.write(rest.subarray(0, 30_000), () => {
        if (rest.length > 30_000) setTimeout(() => response.destroy(), 30);
        else response.end();
      });
    };
    await get();
    expect(cached()).toEqual(["a.gz"]);
    expect(asked.map(from)).toEqual([0, 30_000, 60_000, 90_000]);
  });

  test("goes on with what an earlier call left, and begins anew where a server cannot", async () => {
    mkdirSync(join(root, ".downloads", "set"), { recursive: true });
    const part = join(root, ".downloads", "set", "a.gz.part");
    writeFileSync(part, content.subarray(0, 40_000));
    answer = (request, response) => response.end(partly(request, response));
    await get();
    expect(asked.map(from)).toEqual([40_000]);
    rmSync(join(root, "set"), { recursive: true });
    mkdirSync(join(root, ".downloads", "set"), { recursive: true });
    writeFileSync(part, content.subarray(0, 40_000));
    answer = whole;
    await get();
    expect(readFileSync(join(root, "set", "a.gz")).equals(content)).toBe(true);
  });

  test("does not trust what an earlier call left", async () => {
    mkdirSync(join(root, ".downloads", "set"), { recursive: true });
    for (const left of [Buffer.alloc(40_000), Buffer.alloc(100_000), Buffer.alloc(200_000)]) {
      writeFileSync(join(root, ".downloads", "set", "a.gz.part"), left);
      answer = (request, response) => response.end(partly(request, response));
      await get();
      expect(readFileSync(join(root, "set", "a.gz")).equals(content)).toBe(true);
      rmSync(join(root, "set"), { recursive: true });
      mkdirSync(join(root, ".downloads", "set"), { recursive: true });
    }
  });

  test("follows redirects", async () => {
    answer = (request, response) => {
      if (request.url === "/end") response.end(content);
      else response.writeHead(302, { location: request.url === "/one/a.gz" ? "../half" : "/end" }).end();
    };
    await get();
    expect(asked.map(({ url }) => url)).toEqual(["/one/a.gz", "/half", "/end"]);
  });

  test("takes a mirror where the first place has it not, or has it wrong", async () => {
    answer = (request, response) => {
      if (request.url!.startsWith("/one")) response.writeHead(404).end();
      else if (request.url!.startsWith("/two")) response.end(content.map((x) => x ^ 1));
      else response.end(content);
    };
    await get(plan("one", "two", "three"));
    expect(readFileSync(join(root, "set", "a.gz")).equals(content)).toBe(true);
    expect(asked.map(({ url }) => url)).toEqual(["/one/a.gz", "/two/a.gz", "/three/a.gz"]);
  });
});

describe("a fetch that fails leaves no file in the cache and says why", () => {
  afterEach(() => {
    expect(cached()).toEqual([]);
  });

  test.each<[string, RegExp, Answer]>([
    ["a server's mistake", /it answered 500/, (_, response) => response.writeHead(500).end("sorry")],
    [
      "a page of a portal",
      /it answered with a web page/,
      (_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>Log in"),
    ],
    [
      "a compression that is none",
      /its answer is compressed, and that cannot be decompressed/,
      (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(content),
    ],
    ["no such file", /127\.0\.0\.1:\d+: it answered 404/, (_, response) => response.writeHead(404).end("not here")],
    ["wrong bytes", /its SHA-256 is [0-9a-f]{12}…, not /, (_, response) => response.end(content.map((x) => x ^ 1))],
    ["a shorter file", /the connection ended early/, (_, response) => response.end(content.subarray(0, 500))],
    ["an empty file", /the connection ended early/, (_, response) => response.end()],
    [
      "a redirect in a loop",
      /it redirects more than 5 times/,
      (_, response) => response.writeHead(302, { location: "/one/a.gz" }).end(),
    ],
    [
      "a redirect to a file of this machine",
      /it redirects to file:/,
      (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
    ],
    ["a redirect to nowhere", /it redirects to nowhere/, (_, response) => response.writeHead(302).end()],
    [
      "a length that is too large",
      /it declares 100001 bytes, and the file has 100000/,
      (_, response) => response.writeHead(200, { "content-length": 100_001 }).end(Buffer.alloc(100_001)),
    ],
    [
      "a length that is too large by a lie",
      /it declares 9000000000 bytes/,
      (_, response) => response.writeHead(200, { "content-length": 9e9 }).write("x"),
    ],
    [
      "no length and no end",
      /it sent more than the 100000 bytes that the file has/,
      (_, response) => {
        const send = (): void => {
          if (!response.destroyed) response.write(Buffer.alloc(50_000), () => setImmediate(send));
        };
        send();
      },
    ],
    [
      "a resume at another byte",
      /it resumed at another byte than asked/,
      (_, response) => response.writeHead(206, { "content-range": "bytes 5-9/10" }).end("abcde"),
    ],
    ["silence", /nothing came for 0\.3 s/, () => undefined],
    ["silence after some bytes", /nothing came for 0\.3 s|ended early/, (request, response) => {
      if (from(request) === 0) response.write(content.subarray(0, 1000));
    }], // prettier-ignore
    ["a broken connection", /./, (_, response) => response.destroy()],
  ])("%s", async (_, message, doing) => {
    answer = doing;
    const failed = get();
    await expect(failed).rejects.toThrow(refusal(message));
    await expect(failed).rejects.toThrow(
      refusal(`Check the connection and try again, or get the files elsewhere and put a.gz into ${join(root, "set")}.`),
    );
  });

  test("offline: every place is named", async () => {
    const fetch = (): Promise<never> =>
      Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") }));
    await expect(
      get({ places: ["https://a.example/", "https://b.example/"], files: [file] }, { fetch }),
    ).rejects.toThrow(
      refusal("no place gave a.gz of set (a.example: getaddrinfo ENOTFOUND; b.example: getaddrinfo ENOTFOUND)"),
    );
  });

  test("wrong bytes are deleted, bytes that may be right stay for another time", async () => {
    answer = (_, response) => response.end(Buffer.alloc(100_000));
    await expect(get()).rejects.toThrow();
    expect(waiting()).toEqual([]);
    answer = (_, response) => response.end(content.subarray(0, 500));
    await expect(get()).rejects.toThrow();
    expect(waiting()).toEqual(["a.gz.part"]);
  });

  test("the signal stops it, and what came so far stays for another time", async () => {
    const stop = new AbortController();
    answer = (_, response) => response.write(content.subarray(0, 50_000));
    const stopped = get(plan("one"), { signal: stop.signal, patience: 20, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toThrow(refusal("fetching set was interrupted", "interrupted"));
    expect(waiting()).toEqual(["a.gz.part"]);
    await expect(get(plan("one"), { signal: stop.signal })).rejects.toThrow(refusal("interrupted", "interrupted"));
  });
});

test("another file of that name is not replaced", async () => {
  mkdirSync(join(root, "set"));
  writeFileSync(join(root, "set", "a.gz"), "mine");
  answer = whole;
  await expect(get()).rejects.toThrow(refusal(`${join(root, "set", "a.gz")} is another file`, "files"));
  expect(readFileSync(join(root, "set", "a.gz"), "utf8")).toBe("mine");
});

test("a cache that cannot be written is said so", async () => {
  writeFileSync(join(root, "set"), "a file in the way");
  await expect(get()).rejects.toThrow(refusal(/cannot be written \(EEXIST/, "files"));
});

test("files are taken out of an archive", async () => {
  const packed = zip({ name: "in/b.txt", content: Buffer.from("inside") });
  answer = (_, response) => response.end(packed);
  const what = {
    places: [`${base}/`],
    files: [{ name: "all.zip", bytes: packed.length, sha256: sha256(packed) }],
    unpack: { "in/b.txt": "b.txt" },
  };
  expect(await get(what)).toMatchObject({ fetched: ["b.txt"], kept: [] });
  expect(cached()).toEqual(["b.txt"]);
  expect(readFileSync(join(root, "set", "b.txt"), "utf8")).toBe("inside");
  expect(await get(what)).toMatchObject({ fetched: [], kept: ["b.txt"] });
  rmSync(join(root, "set"), { recursive: true });
  await expect(get({ ...what, unpack: { "in/c.txt": "c.txt" } })).rejects.toThrow(refusal("has no in/c.txt"));
  expect(cached()).toEqual([]);
});
