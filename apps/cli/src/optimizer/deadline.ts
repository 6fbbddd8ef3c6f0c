import { UphillError } from "@uphill/core";
import { Option } from "commander";

/** Seconds that an optimizer which is not ours may think between two questions. */
const DEADLINE = 10;
/** What a command that keeps no deadline is given to be stopped by its own session, which knows it better. */
export const GRACE = 1;

export function deadlineOption(): Option {
  return new Option(
    "--deadline <seconds>",
    "how long an optimizer of yours may think between two questions before it is stopped",
  )
    .default(DEADLINE)
    .argParser((text) => {
      const seconds = Number(text);
      if (text.trim() !== "" && seconds > 0 && seconds <= 1e6) return seconds;
      throw new UphillError({
        code: "options",
        who: "--deadline",
        got: `it is "${text}"`,
        wanted: "it must be a number of seconds above 0",
        todo: `For example --deadline ${DEADLINE}.`,
      });
    });
}

/** The sentence for an optimizer that was stopped. @param option what set the seconds */
export function overdue(name: string, seconds: number, option = "--deadline"): UphillError {
  return new UphillError({
    code: "deadline",
    who: name,
    got: `it thought for ${seconds} s without asking anything or ending its step, and was stopped`,
    wanted: "a step must come to an end",
    todo: `Look for a loop that never ends, or give it more time with ${option}.`,
  });
}
