import { ansatze, counts, drawText } from "@uphill/circuits";
import { byName, pick, UphillError } from "@uphill/core";
import { Command, Option } from "commander";
import { collect, setting } from "../options.js";
import { wholeNumber } from "../whole-number.js";
import { dataOption, includeOption, readCircuit, readNumbers, writeCircuit } from "./files.js";
import { print, say } from "../output.js";

const families = byName(ansatze);

/** Operations in a picture; it would be some 30 MB at ten times as many. */
const MOST_DRAWN = 10_000;

/** `uphill draw FILE`. */
export function drawCommand(): Command {
  return new Command("draw")
    .summary("a picture of a circuit")
    .argument("<file>", ".qasm or .json")
    .option("--svg <out>", "write an SVG instead of text")
    .option(...includeOption)
    .option(...dataOption)
    .action((file: string, { svg, include, data }: { svg?: string; include: boolean; data?: string }) => {
      if (svg !== undefined && !svg.endsWith(".svg")) {
        throw refuse("draw", `--svg is "${svg}"`, "the picture's name ends in .svg", "Use convert for other formats.");
      }
      const { circuit } = readCircuit(file, { include, ...(data !== undefined && { data }) });
      if (circuit.operations.length > MOST_DRAWN) {
        const got = `the circuit has ${circuit.operations.length} operations`;
        throw refuse("draw", got, `pictures show up to ${MOST_DRAWN}`, "Draw a part of it.");
      }
      if (svg !== undefined) writeCircuit(svg, circuit);
      else print(drawText(circuit, { width: process.stdout.columns || 100 }));
    });
}

interface ConvertOptions {
  qasm?: "2" | "3";
  weights?: string;
  inputs?: string;
  include: boolean;
  data?: string;
}

/** `uphill convert IN OUT`. */
export function convertCommand(): Command {
  return new Command("convert")
    .summary("a circuit in another format")
    .argument("<in>", ".qasm or .json")
    .argument("<out>", ".qasm, .json or .svg")
    .addOption(
      new Option("--qasm <version>", "version of OpenQASM; 2 has no parameters and needs --weights")
        .choices(["2", "3"])
        .default(undefined, "3"),
    )
    .option("--weights <numbers>", "values for the weights, 0.1,0.2 or @file")
    .option("--inputs <numbers>", "values for the data's inputs, 0.1,0.2 or @file")
    .option(...includeOption)
    .option(...dataOption)
    .action((from: string, to: string, given: ConvertOptions) => {
      const { circuit, notes } = readCircuit(from, given);
      writeCircuit(to, circuit, {
        ...(given.qasm !== undefined && { version: given.qasm === "2" ? 2 : 3 }),
        ...(given.weights !== undefined && { weights: readNumbers("--weights", given.weights) }),
        ...(given.inputs !== undefined && { inputs: readNumbers("--inputs", given.inputs) }),
      });
      for (const note of notes) say([note]);
    });
}

/** `uphill ansatz NAME`. */
export function ansatzCommand(): Command {
  return new Command("ansatz")
    .summary("a circuit from the family of ansätze")
    .argument("<name>", Object.keys(families).join(" | "))
    .requiredOption("--qubits <n>", "number of qubits", wholeNumber("--qubits", 1))
    .option("--layers <n>", "layers, or reps where the original tool calls them so", wholeNumber("--layers", 0))
    .addOption(
      new Option("--set <key=value>", "an option of the ansatz, repeatable; lists are parted by commas").argParser(
        collect,
      ),
    )
    .option("--out <file>", ".qasm, .json or .svg (default: a picture in the terminal)")
    .action((name: string, given: { qubits: number; layers?: number; set?: string[]; out?: string }) => {
      const family = pick("ansatz", "ansatz", families, name);
      const options = Object.fromEntries((given.set ?? []).map((text) => setting(name, family.options, text)));
      if (given.layers !== undefined && "layers" in options) {
        throw refuse(
          "ansatz",
          "layers are given twice",
          "--layers and --set layers say the same",
          "Leave one of them out.",
        );
      }
      const circuit = family({
        ...options,
        qubits: given.qubits,
        ...(given.layers !== undefined && { layers: given.layers }),
      });
      if (given.out !== undefined) {
        writeCircuit(given.out, circuit);
        return;
      }
      const { operations, depth, twoQubit, weights } = counts(circuit);
      print(drawText(circuit, { width: process.stdout.columns || 100 }));
      print([`${weights} weights, ${operations} gates, ${twoQubit} on two qubits, depth ${depth}`]);
    });
}

function refuse(who: string, got: string, wanted: string, todo: string): UphillError {
  return new UphillError({ code: "options", who, got, wanted, todo });
}
