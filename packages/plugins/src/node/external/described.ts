import { oneLine, UphillError, type FieldDescription } from "@uphill/core";
import { NEEDS, observers as knownObservers, ownFigures, type Need } from "@uphill/optimizers";
import type { Message } from "./messages.js";
import type { FamilyDescription } from "./program.js";

/** What an optimizer is at its options. */
export interface Bound {
  readonly name: string;
  readonly needs: readonly Need[];
  readonly recommends: boolean;
  readonly rule: boolean;
}

function insist(who: string, holds: boolean, what: string): asserts holds {
  if (holds) return;
  throw new UphillError({
    code: "plugin",
    who,
    got: `it does not say ${what}`,
    wanted: "its host was to say so",
    todo: "Look whether it changes what is built into the language, such as JSON or Array.",
  });
}

const isName = (name: unknown): name is string => typeof name === "string" && name.length < 100;
const areNeeds = (needs: unknown): needs is Need[] =>
  Array.isArray(needs) && needs.every((need) => NEEDS.includes(need as Need));

/** What the host of a plug-in says of its optimizers, checked as what it is: somebody else's words. @throws UphillError "plugin" */
export function readDescriptions(who: string, { optimizers }: Message): FamilyDescription[] {
  insist(who, Array.isArray(optimizers) && optimizers.length > 0, "what its optimizers are");
  return (optimizers as unknown[]).map((one) => {
    const { options, observers, reports, ...rest } = (one ?? {}) as Message;
    const { name, needs, recommends, rule } = readBound(who, rest);
    insist(who, typeof options === "object" && options !== null, "what its options are");
    const described = Object.entries(options).map(([key, option]): [string, FieldDescription] => {
      const { about, type, ...rest } = (option ?? {}) as FieldDescription;
      insist(who, typeof about === "string" && typeof type === "string", `what its option ${oneLine(key, 100)} is`);
      return [oneLine(key, 100), { ...rest, about: oneLine(about), type: oneLine(type) }];
    });
    const known = (observer: unknown): boolean => Object.hasOwn(knownObservers, String(observer));
    insist(who, Array.isArray(observers) && observers.every(known), "who watches its runs");
    const figures = ownFigures(reports, () => insist(who, false, "what is counted of its reports") as never);
    return {
      name,
      needs,
      observers: observers as string[],
      reports: figures,
      recommends,
      rule,
      options: Object.fromEntries(described),
    };
  });
}

/** What it says of one of them at its options. @throws UphillError "plugin" */
export function readBound(who: string, { name, needs, recommends, rule }: Message): Bound {
  insist(who, isName(name), "what it is called");
  insist(who, areNeeds(needs), "what it needs");
  return { name, needs, recommends: recommends === true, rule: rule === true };
}
