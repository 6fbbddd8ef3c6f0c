import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "./bundle.js";
import type { Page } from "./browser/page.js";
import { said } from "./browser/said.js";

// The package as it is, in headless Chromium: the bits of Node, under a security policy that the README states. Skipped where no
// browser is installed.

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const browser = [
  process.env.CHROME_PATH ?? "",
  ...(process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
].find((path) => path !== "" && existsSync(path));

/** Nothing but what the page itself asks of its own server; what the package needs is added. */
const PAGE = "default-src 'none'; connect-src 'self'";

/** Milliseconds until a page is given up; the browser is ended then too. */
const PATIENCE = 60_000;

const cases = {
  plain: {
    policy: `${PAGE}; script-src 'self' 'wasm-unsafe-eval'`,
    isolated: false,
    query: "engine=wasm&wait",
  },
  isolated: {
    policy: `${PAGE}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:`,
    isolated: true,
    query: "engine=wasm&wait",
  },
  "isolated, without blob:": {
    policy: `${PAGE}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'`,
    isolated: true,
    query: "engine=wasm&wait",
  },
  "without 'wasm-unsafe-eval'": { policy: `${PAGE}; script-src 'self'`, isolated: false, query: "engine=auto&wait" },
} as const;

const stage = mkdtempSync(join(tmpdir(), "uphill-browser-"));
const found = new Map<string, (page: Page) => void>();
let server: Server;

describe.skipIf(browser === undefined)("headless Chromium", () => {
  beforeAll(async () => {
    const script = readFileSync(await bundle("page", "browser/page.ts", stage));
    server = createServer((request, response) => {
      const [number, file] = new URL(request.url ?? "/", "http://localhost").pathname.split("/").slice(1);
      const served = Object.entries(cases)[Number(number)];
      if (!(served as unknown)) return void response.writeHead(404).end();
      const [name, { policy, isolated }] = served;
      if (file === "found") {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => {
          response.end();
          found.get(name)?.(JSON.parse(Buffer.concat(parts).toString()) as Page);
        });
        return;
      }
      response.setHeader("Content-Security-Policy", policy);
      if (isolated) {
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
      }
      response.setHeader("Content-Type", file === "page.js" ? "text/javascript" : "text/html");
      response.end(file === "page.js" ? script : `<!doctype html><script type="module" src="page.js"></script>`);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(stage, { recursive: true, force: true });
  });

  /** Opens the page of one case in a browser of its own, and waits for what it found. */
  async function visit(name: keyof typeof cases): Promise<Page> {
    const number = Object.keys(cases).indexOf(name);
    const { port } = server.address() as AddressInfo;
    const child = spawn(
      browser!,
      [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-port=0"],
        `--user-data-dir=${join(stage, `profile-${number}`)}`,
        `http://127.0.0.1:${port}/${number}/page.html?threads=2&${cases[name].query}`,
      ],
      { detached: true, stdio: "ignore" },
    );
    const ended = new Promise<never>((_, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`the browser ended with ${code}`)));
    });
    ended.catch(() => undefined);
    let clock: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      clock = setTimeout(() => reject(new Error("the page says nothing")), PATIENCE);
    });
    try {
      return await Promise.race([ended, late, new Promise<Page>((resolve) => found.set(name, resolve))]);
    } finally {
      clearTimeout(clock);
      // The browser and its children: a group of their own.
      if (child.pid !== undefined && child.exitCode === null) {
        process.kill(-child.pid, "SIGTERM");
        await ended.catch(() => undefined);
      }
    }
  }

  const timeout = PATIENCE + 10_000;

  it(
    "gives the bits of Node, on the main thread and in a worker",
    async () => {
      const { bits } = await said("wasm", 1);
      const alone = { isolated: false, said: { threads: 1, bits } };
      expect(await visit("plain")).toEqual({ main: alone, worker: alone });
    },
    timeout,
  );

  it(
    "gives the bits of Node on two threads where the page is isolated",
    async () => {
      const { bits } = await said("wasm", 1);
      const two = { isolated: true, said: { threads: 2, bits } };
      expect(await visit("isolated")).toEqual({ main: two, worker: two });
    },
    timeout,
  );

  it(
    "goes on with one thread where the policy forbids workers from blobs",
    async () => {
      const { bits } = await said("wasm", 1);
      const alone = { isolated: true, said: { threads: 1, bits } };
      expect(await visit("isolated, without blob:")).toEqual({ main: alone, worker: alone });
    },
    timeout,
  );

  it(
    "goes on with the reference engine where the policy forbids WebAssembly, and wasm says so",
    async () => {
      const { bits } = await said("reference", 1);
      const plain = { isolated: false, refused: "engine", said: { threads: 1, bits } };
      expect(await visit("without 'wasm-unsafe-eval'")).toEqual({ main: plain, worker: plain });
    },
    timeout,
  );
});
