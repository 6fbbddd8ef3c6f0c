import { readFileSync } from "node:fs";
import { circuit, crx, hardwareEfficient, pauli, ry, rz, sum, weight, z } from "@uphill/circuits";
import { compile, type Program } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { curvatures, gradientMethods, hessianVectorCircuits, settings, type PriceOptions } from "../src/index.js";

const programs: Program[] = [
  compile(hardwareEfficient({ qubits: 6, layers: 5 }), { observables: [z(5)] }),
  compile(circuit(2, [ry(weight(0), 0), crx(weight(1), 0, 1), ry(weight(0, { scale: 2 }), 1), rz(weight(2), 1)]), {
    observables: [sum(pauli("X0"), pauli("Z1"), pauli("Z0"))],
  }),
];

type Price = (program: Program, options?: PriceOptions) => number;
type Family = (options?: object) => { circuits: Price };
const families = Object.fromEntries(
  [...Object.values(gradientMethods), ...Object.values(curvatures)].map((family): [string, Family] => [
    family.name,
    family,
  ]),
);
const others: Record<string, Price> = {
  value: ({ observables }) => settings(observables),
  "hessian-vector": (program, options) =>
    hessianVectorCircuits(
      program,
      Array.from({ length: program.circuit.weights }, (_, k) => (k === 1 ? 1 : 0)),
      options,
    ),
};

/** Rows such as | `spsa` with `{"directions": 10}` | price | 21 | 21 | 42 | 42 |: charged and with idle weights, twice. */
const page = readFileSync(new URL("../../../docs/cost.md", import.meta.url), "utf8");
const rows = [
  ...page.matchAll(/^\| `([a-z-]+)`(?: with `(\{.*?\})`)? +\| [^|]+ \| (\d+) +\| (\d+) +\| (\d+) +\| (\d+) +\|$/gm),
].map(([, name, options = "{}", ...prices]) => ({ name, options, prices: prices.map(Number) }));

describe("docs/cost.md", () => {
  it("has a price for everything in the indexes, at its defaults", () => {
    const named = rows.filter(({ options }) => options === "{}").map(({ name }) => name);
    expect(named.sort()).toEqual([...Object.keys(families), ...Object.keys(others)].sort());
    expect(rows.length).toBeGreaterThan(named.length);
  });

  it.each(rows)("tells the price of $name $options", ({ name, options, prices }) => {
    const price = name in others ? others[name] : families[name](JSON.parse(options) as object).circuits;
    expect(programs.flatMap((program) => [price(program), price(program, { idle: true })])).toEqual(prices);
  });
});
