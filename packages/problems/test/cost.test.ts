import { readFileSync } from "node:fs";
import { counts } from "@uphill/circuits";
import { statePreparation } from "@uphill/encodings";
import type { Request } from "@uphill/optimizers";
import { expect, it } from "vitest";
import { assemble, classifier, classifierProblem, devices } from "../src/index.js";
import { randomTable } from "./data.js";

const page = readFileSync(new URL("../../../docs/cost.md", import.meta.url), "utf8");

/** The cells of the table rows that begin with a device's name, in the section of this title. */
function rowsOf(title: string): Record<string, string[]> {
  const section = page.split(/^## /m).find((text) => text.startsWith(title))!;
  const rows = [...section.matchAll(/^\| `([a-z-]+)` +\| (.*) \|$/gm)];
  return Object.fromEntries(rows.map(([, name, rest]) => [name, rest.split("|").map((cell) => cell.trim())]));
}

const size = (bytes: number | undefined): string => (bytes === undefined ? "–" : `${bytes / 2 ** 20} MiB`);
const time = (seconds: number | undefined): string => (seconds === undefined ? "–" : `${seconds}`);

it("docs/cost.md has the figures of every device", () => {
  const wanted = Object.values(devices).map(({ name, latency, setUp, gate, readout, ...rest }) => {
    const { memory, longest } = { memory: undefined, longest: undefined, ...rest };
    return [name, [...[latency, setUp, gate, readout].map(time), size(memory), time(longest)]];
  });
  expect(rowsOf("Devices")).toEqual(Object.fromEntries(wanted));
});

it("docs/cost.md tells the circuits, shots and device time of its example", () => {
  const train = randomTable(200, 64);
  const assembly = assemble(classifier(), train);
  const gradient: Request = { kind: "gradient", thetas: [new Float64Array(90)], phase: "gradient" };
  const price = (device: (typeof devices)["edge"]): ReturnType<ReturnType<typeof classifierProblem>["price"]> =>
    classifierProblem({ assembly, train, seed: 0, shots: 100, device }).price(gradient);
  const { circuits, shots, idle } = price(devices.edge);
  const section = page.split(/^## /m).find((text) => text.startsWith("An example"))!;
  const number = (value: number): string => value.toLocaleString("en");
  const { circuit } = assembly.program;
  const depth = counts(circuit).depth;
  const before = statePreparation({ re: train.features.slice(0, 64) });
  const prepared = counts({ ...circuit, operations: [...before, ...circuit.operations] }).depth;
  for (const text of [
    `${number(circuits)} circuits and ${number(shots!)} shots`,
    `${number(circuits + idle!.circuits)} and ${number(shots! + idle!.shots)}`,
    `${depth} steps deep; with what prepares 64 amplitudes before it, ${prepared}.`,
  ])
    expect(section.replace(/\s+/g, " ")).toContain(text);
  const wanted = Object.values(devices).map((device) => {
    const one = price(device).deviceSeconds!;
    return [device.name, [one.toFixed(1), ((60 * one) / 3600).toFixed(2)]];
  });
  expect(rowsOf("An example")).toEqual(Object.fromEntries(wanted));
});
