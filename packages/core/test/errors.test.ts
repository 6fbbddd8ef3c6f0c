import { describe, expect, it, vi } from "vitest";
import { UphillError, isUphillError } from "../src/errors.js";

const parts = {
  code: "options",
  who: "nlr",
  got: "threshold is -1",
  wanted: "it must be a number ≥ 0",
  todo: "Leave it out.",
};

describe("UphillError", () => {
  it("says who refuses, what it got, what it wanted, and what to do", () => {
    const error = new UphillError(parts);
    expect(error.message).toBe("nlr: threshold is -1, but it must be a number ≥ 0. Leave it out.");
    expect(error).toMatchObject({ name: "UphillError", code: "options", who: "nlr" });
    expect(error).toBeInstanceOf(Error);
    expect("cause" in error).toBe(false);
  });

  it("keeps a cause", () => {
    const cause = new Error("disk");
    expect(new UphillError({ ...parts, cause }).cause).toBe(cause);
  });

  it("is recognised by its brand, whichever copy of the module made it", async () => {
    vi.resetModules();
    const other = await import("../src/errors.js");
    expect(other.UphillError).not.toBe(UphillError);
    const foreign = new other.UphillError(parts);
    expect(foreign instanceof UphillError).toBe(true);
    expect(new Error("no") instanceof UphillError).toBe(false);
    expect(isUphillError(foreign)).toBe(true);
    expect(other.isUphillError(new UphillError(parts))).toBe(true);
  });

  it("is not confused with anything else", () => {
    const others = [new Error("options"), { name: "UphillError", code: "options" }, null, undefined, "UphillError", 1];
    for (const other of others) expect(isUphillError(other)).toBe(false);
  });
});
