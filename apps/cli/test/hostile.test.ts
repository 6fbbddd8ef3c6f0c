import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PresetSummary } from "@uphill/studies";
import { temporaryFolder, uphill } from "./run-cli.js";

const SMALL = ["compare", "--preset", "two-qubit", "--train", "12", "--test", "12", "--steps", "4", "--seeds", "1"];
const RIVALS = ["--no-tune", "--optimizer", "sgd", "--optimizer", "adam"];

interface Kind {
  /** At import, before all else. */
  readonly top?: string;
  /** The state before the first step. */
  readonly init?: string;
  /** In a step, before it returns. */
  readonly step?: string;
  /** What it returns. */
  readonly result?: string;
  /** What its own row says; null where it runs to its end, as it only harms itself. */
  readonly says: RegExp | null;
}

const patched = (what: string, says: RegExp | null = null): Kind => ({ top: `${what};`, says });
const MORE_THAN = /it took more than 256 MiB, but that is what it may take/;
const NOT_AGAIN = /its run is not reproducible: .* repeated in a fresh process/;

const kinds: Record<string, Kind> = {
  harmless: { says: null },
  "slice-at-import": patched(
    "Float64Array.prototype.slice = function () { return new Float64Array(this.length); }",
    /./,
  ),
  "slice-in-step": {
    step: "Float64Array.prototype.slice = function () { return new Float64Array(this.length); };",
    says: /./,
  },
  map: patched(
    "const { map } = Float64Array.prototype; Float64Array.prototype.map = function (f) { return map.call(this, (x, i) => f(x, i) / 2); }",
  ),
  from: patched("Float64Array.from = () => new Float64Array(12)"),
  constructor: patched(
    "globalThis.Float64Array = class extends Float64Array { constructor(...given) { super(...given); this.fill(0.5); } }",
    /./,
  ),
  stringify: patched(
    "const { stringify } = JSON; JSON.stringify = (value) => stringify(value).replace(/[1-9]/g, '7')",
    /./,
  ),
  parse: { step: "JSON.parse = () => ({});", says: /./ },
  "map-get": patched("Map.prototype.get = () => 1", /./),
  "write-file": patched(
    "const fs = (await import('node:fs')).default; fs.writeFileSync = fs.appendFileSync = () => { throw 1; }",
  ),
  "worker-data": patched("(await import('node:worker_threads')).default.workerData = {}"),
  math: patched("for (const name of Object.getOwnPropertyNames(Math)) try { Math[name] = () => 0.25; } catch {}", /./),
  pollution: patched("Object.prototype.stopped = 'failed'; Object.prototype.value = 7; Object.prototype.then = 1"),
  iterators: { step: "Array.prototype[Symbol.iterator] = function* () {};", says: /./ },
  atomics: patched("Atomics.wait = Atomics.load = Atomics.notify = () => { throw new Error('no'); }"),
  date: patched("Date.now = () => 0; performance.now = () => 0"),
  promise: patched("globalThis.Promise = class {}; "),
  then: { step: "Promise.prototype.then = () => { throw new Error('never'); };", says: /./ },
  "kill-group": { step: "process.kill(0, 'SIGKILL');", says: /it was ended by SIGKILL, but nobody may end it/ },
  "kill-itself": { step: "process.kill(process.pid, 'SIGTERM'); for (;;);", says: /it was ended by SIGTERM/ },
  exits: { step: "process.exit(0);", says: /it ended with exit status 0, but an optimizer must answer/ },
  aborts: { step: "process.abort();", says: /it was ended by SIGABRT/ },
  "exits-at-next-import": {
    top: "import { existsSync, writeFileSync } from 'node:fs'; if (existsSync('seen')) process.exit(7); writeFileSync('seen', '');",
    says: /it ended with exit status 7/,
  },
  threads: {
    top: "import { Worker } from 'node:worker_threads';",
    step: "new Worker('for (;;);', { eval: true }); new Worker('throw 1', { eval: true }).on('error', () => {});",
    says: null,
  },
  "loops-in-init": { init: "(() => { for (;;); })()", says: /it gave no answer for 4 s, but every step/ },
  "loops-in-step": { step: "for (;;);", says: /it gave no answer for 4 s, but every step/ },
  strings: {
    step: "let text = 'x'; for (;;) { text = (text + text.slice(0, 2 ** 24)); globalThis.all = [globalThis.all, text + 1, [...text]]; }",
    says: MORE_THAN,
  },
  buffers: {
    step: "globalThis.all = []; for (;;) globalThis.all.push(new Uint8Array(2 ** 24).fill(1));",
    says: MORE_THAN,
  },
  "large-state": { init: "new Array(2 ** 25).fill(0)", says: /it (took more than 256 MiB|wrote a line of more than)/ },
  "much-text": { step: "for (let k = 0; k < 25; k++) process.stdout.write('x'.repeat(2 ** 20));", says: null },
  descriptors: {
    top: "import { writeSync } from 'node:fs';",
    step: "for (let fd = 1; fd < 40; fd++) try { writeSync(fd, '{}\\n42\\n'); } catch {}",
    says: /it wrote "42", which nobody asked for|its message has the type left out/,
  },
  closes: {
    top: "import { closeSync } from 'node:fs';",
    step: "for (let fd = 3; fd < 40; fd++) try { closeSync(fd); } catch {}",
    says: /./,
  },
  "edits-itself": {
    top: "import { appendFileSync } from 'node:fs';",
    step: "appendFileSync(new URL(import.meta.url), '//');",
    says: /its files were changed since they were first read/,
  },
  "init-counter": {
    top: "let count = 0;",
    init: "count++",
    result: "{ theta: theta.map((t) => t - state / 100), state, report: {} }",
    says: NOT_AGAIN,
  },
  parity: {
    top: "let count = 0;",
    result: "{ theta: theta.map((t) => t - count / 100), state, report: {} }",
    step: "count = 1 - count;",
    says: NOT_AGAIN,
  },
  clock: {
    top: "const born = process.hrtime.bigint();",
    result: "{ theta: theta.map((t) => t - Number(born % 9973n) / 1e6), state, report: {} }",
    says: NOT_AGAIN,
  },
  chance: { result: "{ theta: theta.map((t) => t - Math.random()), state, report: {} }", says: NOT_AGAIN },
  invents: {
    result: "{ theta, state, report: { value: -1e9 } }",
    says: /its step reports the loss -1000000000, but the losses that it was told are/,
  },
  "throws-when-read": {
    result: "{ get theta() { throw new Error('not for you'); }, state, report: {} }",
    says: /its step threw "not for you"/,
  },
  proxies: { result: "new Proxy({}, { get() { throw new Error('a trap'); } })", says: /its step threw "a trap"/ },
  "two-faced": {
    result:
      "{ get theta() { return Math.random() < 2 ? theta : null; }, state, report: new Proxy({}, { ownKeys: () => ['x'] }) }",
    says: null,
  },
  endless: { step: "for (;;) yield* ask.value(theta);", says: /one step made \d+ requests and did not end/ },
  speaks: {
    step: "throw new Error('\\u001b[2J\\u0007\\u202e' + 'long '.repeat(10000));",
    says: /its step threw " \[2J (?:long ){100}/,
  },
};

function write(folder: string, name: string): string {
  const {
    top = "",
    init = "null",
    step = "",
    result = "{ theta: theta.map((t, i) => t - 0.1 * gradient[i]), state, report: { value } }",
  } = kinds[name];
  writeFileSync(
    join(folder, `${name}.mjs`),
    `import { ask, defineMethod } from "@uphill/optimizers";
     ${top}
     export const it = defineMethod({
       name: "${name}", needs: ["value", "gradient"], options: {}, init: () => (${init}),
       *step({ theta, state }) { const { value, gradient } = yield* ask.valueAndGradient(theta); ${step} return ${result}; },
     });`,
  );
  return `./${name}.mjs`;
}

interface Compared {
  readonly rows: PresetSummary["optimizers"];
  /** The records of our own optimizers, as they were written. */
  readonly rivals: readonly string[];
}

function compared(names: readonly string[], ...more: string[]): Compared {
  const folder = temporaryFolder();
  const each = names.flatMap((name) => ["--plugin", write(folder, name), "--optimizer", name]);
  const { status, stdout, stderr } = uphill(folder, ...SMALL, ...RIVALS, ...each, ...more, "--out", "r", "--json");
  expect(stderr).not.toContain("mistake of ours");
  expect(status, stderr).toBe(0);
  const lines = readFileSync(join(folder, "r", "runs.ndjson"), "utf8").split("\n");
  return {
    rows: (JSON.parse(stdout) as { presets: PresetSummary[] }).presets[0].optimizers,
    // A checksum also tells of which comparison a line is.
    rivals: lines
      .filter((line) => /"optimizer":"(sgd|adam)"/.test(line))
      .map((line) => line.replace(/,"checksum":"[0-9a-f]{64}"/, "")),
  };
}

test("what is hidden is hidden from one job and from two alike", () => {
  const folder = temporaryFolder();
  const plugin = ["--plugin", write(folder, "init-counter"), "--optimizer", "init-counter", "--seeds", "2"];
  const logs = ["1", "2"].map((jobs) => {
    const { status } = uphill(folder, ...SMALL, ...RIVALS, ...plugin, "--jobs", jobs, "--out", jobs);
    expect(status).toBe(0);
    return readFileSync(join(folder, jobs, "runs.ndjson"), "utf8");
  });
  expect(logs[0]).toContain('"fault":"not-reproducible"');
  expect(logs[1]).toBe(logs[0]);
});

describe("foreign code changes nobody else's numbers, and its own row says what became of it", () => {
  const names = Object.keys(kinds);
  const beside = compared(["harmless"]);
  const among = compared(names, "--deadline", "4", "--memory-limit", "256", "--jobs", "2");

  test("the records of the others are the same to the byte", () => {
    expect(beside.rivals).toHaveLength(2);
    expect(among.rivals).toEqual(beside.rivals);
  });

  test.each(names)("%s", (name) => {
    const row = among.rows.find((optimizer) => optimizer.name === name)!;
    const { says } = kinds[name];
    if (says) expect(row.failed).toMatch(says);
    else expect(row.failed).toBeNull();
    expect(row.failed ?? "").not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect((row.failed ?? "").length).toBeLessThan(3000);
  });
});
