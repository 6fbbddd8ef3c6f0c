import { ansatze, gates, hamiltonians, starts } from "@uphill/circuits";
import { pick, type Fields } from "@uphill/core";
import { encodings } from "@uphill/encodings";
import { devices, type Metric } from "@uphill/problems";
import { Command, Option } from "commander";
import { namedSets } from "@uphill/datasets";
import { openForeign } from "@uphill/plugins/node";
import { optimizerFamilies, originOf } from "@uphill/plugins";
import { problemFamilies } from "@uphill/studies";
import { collect } from "../options.js";
import { print, printJson } from "../output.js";

interface Item {
  readonly name: string;
  /** One sentence, without its full stop. */
  readonly about?: string;
  /** What a problem tells of a point. */
  readonly metrics?: readonly Pick<Metric, "name" | "better" | "unit" | "about">[];
  /** What it may be made of, with options under names of their own. */
  readonly parts?: readonly { readonly name: string; readonly options: Fields }[];
  readonly options?: Fields;
  readonly angles?: readonly string[];
  readonly qubits?: number;
  /** What is known of it that nobody sets. */
  readonly figures?: Readonly<Record<string, unknown>>;
  /** Where it comes from, if it is not ours. */
  readonly from?: string;
}

interface Given {
  plugin?: string[];
  json: boolean;
}

/** Every index that can be listed. */
const kinds: Record<string, readonly Item[] | ((given: Given) => Promise<readonly Item[]>)> = {
  gates: [...Object.values(gates), { name: "pauliRot(WORD)", angles: ["theta"] }, { name: "unitary(MATRIX)" }],
  ansatze: Object.values(ansatze),
  encodings: Object.values(encodings),
  hamiltonians: Object.values(hamiltonians),
  starts: Object.values(starts),
  async optimizers({ plugin = [] }) {
    await openForeign(process.cwd(), { plugins: plugin });
    return Object.values(optimizerFamilies).map(({ name, options }) => {
      const from = originOf(name);
      return { name, options, ...(from !== undefined && { from }) };
    });
  },
  problems: Object.values(problemFamilies).map(({ name, about, options, metrics, parts }) => ({
    name,
    about,
    options,
    metrics,
    ...(parts && { parts }),
  })),
  devices: Object.values(devices).map(({ name, ...figures }) => ({ name, figures })),
  datasets: Object.values(namedSets),
};

/** `uphill list KIND`. */
export function listCommand(): Command {
  return new Command("list")
    .summary("what there is: " + Object.keys(kinds).join(", "))
    .argument("<kind>", Object.keys(kinds).join(" | "))
    .addOption(
      new Option(
        "--plugin <module>",
        "with optimizers: a path or package that holds more, repeatable; those of uphill.config are listed anyway",
      ).argParser(collect),
    )
    .option("--json", "print one JSON document", false)
    .action(async (kind: string, given: Given) => {
      const found = pick("list", "kind", kinds, kind);
      const items = (typeof found === "function" ? await found(given) : found).map(describe);
      if (given.json) {
        printJson(items);
        return;
      }
      for (const item of items) print(linesOf(item));
    });
}

function linesOf({ name, about, qubits, angles, options, metrics, parts, figures, from }: Described): string[] {
  const shape =
    qubits === undefined
      ? ""
      : `  ${qubits} qubit${qubits > 1 ? "s" : ""}${angles?.length ? `, angles ${angles.join(", ")}` : ""}`;
  const optionLines = (all: readonly DescribedOption[] | undefined, owner = ""): string[] =>
    (all ?? []).map(
      ({ option, standard, type, about }) => `    ${owner}${option}=${JSON.stringify(standard)}  ${about} (${type})`,
    );
  return [
    `${name}${shape}${about === undefined ? "" : `  ${about}`}${from === undefined ? "" : `  from ${from}`}`,
    ...Object.entries(figures ?? {}).map(([figure, value]) => `    ${figure}: ${String(value)}`),
    ...(metrics ?? []).map(({ name, better, about }) => `    tells ${name} (${better} is better)  ${about}`),
    ...optionLines(options),
    ...(parts ?? []).flatMap((part) => optionLines(part.options, `${part.name}.`)),
  ];
}

interface DescribedOption {
  readonly option: string;
  readonly standard: unknown;
  readonly type: string;
  readonly about: string;
}

/** An item with its options as plain data. */
type Described = Omit<Item, "options" | "parts"> & {
  readonly options?: readonly DescribedOption[];
  readonly parts?: readonly { readonly name: string; readonly options: readonly DescribedOption[] }[];
};

function describe({ name, about, qubits, angles, options, metrics, parts, figures, from }: Item): Described {
  return {
    name,
    ...(about !== undefined && { about }),
    ...(qubits !== undefined && { qubits }),
    ...(angles && { angles }),
    ...(figures && { figures }),
    ...(from !== undefined && { from }),
    ...(options && { options: describeOptions(options) }),
    ...(metrics && { metrics: metrics.map(({ name, better, unit, about }) => ({ name, better, unit, about })) }),
    ...(parts && { parts: parts.map(({ name, options }) => ({ name, options: describeOptions(options) })) }),
  };
}

function describeOptions(options: Fields): DescribedOption[] {
  return Object.entries(options).map(([option, { default: standard, type, about }]) => ({
    option,
    standard,
    type,
    about,
  }));
}
