import { isUphillError, streams, type Random } from "@uphill/core";
import { expect, it } from "vitest";
import {
  circuit,
  circuitFromJSON,
  circuitToJSON,
  gates,
  input,
  lightCone,
  pauliRot,
  toQasm,
  fromQasm,
  unitary,
  weight,
  z,
  type Circuit,
  type Gate,
  type Operation,
} from "../src/index.js";

/** How many of each: seconds here; larger by the environment, for a night. */
const MANY = Number(process.env.FUZZ ?? 400);

/** A file by the grammar, sound or not: deep, repeated and huge things are as likely as plain ones. */
function file(random: Random): string {
  const pick = <T>(items: readonly T[]): T => items[random.integer(items.length)];
  const many = <T>(most: number, make: (k: number) => T): T[] =>
    Array.from({ length: random.integer(most + 1) }, (_, k) => make(k));
  const rarely = (usual: string, ...others: readonly string[]): string => (random.integer(12) ? usual : pick(others));
  const number = (): string =>
    pick(["0", "1", "2", "3", "7", "0.5", "1e-3", "1e9", "0x1F", "0b11", "pi", "k", rarely("0.1", "w", "w[1]", "t0")]);
  const expression = (depth: number): string => {
    if (depth === 0) return number();
    const [a, b] = [expression(random.integer(depth)), expression(random.integer(depth))];
    const operator = pick(["+", "-", "*", "/", "%", "**"]);
    return pick([`${a} ${operator} ${b}`, `(${a})`, `-${a}`, `sin(${a})`, `mod(${a}, ${b})`, `pow(${a}, ${b})`, a]);
  };
  const power = (): string =>
    pick([
      "0",
      "1",
      "2",
      "-1",
      "2",
      "0",
      "1",
      "2",
      "-1",
      "-2",
      "0.5",
      "1/2",
      "3",
      "1000",
      "1000000000",
      "1e12",
      "1e300",
      expression(1),
    ]);
  const modifiers = (): string =>
    many(random.integer(8) ? 2 : 60, () =>
      pick([
        "inv @ ",
        "inv @ ",
        `pow(${power()}) @ `,
        "ctrl @ ",
        "negctrl @ ",
        `ctrl(${pick(["1", "2", "5", "12", "k"])}) @ `,
      ]),
    ).join("");
  const defined: [name: string, angles: number, qubits: number][] = [
    ["x", 0, 1],
    ["h", 0, 1],
    ["s", 0, 1],
    ["rx", 1, 1],
    ["U", 3, 1],
    ["gphase", 1, 0],
    ["cx", 0, 2],
    ["rzz", 1, 2],
    ["cswap", 0, 3],
    ["c3x", 0, 4],
  ];
  const call = (on: readonly string[]): string => {
    const [name, angles, qubits] = pick(random.integer(2) ? defined : defined.slice(-3));
    const start = random.integer(on.length);
    const before = modifiers();
    const controls = before.split("ctrl @").length - 1;
    const taken = Array.from({ length: qubits + controls }, (_, k) => on[(start + k) % on.length]);
    const given = Array.from({ length: angles }, () => expression(2)).join(", ");
    return `${before}${name}${angles ? `(${given})` : ""} ${taken.join(", ")};`;
  };
  const places = (): string =>
    pick([`[${random.integer(6)}]`, "[1:]", "[:2]", "[0:2:3]", "[{0, 2}]", "[-1]", "[1:0]", "[0:-1:3]"]);
  const statements = [
    rarely("OPENQASM 3.0;", "OPENQASM 2.0;", ""),
    rarely('include "stdgates.inc";', 'include "qelib1.inc";', ""),
    rarely("qubit[6] q;", "qreg q[6];", "qubit[1000000000] q;"),
    rarely(`const ${pick(["int", "uint[4]", "float", "angle[8]"])} k = 3;`, `const int k = ${expression(2)};`, ""),
    rarely("input float w;", "input array[float[64], 3] w;", "input array[float, 1000000000] w;"),
    ...many(2, () =>
      rarely(pick(["let a = q[1:3];", "reset q;", "bit[6] c;", "@note"]), "bit[1000000000] c;", "opaque o a;", "end;"),
    ),
  ];
  // Gates that use the gates before them, perhaps twice, thrice and often: doubling without end.
  for (let k = random.integer(30); k > 0; k--) {
    const qubits = 1 + random.integer(3);
    const on = Array.from({ length: qubits }, (_, q) => `a${q}`);
    const angles = random.integer(2);
    const body = many(random.integer(6) ? 3 : 40, () => call(on));
    statements.push(`gate g${k}${angles ? "(t0)" : ""} ${on.join(", ")} { ${body.join(" ")} }`);
    defined.push([`g${k}`, angles, qubits]);
  }
  const on = ["q[0]", "q[1]", "q[2]", "q[3]", "q[4]", "q[5]"];
  statements.push(
    ...many(4, () => (random.integer(4) ? call(on) : call([`q${places()}`, `q${places()}`, ...on.slice(0, 2)]))),
    ...many(1, () =>
      pick(["c = measure q;", `c[0:2] = measure q[0:2];`, "measure q -> c;", "c[0:999999999] = measure q;"]),
    ),
  );
  return statements.join("\n");
}

/** @returns what was read, or nothing where it was refused as it should be */
function read(text: string, title: string): Circuit | undefined {
  try {
    return fromQasm(text, { maxOperations: 20_000 }).circuit;
  } catch (error) {
    if (!isUphillError(error)) throw new Error(`${title}: not refused but crashed\n${text}`, { cause: error });
    expect(error.code, title).toBe("qasm");
    expect(error.who, title).toMatch(/^circuit\.qasm:[1-9]\d*:[1-9]\d*$/);
    expect(error.message.length, title).toBeLessThan(800);
    return undefined;
  }
}

it("files by the grammar are read or refused with a place, and what was read is written again", () => {
  const random = streams(31).stream("qasm grammar").at();
  let imported = 0;
  for (let k = 0; k < MANY; k++) {
    const title = `file ${k}`;
    const found = read(file(random), title);
    if (!found) continue;
    imported += 1;
    expect(found.operations.length, title).toBeLessThanOrEqual(20_010);
    lightCone(found, [z(0)]);
    if (found.operations.length > 200) continue;
    const again = read(toQasm(found), title);
    expect([again?.qubits, again?.weights], title).toEqual([found.qubits, found.weights]);
  }
  expect(imported).toBeGreaterThan(MANY / 20);
  expect(imported).toBeLessThan(MANY);
});

const all = Object.values(gates as unknown as Record<string, Gate>);

function randomCircuit(random: Random): Circuit {
  const operations: Operation[] = Array.from({ length: random.integer(8) }, () => {
    const kind = random.integer(10);
    const angle = () => [0.3, weight(random.integer(4)), input(1, { scale: 2 })][random.integer(3)];
    if (kind === 0) return pauliRot("XIYZ")(angle(), 0, 1, 2, 3);
    if (kind === 1) return (unitary({ re: [0, 1, 1, 0] }) as (...on: number[]) => Operation)(2);
    const gate = all[random.integer(all.length)];
    return { gate, angles: gate.angles.map(angle), qubits: [2, 0, 3, 1].slice(0, gate.qubits) };
  });
  return circuit(4, operations);
}

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

/** Some value of the data, replaced, doubled or left out. */
function changed(data: unknown, random: Random): unknown {
  const strange: unknown[] = [
    ...[null, true, -1, 0.5, 1e300, 2 ** 31, 4294967296, "", "x", "__proto__", "pauliRot()", "pauliRot(XXQ)"],
    ...[[], {}, [[]], { weight: 1e9 }, { weight: -1 }, { input: 0, scale: "1" }, { weight: 0, offset: null }],
    ...[nested(50_000), "X".repeat(100_000), `pauliRot(${"X".repeat(100_000)}`, `pauliRot(${"X".repeat(50_000)})`],
    ...[new Array<number>(100_000).fill(0), { re: ["a"], im: [0] }, { re: [1, 0, 0, 1], im: [null, 0, 0, 0] }],
  ];
  const walk = (value: unknown): unknown => {
    if (random.integer(12) === 0) return strange[random.integer(strange.length)];
    if (Array.isArray(value)) {
      const list = value.map(walk);
      return random.integer(10) === 0 ? list.concat(list) : random.integer(10) === 0 ? list.slice(1) : list;
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => (random.integer(20) ? [[key, walk(one)]] : [])),
    );
  };
  return walk(data);
}

it("changed circuits in JSON are read or refused", () => {
  const random = streams(32).stream("circuit JSON").at();
  let imported = 0;
  for (let k = 0; k < 2 * MANY; k++) {
    const data = changed(circuitToJSON(randomCircuit(random)), random);
    try {
      const found = circuitFromJSON(data);
      lightCone(found, [z(0)]);
      imported += 1;
    } catch (error) {
      if (!isUphillError(error)) throw new Error(`circuit ${k}: not refused but crashed`, { cause: error });
      expect(error.message.length, `circuit ${k}`).toBeLessThan(1000);
    }
  }
  expect(imported).toBeGreaterThan(MANY / 20);
  expect(imported).toBeLessThan(2 * MANY);
});
