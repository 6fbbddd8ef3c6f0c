import { flagOf, suggest, UphillError } from "@uphill/core";
import type { Budget } from "@uphill/optimizers";
import type { DataWishes, ProblemFamily, ProblemSpec } from "@uphill/problems";
import { formatBytes } from "@uphill/simulator";
import { gradientOf } from "./conditions.js";
import type { Preset } from "./preset.js";
import type { Settings, TypedSettings } from "./settings.js";

/** Memory is counted before anything is allocated. @throws UphillError "memory" */
export function checkMemory(
  family: ProblemFamily,
  problem: ProblemSpec,
  { jobs, memory }: { readonly jobs: number; readonly memory: number },
): void {
  const { bytes, what, smaller } = family.memory(problem);
  if (bytes * jobs <= 0.8 * memory) return;
  throw new UphillError({
    code: "memory",
    who: "compare",
    got: `${what} and ${jobs} jobs take about ${formatBytes(bytes * jobs)}`,
    wanted: `this machine has ${formatBytes(memory)}, of which 80 % may be used`,
    todo: `Use fewer ${smaller} or jobs.`,
  });
}

/** @throws UphillError "options" for shots that nothing can take */
export function checkShots(settings: Settings, family: ProblemFamily, typed: Partial<TypedSettings>): void {
  const { shots, lossShots, gradient } = settings;
  if (!family.circuits && typed.gradient !== undefined) {
    throw new UphillError({
      code: "options",
      who: "compare",
      got: `--gradient is given and the problem is ${family.name}`,
      wanted: `${family.name} has gradients of its own`,
      todo: "Leave --gradient out, or choose another problem.",
    });
  }
  if (!family.circuits && (shots !== undefined || lossShots !== undefined)) {
    throw new UphillError({
      code: "options",
      who: "compare",
      got: `${shots === undefined ? `--loss-shots is ${lossShots}` : `--shots is ${shots}`} and the problem is ${family.name}`,
      wanted: `${family.name} has no circuits that could be measured`,
      todo: "Leave the shots out, or choose another problem.",
    });
  }
  if (shots === undefined || !gradientOf(settings).exactOnly) return;
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `--shots is ${shots} and --gradient is ${gradient}`,
    wanted: `${gradient} needs exact states`,
    todo: "Add --gradient parameter-shift or finite-difference.",
  });
}

/** @throws UphillError "options" where equal shots are to be given and nobody counts any */
export function checkEqualShots(
  { name, equalShots }: Preset,
  { shots, lossShots }: Settings,
  { budget, family }: { readonly budget: Budget; readonly family: ProblemFamily },
): void {
  if (!equalShots) return;
  if (!family.circuits) {
    throw new UphillError({
      code: "options",
      who: name,
      got: `the problem is ${family.name}, which has no circuits`,
      wanted: "this preset gives everyone the same number of shots",
      todo: "Take another preset, or a problem with circuits.",
    });
  }
  const wrong =
    shots === undefined || lossShots === undefined
      ? "an exact value has no price in shots"
      : budget.shots === undefined
        ? ""
        : "the preset sets the budget in shots";
  if (wrong === "") return;
  throw new UphillError({
    code: "options",
    who: name,
    got: wrong,
    wanted: "this preset gives everyone the same number of shots",
    todo: "Give --shots and --loss-shots of 1 or more and no --budget shots, or take another preset.",
  });
}

/** Options that were given and that the family does not have. @throws UphillError "options" */
export function refuseOptions(family: ProblemFamily, given: Readonly<Record<string, unknown>>): void {
  const known = Object.keys(family.options);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new UphillError({
      code: "options",
      who: "compare",
      got: `${flagOf(name)} is given and the problem is ${family.name}`,
      wanted: `its options are ${known.join(", ")}`,
      todo: `${suggest(name, known)}Leave ${flagOf(name)} out, or choose another problem.`,
    });
  }
}

/** One option given in two ways. @throws UphillError "options" */
export function refuseTwice(options: object, sets: object, name: string): void {
  const twice = Object.keys(sets).find((option) => Object.hasOwn(options, option));
  if (twice === undefined) return;
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `${flagOf(twice)} and --set ${name}.${twice} are given`,
    wanted: "both say the same option",
    todo: "Leave one of them out.",
  });
}

/** Data that were named for a family that learns from none. @throws UphillError "options" @returns no wishes */
export function refuseData(family: ProblemFamily, data: DataWishes): DataWishes {
  const { table = {}, prepare = [], ...rest } = data;
  const name = [...Object.keys({ ...rest, ...table }), ...(prepare.length > 0 ? ["prepare"] : [])].at(0);
  if (name === undefined) return {};
  const flag = name === "header" && table.header === false ? "--no-header" : flagOf(name);
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `${flag} is given and the problem is ${family.name}`,
    wanted: `${family.name} learns from no data`,
    todo: `Leave ${flag} out, or choose another problem.`,
  });
}
