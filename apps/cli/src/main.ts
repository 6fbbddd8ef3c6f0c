import { createRequire } from "node:module";
import { isSystemError, isUphillError, oneLine, reasonOf } from "@uphill/core";
import { Command, CommanderError } from "commander";
import { ansatzCommand, convertCommand, drawCommand } from "./circuits/convert.js";
import { listCommand } from "./circuits/list.js";
import { runCommand } from "./circuits/run.js";
import { compareCommand } from "./compare/command.js";
import { datasetsCommand } from "./datasets/command.js";
import { kernelCommand } from "./kernel/command.js";
import { optimizerCommand } from "./optimizer/command.js";
import { say, sayError } from "./output.js";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

const program = new Command("uphill")
  .description(
    "Train variational quantum circuits and learn which optimizer gets off a barren plateau, and at what cost.",
  )
  .version(version)
  .exitOverride()
  .configureOutput({ outputError: () => undefined })
  .addCommand(compareCommand())
  .addCommand(runCommand())
  .addCommand(drawCommand())
  .addCommand(ansatzCommand())
  .addCommand(convertCommand())
  .addCommand(listCommand())
  .addCommand(datasetsCommand())
  .addCommand(optimizerCommand())
  .addCommand(kernelCommand());
for (const command of program.commands) {
  for (const one of [command, ...command.commands]) one.copyInheritedSettings(program);
}

// A reader that has seen enough (`| head`) is no failure; a full disk behind `>` is.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    if (stream === process.stdout) say([`uphill: standard output cannot be written: ${reasonOf(error)}.`]);
    process.exit(2);
  });
}
// A limit on the size of files is an error of the one write, and no end without a word.
if (process.platform !== "win32") process.on("SIGXFSZ", () => undefined);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** One clear sentence for what the user can mend (exit 2); everything else is ours (exit 1). */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help was printed already, asked for or not.
    if (error.code === "commander.help") return 2;
    if (error.exitCode === 0) return 0;
    const sentence = oneLine(error.message.replace(/^error: /, ""));
    say([`uphill: ${sentence}${/[.)?]$/.test(sentence) ? "" : "."} See uphill --help.`]);
    return 2;
  }
  if (isSystemError(error) && error.path !== undefined) {
    say([`uphill: ${error.path}: ${reasonOf(error)}.`]);
    return 2;
  }
  sayError(error);
  return isUphillError(error) ? 2 : 1;
}
