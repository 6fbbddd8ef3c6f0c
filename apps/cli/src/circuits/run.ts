import { formatObservable, parseObservable, z, type Observable } from "@uphill/circuits";
import { byName, pick, streams, UphillError } from "@uphill/core";
import { gradientMethods, sampleExpectations, settings } from "@uphill/gradients";
import { compile } from "@uphill/simulator";
import { Command, Option } from "commander";
import { readCircuit, readNumbers } from "./files.js";

const methods = byName(gradientMethods);

interface Given {
  weights?: string;
  inputs?: string;
  observable?: string[];
  gradient?: string;
  shots?: number;
  seed: number;
  json: boolean;
}

interface Result {
  qubits: number;
  /** Number of weights. */
  weights: number;
  /** One value an observable. */
  expectations: number[];
  /** One row an observable, one number a weight. */
  gradient: number[][] | null;
  /** How often each outcome was seen, qubit 0 first. */
  counts?: Record<string, number>;
  evaluations: { circuits: number; shots: number };
}

/** `uphill run FILE`: expectations, derivatives and counts of one circuit. */
export function runCommand(): Command {
  return new Command("run")
    .summary("expectations, derivatives and counts of a circuit")
    .description("Runs a circuit from a .qasm or .json file and prints its expectation values.")
    .argument("<file>", ".qasm or .json")
    .option("--weights <numbers>", "0.1,0.2 or @file, in radians")
    .option("--inputs <numbers>", "one row of data, 0.1,0.2 or @file")
    .addOption(
      new Option(
        "--observable <text>",
        'for example "0.5*X0 Z1 - Z2", repeatable (default: Z on each qubit)',
      ).argParser((value: string, list: string[] | undefined) => [...(list ?? []), value]),
    )
    .option("--gradient <method>", `derivatives by weight: ${Object.keys(methods).join(" | ")}`)
    .addOption(
      new Option("--shots <n>", "shots per expectation value (default: exact)").argParser(wholeNumber("--shots", 1)),
    )
    .addOption(new Option("--seed <n>", "seed of the shots").default(1).argParser(wholeNumber("--seed", 0)))
    .option("--json", "print one JSON document and nothing else", false)
    .action(act);
}

function act(file: string, given: Given): void {
  const { circuit, weights: declared, notes } = readCircuit(file);
  const weights = numbersFor("--weights", given.weights, declared).subarray(0, circuit.weights);
  const inputs = numbersFor("--inputs", given.inputs, circuit.inputs);
  const observables: Observable[] = given.observable
    ? given.observable.map(parseObservable)
    : Array.from({ length: circuit.qubits }, (_, qubit) => ({ terms: z(qubit).terms }));
  const method = given.gradient === undefined ? undefined : pick("run", "gradient method", methods, given.gradient)();
  const { shots } = given;
  if (shots !== undefined && method?.exactOnly) {
    throw new UphillError({
      code: "shots",
      who: "run",
      got: `--shots is ${shots} and --gradient is ${method.name}`,
      wanted: `${method.name} needs exact states`,
      todo: "Use --gradient parameter-shift or finite-difference.",
    });
  }

  const stream = streams(given.seed).stream("shots");
  const program = compile(circuit, { observables });
  const batch = program.prepare(circuit.inputs > 0 ? { inputs } : {});
  const run = { weights, batch };
  const result: Result = {
    qubits: circuit.qubits,
    weights: declared,
    expectations: Array.from(
      shots === undefined
        ? program.expectations(run)
        : sampleExpectations(program, { ...run, shots, random: (row, number) => stream.at(0, 0, 0, row, number) })
            .values,
    ),
    gradient: null,
    evaluations: { circuits: settings(observables), shots: shots ?? 0 },
  };
  if (method) {
    result.gradient = observables.map((observable, index) => {
      const one = compile(circuit, { observables: [observable] });
      const { gradient } = method.estimate({
        program: one,
        weights,
        batch: one.prepare(circuit.inputs > 0 ? { inputs } : {}),
        cotangents: () => Float64Array.of(1),
        ...(shots !== undefined && { shots, random: (row, number) => stream.at(1, 0, index, row, number) }),
      });
      return Array.from({ length: declared }, (_, k) => (k < gradient.length ? gradient[k] : 0));
    });
    const circuits = method.circuits(program);
    result.evaluations = { circuits, shots: ((shots ?? 0) * circuits) / settings(observables) };
  }
  if (shots !== undefined)
    result.counts = countOutcomes(program.sample({ ...run, shots, random: () => stream.at(2) }), circuit.qubits);

  if (given.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    for (const note of notes) process.stderr.write(`${note}\n`);
    print(result, observables);
  }
}

function print({ expectations, gradient, counts, evaluations }: Result, observables: readonly Observable[]): void {
  observables.forEach((observable, k) => {
    process.stdout.write(`⟨${formatObservable(observable)}⟩ = ${expectations[k]}\n`);
    if (gradient) process.stdout.write(`  by weight: ${gradient[k].join(", ")}\n`);
  });
  for (const [bits, count] of Object.entries(counts ?? {})) process.stdout.write(`${bits}: ${count}\n`);
  const shots = evaluations.shots > 0 ? `, ${evaluations.shots.toLocaleString("en")} shots` : "";
  process.stdout.write(`${evaluations.circuits} circuit evaluations${shots}\n`);
}

function countOutcomes(outcomes: Uint32Array, qubits: number): Record<string, number> {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const bits = outcome.toString(2).padStart(qubits, "0");
    counts.set(bits, (counts.get(bits) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @throws UphillError "shape" unless there is one number for each weight or input */
function numbersFor(flag: string, text: string | undefined, wanted: number): Float64Array {
  const numbers = text === undefined ? new Float64Array(0) : readNumbers(flag, text);
  if (numbers.length === wanted) return numbers;
  throw new UphillError({
    code: "shape",
    who: "circuit",
    got: text === undefined ? `${flag} is not given` : `${flag} has ${numbers.length} numbers`,
    wanted: `the circuit takes ${wanted}`,
    todo: `Give ${wanted} numbers with ${flag}, or @file.`,
  });
}

function wholeNumber(flag: string, least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
    throw new UphillError({
      code: "options",
      who: "run",
      got: `${flag} is "${text}"`,
      wanted: `it must be a whole number from ${least}`,
      todo: `For example ${flag} 1000.`,
    });
  };
}
