// The process of a plug-in. What it does to the language, to memory or to this process, it does to itself.
import { Socket } from "node:net";
import { CHANNEL, LIFELINE } from "../external/launch.js";
import { eachLine } from "../external/lines.js";
import { installHooks } from "../install-hooks.js";
import { respond } from "./respond.js";

// The program that runs us names itself.
installHooks(process.cwd(), process.argv.at(2), LIFELINE);

const channel = new Socket({ fd: CHANNEL });
channel.on("error", () => process.exit()).on("end", () => process.exit());
eachLine(
  channel,
  (line) => void respond(line).then((answer) => channel.write(`${answer}\n`)),
  () => process.exit(),
);
