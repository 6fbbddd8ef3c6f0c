import { UphillError } from "@uphill/core";
import type { Budget } from "@uphill/optimizers";
import { duration } from "./duration.js";
import type { Settings } from "./settings.js";

/** What a budget in seconds does to the figures. */
export const CLOCK = "The clock may end runs: their figures depend on the machine and do not come again to the bit.";

type Unit = keyof Budget;

/** What `--budget` takes, by its name there; counts are whole, times need not be. */
const units: Readonly<Record<string, { readonly unit: Unit; readonly whole: boolean }>> = {
  circuits: { unit: "circuits", whole: true },
  shots: { unit: "shots", whole: true },
  rounds: { unit: "rounds", whole: true },
  seconds: { unit: "seconds", whole: false },
  "device-seconds": { unit: "deviceSeconds", whole: false },
};

/** The forms that `--budget` takes, for help and errors: "circuits=N" and so on. */
export const budgetForms = Object.keys(units).map((name) => `${name}=N`);

/**
 * Reads budgets as `--budget UNIT=N` gives them. Each unit may be given once.
 * @param given the texts, such as "circuits=20000"
 * @returns the limits
 * @throws UphillError "options" for an unknown unit, a bad number, or a unit that is given twice
 */
export function parseBudget(given: readonly string[]): Budget {
  const budget: Budget = {};
  const refuse = (text: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who: "compare", got: `--budget is "${text}"`, wanted, todo });
  };
  for (const text of given) {
    const [name, number = "", ...more] = text.split("=");
    const known = Object.hasOwn(units, name) && more.length === 0 ? units[name] : undefined;
    if (!known) {
      const forms = `${budgetForms.slice(0, -1).join(", ")} or ${budgetForms.at(-1)!}`;
      return refuse(text, `it must be ${forms}`, "For example --budget circuits=20000.");
    }
    const { unit, whole } = known;
    const value = /^\d+(\.\d+)?(e\d+)?$/.test(number) ? Number(number) : NaN;
    if (!(value > 0 && (whole ? Number.isSafeInteger(value) : Number.isFinite(value))))
      return refuse(
        text,
        `${name}=N takes a ${whole ? "whole " : ""}number above 0`,
        `For example --budget ${name}=20000.`,
      );
    if (budget[unit] !== undefined)
      return refuse(text, `${name} were limited to ${budget[unit]} before`, "Give each unit once.");
    budget[unit] = value;
  }
  return budget;
}

/** @throws UphillError "options" for device seconds without a device */
export function checkBudget(budget: Budget, device: string): void {
  if (budget.deviceSeconds === undefined || device !== "none") return;
  throw new UphillError({
    code: "options",
    who: "compare",
    got: "--budget is in device-seconds and there is no device",
    wanted: "a device's prices make its seconds",
    todo: "Add --device, as in --device superconducting.",
  });
}

/** A budget as it is given: "circuits=20000", one a limit. */
export function budgetFlags(budget: Budget): string[] {
  return Object.entries(units).flatMap(([name, { unit }]) =>
    budget[unit] === undefined ? [] : [`${name}=${budget[unit]}`],
  );
}

/** "20000 circuits", one a limit. */
export function describeBudget(budget: Budget): string[] {
  return Object.values(units).flatMap(({ unit }) => {
    const limit = budget[unit];
    if (limit === undefined) return [];
    if (unit === "seconds") return [`${duration(limit)} on the clock`];
    return [unit === "deviceSeconds" ? `${duration(limit)} on the device` : `${limit} ${unit}`];
  });
}

/** What a reader must know of a budget, or a device's time, to trust the figures; sentences. */
export function budgetNotes({ budget, settings }: { readonly budget: Budget; readonly settings: Settings }): string[] {
  const exact = settings.shots === undefined || settings.lossShots === undefined;
  const unbound = [
    ...(budget.shots !== undefined && settings.shots === undefined ? ["shots"] : []),
    ...(budget.deviceSeconds !== undefined && settings.shots === undefined ? ["device seconds"] : []),
  ];
  return [
    ...(budget.seconds === undefined ? [] : [CLOCK]),
    ...(settings.device !== "none" && exact
      ? ["Exact values have no time on a device: what is shown is for shots alone, and exact runs are unpriced."]
      : []),
    ...(unbound.length === 0
      ? []
      : [`Exact gradients cost no ${unbound.join(" and no ")}: that budget binds no run of them.`]),
  ];
}

/** Seconds that an optimizer which is not ours may think at a time: the deadline, and no longer than its run may last. */
export function patience(deadline: number, { seconds = Infinity }: Budget = {}): number {
  return Math.min(deadline, seconds);
}
