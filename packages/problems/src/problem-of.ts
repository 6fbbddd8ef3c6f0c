import { byName, checkNames, pick, UphillError, type ItemName, type OptionsOf } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import { formatBytes, USUAL_BYTES } from "@uphill/simulator";
import { checkConditions, conditionNames, type Conditions } from "./conditions.js";
import * as families from "./families/index.js";
import type { GivenRows, ProblemFamily } from "./family.js";
import type { ProblemInstance } from "./instance.js";

type Families = typeof families;
type Stripped<T> = T extends `${infer Name}-family` ? Name : never;
type NameOf<K> = Stripped<ItemName<Record<K & string, unknown>>>;

/** The name of a family of problems. */
export type FamilyName = NameOf<keyof Families>;

type FamilyOf<N extends FamilyName> = {
  [K in keyof Families]: NameOf<K> extends N ? Families[K] : never;
}[keyof Families];
type OwnOptions<N extends FamilyName> = OptionsOf<FamilyOf<N>["options"]>;

/**
 * What {@link problemOf} takes for a family: the family's own options, the conditions, the rows of a family that learns from rows, and
 * `parts`.
 */
export type FamilyOptions<N extends FamilyName> = Partial<Omit<OwnOptions<N>, keyof GivenRows>> &
  (keyof OwnOptions<N> & "train" extends never ? object : GivenRows) &
  Partial<Conditions> & {
    /** Options of what the problem is made of, by its name: `{ "heisenberg-xxz": { boundary: "periodic" } }`. */
    readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** Bytes that the problem may take; default 4 GiB. */
    readonly maxBytes?: number;
  };

const familyByName: Readonly<Record<string, ProblemFamily>> = byName(
  families as Readonly<Record<string, ProblemFamily>>,
);
const ROWS = Object.keys({ train: true, test: true, heldOut: true } satisfies Record<keyof GivenRows, true>);

/**
 * Makes a problem of any family, ready for {@link solve}.
 * @param name    the family
 * @param options options of the family; a family that learns from rows takes them as data sets, as they are. Conditions stand beside: `seed`
 *   (default 0), `shots`, `lossShots`, `shotSeed`, `gradient`, `device`. Without shots all is exact.
 * @returns the instance
 * @throws UphillError "unknown" for a family that there is none of; "options" for an option that it does not have, with the nearest name; and
 *   whatever the family finds wrong
 * @example
 * ```ts
 * const instance = problemOf("energy", { hamiltonian: "h2" });
 * solve({ instance, optimizer: lbfgs(), steps: 50 }).metrics.energy;
 * ```
 */
export function problemOf<N extends FamilyName>(
  name: N,
  ...[options]: object extends FamilyOptions<N> ? [options?: FamilyOptions<N>] : [options: FamilyOptions<N>]
): ProblemInstance {
  const family = pick("problemOf", "problem", familyByName, name);
  const given: Readonly<Record<string, unknown>> = { ...(options ?? {}) };
  checkNames(name, [...Object.keys(family.options), ...conditionNames, "parts", "maxBytes"], options ?? {});
  const { parts = {}, maxBytes = USUAL_BYTES } = given as FamilyOptions<"function">;
  const conditions = { seed: 0, ...picked(given, conditionNames) } as unknown as Conditions;
  checkConditions(name, conditions);
  refuseShots(family, conditions);
  checkNames(
    `parts of ${name}`,
    (family.parts ?? []).map((part) => part.name),
    parts,
  );
  const rows = family.data && rowsOf(name, given);
  const spec = family.plan({
    options: {
      ...picked(given, Object.keys(family.options)),
      ...(rows &&
        Object.fromEntries(
          ROWS.filter((part) => part in family.options).map((part) => [part, rows[part as keyof GivenRows]?.rows]),
        )),
    },
    data: {},
    changes: new Map(Object.entries(parts)),
  });
  const { bytes, what, smaller } = family.memory(spec);
  if (bytes > maxBytes) {
    throw new UphillError({
      code: "memory",
      who: name,
      got: `${what} take about ${formatBytes(bytes)}`,
      wanted: `${formatBytes(maxBytes)} may be used`,
      todo: `Use fewer ${smaller}, or raise maxBytes.`,
    });
  }
  return rows ? family.data.instance(spec, conditions, rows) : family.instance(spec, conditions, {});
}

/** What was given of these names. */
function picked(given: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
}

/** @throws UphillError "options" without rows to train on, "dataset" for what is no data set */
function rowsOf(who: string, given: Readonly<Record<string, unknown>>): GivenRows {
  if (given.train === undefined) {
    throw new UphillError({
      code: "options",
      who,
      got: "train is missing",
      wanted: "it must be the data set to train on",
      todo: "Make one with @uphill/datasets, for example moons({ rows: 100, seed: 1 }).",
    });
  }
  for (const part of ROWS) if (given[part] !== undefined) checkDataset(who, part, given[part] as Dataset);
  return picked(given, ROWS) as unknown as GivenRows;
}

/** @throws UphillError "options" for conditions of circuits where there are none */
function refuseShots({ name, circuits }: ProblemFamily, conditions: Conditions): void {
  const given = conditionNames.find((one) => one !== "seed" && one !== "shotSeed" && conditions[one] !== undefined);
  if (circuits || given === undefined) return;
  throw new UphillError({
    code: "options",
    who: name,
    got: `${given} is given`,
    wanted: `${name} has no circuits that could be measured or take time`,
    todo: "Leave it out, or choose another problem.",
  });
}
