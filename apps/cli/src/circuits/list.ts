import { ansatze, gates, hamiltonians, starts } from "@uphill/circuits";
import { pick, type Fields } from "@uphill/core";
import { encodings } from "@uphill/encodings";
import { devices } from "@uphill/problems";
import { Command, Option } from "commander";
import { namedSets } from "@uphill/datasets";
import { openForeign } from "@uphill/plugins/node";
import { optimizerFamilies, originOf } from "@uphill/plugins";
import { collect } from "../options.js";
import { print, printJson } from "../output.js";

interface Item {
  readonly name: string;
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
      for (const { name, qubits, angles, options, figures, from } of items) {
        const shape =
          qubits === undefined
            ? ""
            : `  ${qubits} qubit${qubits > 1 ? "s" : ""}${angles?.length ? `, angles ${angles.join(", ")}` : ""}`;
        print([`${name}${shape}${from === undefined ? "" : `  from ${from}`}`]);
        for (const [figure, value] of Object.entries(figures ?? {})) print([`    ${figure}: ${String(value)}`]);
        for (const { option, standard, type, about } of options ?? []) {
          print([`    ${option}=${JSON.stringify(standard)}  ${about} (${type})`]);
        }
      }
    });
}

function describe({ name, qubits, angles, options, figures, from }: Item): {
  name: string;
  qubits?: number;
  angles?: readonly string[];
  options?: { option: string; standard: unknown; type: string; about: string }[];
  figures?: Readonly<Record<string, unknown>>;
  from?: string;
} {
  return {
    name,
    ...(qubits !== undefined && { qubits }),
    ...(angles && { angles }),
    ...(figures && { figures }),
    ...(from !== undefined && { from }),
    ...(options && {
      options: Object.entries(options).map(([option, { default: standard, type, about }]) => ({
        option,
        standard,
        type,
        about,
      })),
    }),
  };
}
