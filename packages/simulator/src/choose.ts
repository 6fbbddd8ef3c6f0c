import { UphillError } from "@uphill/core";
import type { AnyEngine, MemoryLoad, Support } from "./engines/engine.js";
import * as engines from "./engines/index.js";

/** The name of an engine, or "auto" for the fastest one that can run the circuit. */
export type EngineName = "auto" | (typeof engines)[keyof typeof engines]["name"];

/** An engine, and whether it can run a circuit. */
export interface Answered<E extends AnyEngine> {
  readonly engine: E;
  readonly support: Support;
}

/**
 * The engines that may run a circuit, the one to take first in front: the one that is named, or for "auto" all that can, the
 * fastest first.
 * @throws UphillError "engine" where there is none, with the reasons
 */
export function choose<E extends AnyEngine>(name: string, answered: readonly Answered<E>[]): readonly [E, ...E[]] {
  const fastestFirst = [...answered].sort((a, b) => b.engine.speed - a.engine.speed);
  const asked = fastestFirst.filter(({ engine }) =>
    name === "auto" ? engine.precision === "double" : engine.name === name,
  );
  const able = asked.filter(({ support }) => support === true).map(({ engine }) => engine);
  if (able.length > 0) return able as [E, ...E[]];
  const names = fastestFirst.map(({ engine }) => engine.name);
  throw new UphillError({
    code: "engine",
    who: "compile",
    got: `the engine is ${JSON.stringify(name)}`,
    wanted:
      asked.length > 0
        ? asked.map(({ support }) => support).join(", and ")
        : `engines are auto, ${names.slice(0, -1).join(", ")} and ${names.at(-1)}`,
    todo: name === "auto" ? "Use another circuit." : 'Use engine "auto".',
  });
}

/** The first engine whose store holds what values take; the last where none does. */
export function roomiest<E extends AnyEngine>(
  chosen: readonly [E, ...E[]],
  load: Omit<MemoryLoad, "work" | "starts">,
): E {
  const held = { ...load, work: "values", starts: false } as const;
  return chosen.find(({ memory, store }) => memory(held) <= store.most()) ?? chosen.at(-1)!;
}
