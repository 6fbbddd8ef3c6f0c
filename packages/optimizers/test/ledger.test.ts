import { describe, expect, it } from "vitest";
import { charge, emptyAccount, fits, PHASES, type Account, type Cost } from "../src/index.js";

const cost: Cost = { circuits: 10, shots: 100, rounds: 1 };

describe("charge", () => {
  it("adds up, in all and by phase, and leaves the old account alone", () => {
    const once = Object.freeze(charge(Object.freeze(emptyAccount), "gradient", cost));
    const twice = charge(once, "tentative", { circuits: 1, shots: 5, rounds: 2 });
    expect(charge(twice, "gradient", cost)).toEqual({
      circuits: 21,
      shots: 205,
      rounds: 4,
      unpriced: false,
      phases: { gradient: { circuits: 20, shots: 200, rounds: 2 }, tentative: { circuits: 1, shots: 5, rounds: 2 } },
    });
    expect(emptyAccount).toEqual({ circuits: 0, shots: 0, rounds: 0, unpriced: false, phases: {} });
    expect(once.phases).toEqual({ gradient: { circuits: 10, shots: 100, rounds: 1 } });
  });

  it("keeps what idle weights would add, and device seconds, where they are told", () => {
    const idle = { circuits: 3, shots: 30 };
    const once = charge(emptyAccount, "gradient", { ...cost, idle, deviceSeconds: 1.5 });
    const twice = charge(charge(once, "tentative", cost), "gradient", { ...cost, idle, deviceSeconds: 2 });
    expect(twice).toMatchObject({ circuits: 30, shots: 300, idle: { circuits: 6, shots: 60 }, deviceSeconds: 3.5 });
    expect(twice.phases.gradient).toEqual({ circuits: 20, shots: 200, rounds: 2 });
  });

  it("marks an account for good once an exact answer was charged", () => {
    const exact = charge(emptyAccount, "loss", { ...cost, shots: undefined });
    expect(exact).toMatchObject({ circuits: 10, shots: 0, unpriced: true });
    expect(charge(exact, "loss", cost)).toMatchObject({ shots: 100, unpriced: true });
  });

  it("does not charge reports, exact or not", () => {
    expect(charge(emptyAccount, "report", { ...cost, shots: undefined })).toBe(emptyAccount);
  });

  it("is plain data", () => {
    const account = PHASES.reduce((sum, phase) => charge(sum, phase, cost), emptyAccount);
    expect(JSON.parse(JSON.stringify(account))).toStrictEqual(account);
    expect(Object.keys(account.phases)).toEqual(["loss", "gradient", "tentative", "calibration", "metric", "stopping"]);
  });
});

describe("fits", () => {
  const spent: Account = charge(emptyAccount, "gradient", { circuits: 90, shots: 900, rounds: 9 });

  it.each([
    [{}, true],
    [{ circuits: 100 }, true],
    [{ circuits: 99 }, false],
    [{ shots: 1000 }, true],
    [{ shots: 999 }, false],
    [{ rounds: 10 }, true],
    [{ rounds: 9 }, false],
    [{ circuits: 100, shots: 1000, rounds: 9 }, false],
    [{ circuits: 100, shots: 1000, rounds: 10 }, true],
    [{ deviceSeconds: 0, seconds: 0 }, true],
  ])("%o: %s", (budget, wanted) => {
    expect(fits(spent, "gradient", cost, budget)).toBe(wanted);
    expect(fits(spent, "report", cost, budget)).toBe(
      Object.entries(budget).every(([unit, limit]) => (spent[unit as "seconds"] ?? 0) <= limit),
    );
  });

  it("limits device seconds and those of the clock as it does the rest", () => {
    const before: Account = { ...spent, deviceSeconds: 8, seconds: 2 };
    const timed: Cost = { ...cost, deviceSeconds: 2 };
    expect(fits(before, "loss", timed, { deviceSeconds: 10 })).toBe(true);
    expect(fits(before, "loss", timed, { deviceSeconds: 9.9 })).toBe(false);
    expect(fits(before, "loss", timed, { seconds: 2 })).toBe(true);
    expect(fits(before, "loss", timed, { seconds: 1.9 })).toBe(false);
  });

  it("counts an exact answer as no shots", () => {
    expect(fits(emptyAccount, "loss", { circuits: 1, rounds: 1 }, { shots: 0 })).toBe(true);
  });
});
