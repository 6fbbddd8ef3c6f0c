import { Command, Option } from "commander";
import { checkCommand } from "./check.js";
import { fetchCommand } from "./fetch.js";
import { generateCommand } from "./generate.js";
import { listCommand } from "./list.js";
import { showCommand } from "./show.js";

/** `uphill datasets`: what there is, what is in it, and where it comes from. */
export function datasetsCommand(): Command {
  const command = new Command("datasets")
    .summary("list, show, fetch, generate and check data sets")
    .description("Lists, shows, fetches, generates and checks data sets. Nothing is fetched unless you ask for it.");
  for (const one of [listCommand(), showCommand(), fetchCommand(), generateCommand(), checkCommand()]) {
    one
      .addOption(
        new Option(
          "--data-dir <folder>",
          "where files of data sets are, each set in a folder of its name (default: the platform's place for caches)",
        ).env("UPHILL_DATA"),
      )
      .option("--json", "print one JSON document and nothing else", false);
    command.addCommand(one);
  }
  return command;
}

/** What every subcommand is given. */
export interface Common {
  readonly dataDir?: string;
  readonly json: boolean;
}
