import {
  circuit,
  cnot,
  crx,
  cswap,
  hardwareEfficient,
  inverse,
  iswap,
  pauli,
  pauliRot,
  rx,
  ry,
  rzz,
  weight,
  z,
  type Circuit,
  type Operation,
} from "@uphill/circuits";
import { streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { compile } from "../src/index.js";
import { parity } from "../src/passes/parity.js";
import type { Element, Elements } from "../src/engines/wasm/elements.js";
import { planBytes } from "../src/engines/wasm/plan-size.js";
import { stagesOf } from "../src/engines/wasm/stages.js";

/** Some thousand operations overflowed the stack once. */
const MANY = 12_000;
const repeat = (qubits: number, make: (k: number) => Operation[], many = MANY): Circuit => {
  const operations: Operation[] = [];
  for (let k = 0; operations.length < many; k++) for (const operation of make(k)) operations.push(operation);
  return circuit(qubits, operations);
};
const steps = Array.from({ length: 6 }, (_, q) => q);

describe("long circuits", () => {
  it.each<[string, Circuit]>([
    ["RY and CNOT on 3 qubits", repeat(3, (k) => [ry(weight(k), k % 3), cnot(k % 3, (k + 1) % 3)])],
    ["CRX on 7", repeat(7, (k) => [crx(weight(k), k % 7, (k + 1 + ((k >> 3) % 6)) % 7)], 5000)],
    [
      "Trotter steps on 6",
      repeat(6, () => [...steps.slice(1).map((q) => rzz(0.1, q - 1, q)), ...steps.map((q) => rx(0.2, q))]),
    ],
    ["hardware-efficient layers on 8", hardwareEfficient({ qubits: 8, layers: 400 })],
    ["commuting turns", repeat(2, (k) => [pauliRot("XY")(weight(k), 0, 1)])],
    ["turns of all qubits", repeat(9, (k) => [pauliRot("YXXXXXXXX")(weight(k), 0, 1, 2, 3, 4, 5, 6, 7, 8)], 1500)],
    ["commuting phases", circuit(2, [ry(0.3, 0), ...repeat(2, (k) => [rzz(weight(k), 0, 1)]).operations, ry(0.4, 0)])],
    [
      "one half after the other",
      repeat(4, (k) => (k < MANY / 4 ? [ry(0.1, 0), cnot(0, 1)] : [ry(0.1, 2), cnot(2, 3)])),
    ],
    ["matrices", repeat(4, (k) => [iswap(k % 3, 3), cswap(k % 2, 2, 3), ry(weight(k), k % 4)])],
  ])("%s: as the plain engine says, derivatives too, and undone they are nothing", (_, made) => {
    const observables = [z(0), pauli(made.qubits > 2 ? "X1 Z2" : "Z1")];
    const weights = Float64Array.from({ length: made.weights }, (_, k) => Math.sin(k) / 2);
    const [fast, plain] = (["wasm", "reference"] as const).map((engine) => {
      const program = compile(made, { observables, engine });
      return program.vjp({ weights, batch: program.prepare({}), cotangents: Float64Array.of(1, 0.5) });
    });
    for (const which of ["values", "gradient"] as const) {
      fast[which].forEach((value, k) => {
        expect(Math.abs(value - plain[which][k]), `${which} ${k}`).toBeLessThan(1e-9);
      });
    }
    const undone = compile(circuit(made.qubits, [...made.operations, ...inverse(made).operations]), { observables });
    const [value] = undone.expectations({ weights, batch: undone.prepare({}) });
    expect(value).toBeCloseTo(1, 9);
  });
});

describe("plans", () => {
  const ring = (many: number): Circuit => repeat(7, (k) => [crx(0.001 * k, k % 7, (k + 1) % 7)], many);

  it("that would take too much are not written: the engine says so, and auto takes the plain one", () => {
    const made = ring(70_000);
    const observables = [z(0)];
    expect(() => compile(made, { observables, engine: "wasm" })).toThrow(
      /its plan of 70000 operations takes about [\d.]+ MiB, and it writes at most 512.0 MiB/,
    );
    const program = compile(made, { observables });
    expect(program.expectations({ weights: [] })[0]).toBeCloseTo(1, 9);
  });

  it("are counted in proportion to the operations that can be seen", () => {
    const all = (many: number): boolean[] => new Array<boolean>(many).fill(true);
    const [short, long] = [1000, 10_000].map((many) => planBytes(ring(many), all(many)));
    expect(long / short).toBeCloseTo(10, 1);
    expect(planBytes(ring(1000), all(1000).fill(false))).toBe(0);
  });

  it("of phases and permutations take no more stages than something turns", () => {
    const layers = repeat(12, (k) => steps.map((q) => rzz(0.1, (q + k) % 12, (q + k + 1) % 12)), 6000);
    const turning = repeat(12, (k) => steps.map((q) => crx(0.1, (q + k) % 12, (q + k + 1) % 12)), 6000);
    const live = new Array<boolean>(6000).fill(true);
    expect(planBytes(layers, live)).toBeLessThan(planBytes(turning, live) / 6);
    const moved = repeat(12, (k) => [cnot(k % 12, (k + 1) % 12)], 6000);
    expect(planBytes(moved, live)).toBe(0);
  });
});

/** Every stage and all its members looked at one by one, as the definition says. */
function slowly({ elements }: Elements): number[] {
  const masks = (one: Element): readonly number[] =>
    one.kind === "matrix" ? one.masks : one.kind === "turn" ? [one.mask] : [];
  const functionals = (one: Element): readonly number[] => (one.kind === "matrix" ? one.functionals : [one.functional]);
  const disturbs = (a: Element, b: Element): boolean =>
    masks(a).some((mask) => functionals(b).some((functional) => parity(mask & functional) === 1));
  const kind = (one: Element): string => (one.kind === "matrix" || one.each ? "alone" : one.kind);
  const stages: Element[][] = [];
  return elements.map((element) => {
    let first = stages.length;
    while (first > 0 && stages[first - 1].every((other) => !disturbs(element, other) && !disturbs(other, element))) {
      first -= 1;
    }
    const mine = kind(element);
    let host = mine === "alone" ? -1 : stages.findIndex((stage, at) => at >= first && kind(stage[0]) === mine);
    if (host < 0) host = stages.push([]) - 1;
    stages[host].push(element);
    return host;
  });
}

it("elements stand in the stages that a look at every member finds", () => {
  const random = streams(3).stream("stages").at();
  for (let round = 0; round < 30; round++) {
    const qubits = 1 + random.integer(12);
    const vector = (): number => 1 + random.integer(2 ** qubits - 1);
    const elements = Array.from({ length: 300 }, (): Element => {
      const kind = random.integer(8);
      // Often the same few, so that much commutes and elements go far.
      const [mask, functional] = random.integer(3) ? [1, 1] : [vector(), vector()];
      if (kind === 0) return { kind: "matrix", masks: [mask, vector()], functionals: [functional, vector()], at: -1 };
      if (kind < 4) return { kind: "turn", mask, functional, each: kind === 1, lane: false, at: -1 };
      return { kind: "phase", functional, each: kind === 4, at: -1 };
    });
    const all = { elements, makers: [], masks: [], functionals: [] };
    const expected = slowly(all);
    const stages = stagesOf(all, new Set());
    const place = new Map<Element, number>();
    stages.forEach((stage, k) => {
      const members =
        stage.kind === "turns"
          ? stage.turns
          : stage.kind === "phases"
            ? stage.phases
            : stage.kind === "matrix"
              ? [stage.matrix]
              : stage.kind === "turn each"
                ? [stage.turn]
                : [stage.phase];
      for (const member of members) place.set(member, k);
    });
    expect(
      elements.map((element) => place.get(element)),
      `round ${round}`,
    ).toEqual(expected);
  }
});
