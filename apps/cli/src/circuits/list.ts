import { ansatze, gates, hamiltonians, starts } from "@uphill/circuits";
import { pick, type Fields } from "@uphill/core";
import { imageFamilies, sets } from "@uphill/datasets";
import { encodings } from "@uphill/encodings";
import { optimizers } from "@uphill/optimizers";
import { Command } from "commander";

interface Item {
  readonly name: string;
  readonly options?: Fields;
  readonly angles?: readonly string[];
  readonly qubits?: number;
}

/** Every index that can be listed. */
const kinds: Record<string, readonly Item[]> = {
  gates: [...Object.values(gates), { name: "pauliRot(WORD)", angles: ["theta"] }, { name: "unitary(MATRIX)" }],
  ansatze: Object.values(ansatze),
  encodings: Object.values(encodings),
  hamiltonians: Object.values(hamiltonians),
  starts: Object.values(starts),
  optimizers: Object.values(optimizers),
  datasets: [...Object.values(sets), ...Object.values(imageFamilies).map(({ name }) => ({ name }))],
};

/** `uphill list KIND`. */
export function listCommand(): Command {
  return new Command("list")
    .summary("what there is: " + Object.keys(kinds).join(", "))
    .argument("<kind>", Object.keys(kinds).join(" | "))
    .option("--json", "print one JSON document", false)
    .action((kind: string, { json }: { json: boolean }) => {
      const items = pick("list", "kind", kinds, kind).map(describe);
      if (json) {
        process.stdout.write(`${JSON.stringify(items)}\n`);
        return;
      }
      for (const { name, qubits, angles, options } of items) {
        const shape =
          qubits === undefined
            ? ""
            : `  ${qubits} qubit${qubits > 1 ? "s" : ""}${angles?.length ? `, angles ${angles.join(", ")}` : ""}`;
        process.stdout.write(`${name}${shape}\n`);
        for (const { option, standard, type, about } of options ?? []) {
          process.stdout.write(`    ${option}=${JSON.stringify(standard)}  ${about} (${type})\n`);
        }
      }
    });
}

function describe({ name, qubits, angles, options }: Item): {
  name: string;
  qubits?: number;
  angles?: readonly string[];
  options?: { option: string; standard: unknown; type: string; about: string }[];
} {
  return {
    name,
    ...(qubits !== undefined && { qubits }),
    ...(angles && { angles }),
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
