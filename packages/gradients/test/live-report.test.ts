import { circuit, hardwareEfficient, ry, weight, z } from "@uphill/circuits";
import { compile } from "@uphill/simulator";
import { expect, it } from "vitest";
import { liveReport } from "../src/index.js";

it("says how many weights the light cone leaves out", () => {
  const paper = hardwareEfficient({ qubits: 6, layers: 5 });
  expect(liveReport(compile(paper, { observables: [z(0)] }))).toBe("46 of 90 weights cannot move ⟨Z0⟩");
  expect(liveReport(compile(paper, { observables: [z(5)] }))).toBe("6 of 90 weights cannot move ⟨Z5⟩");
  expect(liveReport(compile(paper, { observables: [z(0), z(1)] }))).toMatch(/weights cannot move ⟨Z0⟩, ⟨Z1⟩$/);
  const small = compile(circuit(1, [ry(weight(0), 0), ry(weight(1), 0)]), { observables: [z(0)] });
  expect(liveReport(small)).toBe("all 2 weights can move ⟨Z0⟩");
  expect(liveReport(compile(small.circuit, { observables: [] }))).toBe(
    "2 of 2 weights cannot move anything: there is no observable",
  );
});
