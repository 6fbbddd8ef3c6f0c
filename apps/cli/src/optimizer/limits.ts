import { UphillError } from "@uphill/core";
import { Option, type Command } from "commander";
import { wholeNumber } from "../whole-number.js";
import type { Limits } from "@uphill/plugins/node";

/** Seconds that an optimizer which is not ours may think between two questions. */
const DEADLINE = 10;
/** Mebibytes that it may take. */
const MEMORY = 2048;

/** What these options give. */
export interface LimitsGiven {
  readonly deadline: number;
  readonly memoryLimit: number;
}

/** A command that runs optimizers of somebody else, with options for what they may take. */
export function limited(command: Command): Command {
  return command.addOption(deadlineOption()).addOption(memoryOption());
}

export function limitsFrom({ deadline, memoryLimit: memory }: LimitsGiven): Limits {
  return { deadline, memory };
}

function deadlineOption(): Option {
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

function memoryOption(): Option {
  return new Option("--memory-limit <MiB>", "memory that an optimizer of yours may take, with all that it starts")
    .default(MEMORY)
    .argParser(wholeNumber("--memory-limit", 64, 2 ** 30));
}
