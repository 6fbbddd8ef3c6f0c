import { formatObservable, parseObservable, z, type Observable, type PauliTerm } from "@uphill/circuits";
import { byName, oneLine, pick, streams, UphillError } from "@uphill/core";
import { gradientMethods, liveReport, sampleExpectations, settings } from "@uphill/gradients";
import { compile, MOST_SHOTS } from "@uphill/simulator";
import { Command, Option } from "commander";
import { collect } from "../options.js";
import { wholeNumber } from "../whole-number.js";
import { dataOption, includeOption, readCircuit, readNumbers } from "./files.js";
import { print, printJson, printOwn, say } from "../output.js";

const methods = byName(gradientMethods);

/** Updates of an amplitude by a gate; more take longer than ten seconds or so. */
const MOST_WORK = 5e9;

interface Given {
  weights?: string;
  inputs?: string;
  observable?: string[];
  gradient?: string;
  shots?: number;
  seed: number;
  include: boolean;
  data?: string;
  long: boolean;
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
      ).argParser(collect),
    )
    .option("--gradient <method>", `derivatives by weight: ${Object.keys(methods).join(" | ")}`)
    .addOption(
      new Option("--shots <n>", "shots per expectation value (default: exact)").argParser(
        wholeNumber("--shots", 1, MOST_SHOTS),
      ),
    )
    .addOption(new Option("--seed <n>", "seed of the shots").default(1).argParser(wholeNumber("--seed", 0)))
    .option(...includeOption)
    .option(...dataOption)
    .option("--long", "run circuits that take longer than some ten seconds", false)
    .option("--json", "print one JSON document and nothing else", false)
    .action(act);
}

function act(file: string, given: Given): void {
  const { circuit, weights: declared, inputs: fed, notes } = readCircuit(file, given);
  const weights = numbersFor("--weights", given.weights, declared).subarray(0, circuit.weights);
  const inputs = numbersFor("--inputs", given.inputs, fed).subarray(0, circuit.inputs);
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

  checkObservables(observables, circuit.qubits);
  const program = compile(circuit, { observables });
  const evaluations = method?.circuits(program) ?? settings(observables);
  // Words that flip the same qubits are measured together.
  const passes = observables.reduce((sum, { terms }) => sum + new Set(terms.map(flipsOf)).size, 0);
  checkWork(
    given.long,
    (program.circuit.operations.length * (method?.exactOnly ? 4 : evaluations) + passes) * 2 ** circuit.qubits,
  );

  const stream = streams(given.seed).stream("shots");
  const directions = streams(given.seed).stream("directions");
  const source = circuit.inputs > 0 ? { inputs } : {};
  const run = { weights, batch: program.prepare(source) };
  if (method?.exactOnly) program.checkDerivatives(run.batch);
  const outcomes = shots === undefined ? undefined : program.sample({ ...run, shots, random: () => stream.at(0) });
  // One measurement of all qubits serves counts and every observable made of Z.
  const diagonal = observables.every(({ terms }) =>
    terms.every(({ paulis }) => paulis.every(([, letter]) => letter === "Z")),
  );
  const expectations =
    shots === undefined
      ? program.expectations(run)
      : diagonal
        ? observables.map((observable) => meanOver(outcomes!, observable, circuit.qubits))
        : sampleExpectations(program, { ...run, shots, random: (row, number) => stream.at(1, 0, 0, row, number) })
            .values;
  const gradient = method
    ? observables.map((observable, index) => {
        const one = compile(circuit, { observables: [observable] });
        const { gradient: found } = method.estimate({
          program: one,
          weights,
          batch: one.prepare(source),
          cotangents: () => Float64Array.of(1),
          source,
          chance: () => directions.at(index),
          ...(shots !== undefined && { shots, random: (row, number) => stream.at(2, 0, index, row, number) }),
        });
        return Array.from({ length: declared }, (_, k) => (k < found.length ? found[k] : 0));
      })
    : null;
  // Counts beside observables in other letters take a circuit of their own.
  const own = shots !== undefined && !diagonal ? 1 : 0;
  const result: Result = {
    qubits: circuit.qubits,
    weights: declared,
    expectations: Array.from(expectations),
    gradient,
    ...(outcomes && { counts: countOutcomes(outcomes, circuit.qubits) }),
    evaluations: {
      circuits: evaluations + own,
      shots: (shots ?? 0) * (evaluations / settings(observables) + own),
    },
  };

  if (given.json) printJson(result);
  else {
    for (const note of notes) say([note]);
    show(result, observables);
    if (method) print([liveReport(program)]);
  }
}

function show({ expectations, gradient, counts, evaluations }: Result, observables: readonly Observable[]): void {
  observables.forEach((observable, k) => {
    print([`⟨${oneLine(formatObservable(observable))}⟩ = ${expectations[k]}`]);
    if (gradient) printOwn(`  by weight: ${gradient[k].join(", ")}\n`);
  });
  for (const [bits, count] of Object.entries(counts ?? {})) print([`${bits}: ${count}`]);
  const shots = evaluations.shots > 0 ? `, ${evaluations.shots.toLocaleString("en")} shots` : "";
  print([`${evaluations.circuits} circuit evaluations${shots}`]);
}

function countOutcomes(outcomes: Uint32Array, qubits: number): Record<string, number> {
  const counts = new Map<number, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const ascending = [...counts].sort(([a], [b]) => a - b);
  return Object.fromEntries(ascending.map(([outcome, count]) => [outcome.toString(2).padStart(qubits, "0"), count]));
}

/** The mean of an observable made of Z over measured basis indices. */
function meanOver(outcomes: Uint32Array, { terms }: Observable, qubits: number): number {
  return terms.reduce((total, { coefficient, paulis }) => {
    const shifts = paulis.map(([qubit]) => qubits - 1 - qubit);
    let sum = 0;
    for (const outcome of outcomes) sum += shifts.reduce((sign, shift) => ((outcome >>> shift) & 1 ? -sign : sign), 1);
    return total + (coefficient * sum) / outcomes.length;
  }, 0);
}

function checkObservables(observables: readonly Observable[], qubits: number): void {
  for (const observable of observables) {
    const beyond = observable.terms
      .flatMap(({ paulis }) => paulis.map(([qubit]) => qubit))
      .find((qubit) => qubit >= qubits);
    if (beyond === undefined) continue;
    const text = formatObservable(observable);
    throw new UphillError({
      code: "observable",
      who: `--observable "${text.length > 100 ? `${text.slice(0, 100)}…` : text}"`,
      got: `it measures qubit ${beyond}`,
      wanted: `the circuit has qubits 0 to ${qubits - 1}`,
      todo: "Measure a qubit that the circuit has.",
    });
  }
}

/** The qubits that a word flips. */
function flipsOf({ paulis }: PauliTerm): string {
  return paulis.flatMap(([qubit, letter]) => (letter === "Z" ? [] : [qubit])).join();
}

function checkWork(long: boolean, work: number): void {
  if (long || work <= MOST_WORK) return;
  throw new UphillError({
    code: "work",
    who: "run",
    got: `gates times amplitudes times circuits make ${work.toExponential(1)}`,
    wanted: `up to ${MOST_WORK.toExponential(0)} are run unasked, which take some ten seconds`,
    todo: "Add --long to run it all the same.",
  });
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
