import { pick, UphillError } from "@uphill/core";
import {
  encodingCircuit,
  fidelityKernel,
  linearKernel,
  positiveSemidefinite,
  projectedKernel,
  rbfKernel,
  type EncodingCircuit,
  type RowKernel,
} from "@uphill/kernels";
import { preparationSteps } from "@uphill/problems";
import { MOST_SHOTS } from "@uphill/simulator";
import { Command, Option } from "commander";
import { classesOption, dataDirOption, datasetOption } from "../datasets/data-options.js";
import { tableOptions } from "../datasets/table-options.js";
import { interruptible } from "../interruptible.js";
import { collect } from "../options.js";
import { print, printJson } from "../output.js";
import { wholeNumber } from "../whole-number.js";
import { judge, usualGamma } from "./judge.js";
import { matricesByRows, matricesOf, type Matrices } from "./matrices.js";
import { encodingByName, ROWS, rowsFor, type RowsGiven } from "./rows.js";
import { textOf } from "./show.js";
import { write } from "./write.js";

/** Kernels of circuits. `gamma`: a Gaussian, whose factor is chosen. `byRows`: circuits are those of rows, and not of pairs. */
const kernels: Readonly<
  Record<
    string,
    { readonly gamma?: number; readonly byRows?: true; make(made: EncodingCircuit): RowKernel; readonly shots: string }
  >
> = {
  fidelity: { make: (made) => fidelityKernel(made), shots: "a pair of rows" },
  projected: {
    gamma: 1,
    byRows: true,
    make: (made) => projectedKernel(made, { gamma: 1 }),
    shots: "a row, over three settings",
  },
};

/** `uphill kernel`: kernel matrices of a data set as files, and what a support vector machine makes of them. */
export function kernelCommand(): Command {
  const command = new Command("kernel")
    .summary("kernel matrices of a data set, their alignment, and a support vector machine beside classical ones")
    .description(
      "Computes a quantum kernel between the training rows of a data set, and between its test rows and them, exactly or from shots. Prints how the kernel aligns with the classes, and what a support vector machine reaches with it, beside Gaussian and linear kernels of the same features. All machines are tuned alike: one list of costs by five-fold cross-validation on the training rows, and for every Gaussian one list of widths.",
    )
    .addOption(datasetOption())
    .addOption(new Option("--test-dataset <path>", "rows to test on, in a file of your own"))
    .addOption(dataDirOption())
    .addOption(classesOption())
    .addOption(
      new Option(
        "--prepare <step>",
        `done to the rows, fitted on training rows, repeatable: ${Object.keys(preparationSteps).join(" | ")}`,
      ).argParser(collect),
    )
    .addOption(new Option("--train <n>", `training rows (default ${ROWS.train})`).argParser(wholeNumber("--train", 10)))
    .addOption(new Option("--test <n>", `test rows (default ${ROWS.test})`).argParser(wholeNumber("--test", 2)))
    .addOption(
      new Option("--kernel <name>", `what is computed: ${Object.keys(kernels).join(" | ")}`).default(
        Object.keys(kernels)[0],
      ),
    )
    .addOption(
      new Option(
        "--encoding <name>",
        `how features enter the circuit: ${Object.keys(encodingByName).join(" | ")}`,
      ).default(encodingByName["zz-feature-map"].name),
    )
    .addOption(new Option("--qubits <n>", "qubits of the circuit").default(4).argParser(wholeNumber("--qubits", 1, 30)))
    .addOption(
      new Option(
        "--shots <n>",
        `shots of a value; 0 = exact: ${Object.entries(kernels)
          .map(([name, { shots }]) => `of a ${name} kernel those of ${shots}`)
          .join("; ")}`,
      )
        .default(0)
        .argParser(wholeNumber("--shots", 0, MOST_SHOTS)),
    )
    .addOption(new Option("--seed <n>", "seed of rows, shots and folds").default(0).argParser(wholeNumber("--seed", 0)))
    .addOption(
      new Option("--set <change>", "NAME.OPTION=VALUE of the encoding, the data set or a step, repeatable").argParser(
        collect,
      ),
    )
    .addOption(
      new Option(
        "--out <folder>",
        "writes K_train.npy [train, train], K_test.npy [test, train] (of a projected kernel with gamma 1), y_train.npy, y_test.npy and kernel.json there",
      ),
    );
  for (const option of tableOptions()) command.addOption(option);
  return command.option("--json", "print one JSON document and nothing else", false).action(act);
}

interface Given extends RowsGiven {
  readonly kernel: string;
  readonly shots: number;
  readonly out?: string;
  readonly json: boolean;
}

function act(given: Given): Promise<void> {
  return interruptible((signal) => work(given, signal));
}

async function work(given: Given, signal: AbortSignal): Promise<void> {
  const { qubits, seed, shots, out, json } = given;
  const chosen = pick("kernel", "kernel", kernels, given.kernel);
  if (out?.trim() === "") {
    const todo = "Name one, or leave --out out.";
    throw new UphillError({
      code: "options",
      who: "kernel",
      got: "--out is empty",
      wanted: "it must name a folder",
      todo,
    });
  }
  const rows = await rowsFor(given);
  const { width, train, test } = rows;
  const encoding = encodingByName[given.encoding];
  const made = encodingCircuit({ qubits, width, encoding: (shape) => encoding({ ...shape, ...rows.options }) });
  const ask = { seed, signal, ...(shots > 0 && { shots }) };
  const matrices = (kernel: RowKernel): Promise<Matrices> => matricesOf(kernel, train.features, test.features, ask);
  const raw = await (chosen.byRows ? matricesByRows : matricesOf)(
    chosen.make(made),
    train.features,
    test.features,
    ask,
  );
  const repair = shots === 0 ? undefined : positiveSemidefinite(raw.train);
  const quantum = repair ? { train: repair.values, test: repair.project(raw.test) } : raw;
  const gamma = usualGamma(train.features, width);
  const labels = { train: train.labels, test: test.labels };
  const judged = [
    judge(
      { kernel: given.kernel, ...quantum, ...(chosen.gamma !== undefined && { gamma: chosen.gamma }) },
      labels,
      seed,
    ),
    judge({ kernel: "rbf", ...(await matrices(rbfKernel({ width, gamma }))), gamma }, labels, seed),
    judge({ kernel: "linear", ...(await matrices(linearKernel({ width }))) }, labels, seed),
  ];
  const result = {
    dataset: rows.name,
    classes: rows.classes,
    rows: { train: train.labels.length, test: test.labels.length },
    features: width,
    qubits,
    encoding: { name: given.encoding, options: rows.options },
    kernel: given.kernel,
    shots: shots > 0 ? shots : null,
    seed,
    cost: { circuits: raw.circuits, shots: raw.shots ?? null },
    repair: repair ? { least: repair.least, negative: repair.negative, change: repair.change } : null,
    machines: judged,
  };
  const files = out === undefined ? [] : write(out, { ...quantum, labels }, { ...result });
  if (json) printJson({ ...result, files });
  else print([...textOf(result), ...files.map((file) => `Written: ${file}`)]);
}
