import { ansatze, circuit, cnot, input, phase, rx, ry, rz, weight } from "@uphill/circuits";
import { isUphillError } from "@uphill/core";
import { rotoselect } from "@uphill/optimizers";
import { expect, it } from "vitest";
import { alternatives } from "../../problems/src/alternatives.js";
import { classifier } from "@uphill/problems";
import { fit } from "../src/index.js";
import { randomTable } from "../../problems/test/data.js";

it("are weights that turn a qubit about different axes in a row", () => {
  const found = alternatives(
    circuit(2, [rx(weight(0), 0), rx(weight(2), 1), ry(weight(1), 0), rz(weight(4), 1), rz(weight(3), 0)]),
  );
  expect(found).toEqual([
    [0, 1, 3],
    [2, 4],
  ]);
});

it("end at another gate on the qubit, and at an axis that was there", () => {
  const between = [cnot(0, 1), rx(0.1, 0), ry(input(0), 0)];
  for (const gate of between) expect(alternatives(circuit(2, [rx(weight(0), 0), gate, ry(weight(1), 0)]))).toEqual([]);
  expect(alternatives(circuit(2, [rx(weight(0), 0), rx(0.1, 1), ry(weight(1), 0)]))).toEqual([[0, 1]]);
  expect(alternatives(circuit(1, [rz(weight(0), 0), ry(weight(1), 0), rz(weight(2), 0), rx(weight(3), 0)]))).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

it("are whole angles of one gate each", () => {
  for (const angle of [weight(1, { scale: 2 }), weight(1, { offset: 1 })])
    expect(alternatives(circuit(1, [rx(weight(0), 0), ry(angle, 0)]))).toEqual([]);
  expect(alternatives(circuit(2, [rx(weight(0), 0), ry(weight(1), 0), rx(weight(1), 1)]))).toEqual([]);
  expect(alternatives(circuit(1, [rx(weight(0), 0), phase(weight(1), 0)]))).toEqual([]);
});

it("stand in the paper's circuit, three for each qubit and layer", () => {
  const { hardwareEfficient, realAmplitudes } = ansatze;
  const all = alternatives(hardwareEfficient({ qubits: 3, layers: 2 }));
  expect(all).toEqual(Array.from({ length: 6 }, (_, k) => [3 * k, 3 * k + 1, 3 * k + 2]));
  expect(alternatives(realAmplitudes({ qubits: 3 }))).toEqual([]);
});

it("are what rotoselect leaves one of, and it refuses a circuit without any", () => {
  const train = randomTable(8, 2);
  const model = classifier({ qubits: 2, layers: 2, encoding: "angle" });
  const { model: trained } = fit({ model, train, optimizer: rotoselect(), steps: 2, seed: 2 });
  for (let k = 0; k < 4; k++)
    expect([...trained.weights.subarray(3 * k, 3 * k + 3)].filter((t) => t !== 0).length).toBeLessThanOrEqual(1);
  let refused: unknown;
  try {
    fit({ model: { ...model, ansatz: "real-amplitudes" }, train, optimizer: rotoselect(), steps: 1 });
  } catch (error) {
    refused = error;
  }
  expect(isUphillError(refused) && refused.code).toBe("alternatives");
});
