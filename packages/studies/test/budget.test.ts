import { describe, expect, it } from "vitest";
import { describeBudget, parseBudget, patience } from "../src/budget.js";
import { duration } from "../src/duration.js";
import { firstShown } from "../src/signs.js";

describe("duration", () => {
  it.each([
    [0, "0.0 µs"],
    [2.5e-4, "250 µs"],
    [0.0123, "12.3 ms"],
    [59.94, "59.9 s"],
    [90, "1.5 min"],
    [11_520, "3.2 h"],
    [86_400 * 12, "12.0 days"],
    [365.25 * 86_400 * 1500, "1,500 years"],
  ])("%d s is %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe("--budget", () => {
  it("takes whole counts and any time, each unit once", () => {
    const budget = parseBudget(["circuits=20000", "shots=1e6", "rounds=3", "seconds=0.5", "device-seconds=7200"]);
    expect(budget).toEqual({ circuits: 20_000, shots: 1e6, rounds: 3, seconds: 0.5, deviceSeconds: 7200 });
    expect(describeBudget(budget)).toEqual([
      "20000 circuits",
      "1000000 shots",
      "3 rounds",
      "500 ms on the clock",
      "2.0 h on the device",
    ]);
  });

  it.each(["", "abc", "-1", "Circuits=5", "toString=1", "a=1=2", "circuits=1=2"])("refuses %j", (text) =>
    expect(() => parseBudget([text])).toThrow("circuits=N, shots=N, rounds=N, seconds=N or device-seconds=N"),
  );

  it.each(["circuits", "circuits=", "circuits=0", "circuits=-1", "circuits=1.5", "shots=1e16"])("refuses %j", (text) =>
    expect(() => parseBudget([text])).toThrow(/\w+=N takes a whole number above 0/),
  );

  it.each(["seconds=0", "seconds=NaN", "seconds=1e999", "device-seconds="])("refuses %j", (text) =>
    expect(() => parseBudget([text])).toThrow(/seconds=N takes a number above 0/),
  );

  it("refuses a unit that is given twice: neither limit may be dropped", () =>
    expect(() => parseBudget(["circuits=10", "shots=5", "circuits=1000"])).toThrow(
      'compare: --budget is "circuits=1000", but circuits were limited to 10 before. Give each unit once.',
    ));

  it("in seconds shortens how long a plug-in may think", () => {
    expect([patience(10, { seconds: 2 }), patience(10, { seconds: 20 }), patience(10)]).toEqual([2, 10, 10]);
  });
});

it("signs are told with the steps at which runs showed them first", () => {
  const sign = (code: "frozen" | "ties", step: number): { code: "frozen" | "ties"; text: string; step: number } => ({
    code,
    text: "",
    step,
  });
  expect(
    firstShown([{ signs: [sign("ties", 20)] }, { signs: [sign("frozen", 3), sign("ties", 24)] }, { signs: [] }]),
  ).toEqual([
    "ties showed first between steps 20 and 24, in 2 of 3 runs.",
    "frozen showed first at step 3, in 1 of 3 runs.",
  ]);
  expect(firstShown([{ signs: [] }])).toEqual([]);
});
