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

  it("marks an account for good once an exact answer was charged", () => {
    const exact = charge(emptyAccount, "loss", { ...cost, shots: null });
    expect(exact).toMatchObject({ circuits: 10, shots: 0, unpriced: true });
    expect(charge(exact, "loss", cost)).toMatchObject({ shots: 100, unpriced: true });
  });

  it("does not charge reports, exact or not", () => {
    expect(charge(emptyAccount, "report", { ...cost, shots: null })).toBe(emptyAccount);
  });

  it("is plain data", () => {
    const account = PHASES.reduce((sum, phase) => charge(sum, phase, cost), emptyAccount);
    expect(JSON.parse(JSON.stringify(account))).toStrictEqual(account);
    expect(Object.keys(account.phases)).toEqual(["loss", "gradient", "tentative", "calibration", "metric"]);
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
  ])("%o: %s", (budget, wanted) => {
    expect(fits(spent, "gradient", cost, budget)).toBe(wanted);
    expect(fits(spent, "report", cost, budget)).toBe(
      Object.entries(budget).every(([unit, limit]) => spent[unit as "rounds"] <= limit),
    );
  });

  it("counts an exact answer as no shots", () => {
    expect(fits(emptyAccount, "loss", { circuits: 1, shots: null, rounds: 1 }, { shots: 0 })).toBe(true);
  });
});
