import { byName, parseOptions, pick, shown, UphillError } from "@uphill/core";
import * as maps from "./maps/index.js";
import type { MapFamily, MapStep, RowMap } from "./row-map.js";

/** A step as files have it: a name and options. */
export interface StepJSON {
  /** The name of a map. */
  readonly name: string;
  /** Its options; those that are left out have their defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
}

const mapByName = byName(maps) as unknown as Readonly<Record<string, MapFamily>>;

/**
 * Puts maps one behind the other. The parameters of the first come first.
 * @param who   who asks, for errors
 * @param steps the maps, in order: what calls such as `linear({ outputs: 2 })` returned, or the same as plain data
 * @param inputs numbers in a row that goes in
 * @returns one map; undefined where there is no step
 * @throws UphillError "unknown" for a map that there is none of, "options" for options that it does not take
 */
export function chain(who: string, steps: readonly (MapStep | StepJSON)[], inputs: number): RowMap | undefined {
  const all: RowMap[] = [];
  for (const step of steps) all.push(stepOf(who, step).at(all.at(-1)?.outputs ?? inputs));
  return all.length === 0 ? undefined : all.length === 1 ? all[0] : composed(all);
}

/** Steps as plain data, with every option in them. @throws UphillError as {@link chain} does */
export function plainSteps(who: string, steps: readonly (MapStep | StepJSON)[]): Required<StepJSON>[] {
  return steps.map((step) => {
    const { name, options } = stepOf(who, step);
    return { name, options };
  });
}

function stepOf(who: string, step: unknown): MapStep {
  if (typeof step === "object" && step !== null) {
    if ("at" in step) return step as MapStep;
    const { name, options } = step as Partial<StepJSON>;
    if (typeof name === "string") {
      const family = pick(who, "map", mapByName, name);
      return family(parseOptions(name, family.options, options));
    }
  }
  throw new UphillError({
    code: "options",
    who,
    got: `a step is ${shown(step)}`,
    wanted: "it must be a map with its options",
    todo:
      typeof step === "function"
        ? `Call it: ${step.name}().`
        : `Give calls such as maps.tanh() or maps.linear({ outputs: 2 }); there are ${Object.keys(mapByName).join(", ")}.`,
  });
}

function composed(all: readonly RowMap[]): RowMap {
  const parameters = all.reduce((sum, map) => sum + map.parameters, 0);
  const partsOf = (whole: Float64Array): Float64Array[] => {
    let from = 0;
    return all.map((map) => whole.subarray(from, (from += map.parameters)));
  };
  return {
    inputs: all[0].inputs,
    outputs: all[all.length - 1].outputs,
    parameters,
    forward(whole, x) {
      const own = partsOf(whole);
      return all.reduce((row, map, k) => map.forward(own[k], row), x);
    },
    vjp(whole, x, cotangents) {
      const own = partsOf(whole);
      const rows = [x];
      all.slice(0, -1).forEach((map, k) => rows.push(map.forward(own[k], rows[k])));
      const gradient = new Float64Array(parameters);
      const into = partsOf(gradient);
      let back = cotangents;
      for (let k = all.length - 1; k >= 0; k--) {
        const found = all[k].vjp(own[k], rows[k], back);
        into[k].set(found.parameters);
        back = found.inputs;
      }
      return { parameters: gradient, inputs: back };
    },
    start: (random) => Float64Array.from(all.flatMap((map) => [...map.start(random)])),
  };
}
