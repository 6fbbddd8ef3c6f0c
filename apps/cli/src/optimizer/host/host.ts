// The process of a plug-in. What it does to the language, to memory or to this process, it does to itself.
import { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { CHANNEL, LIFELINE } from "../external/launch.js";
import { eachLine } from "../external/lines.js";
import { installHooks } from "../install-hooks.js";
import { respond } from "./respond.js";

// Ends us with those who started us, even in a loop without an end.
new Worker(
  `const { Socket } = require("node:net");
   const end = () => process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL");
   new Socket({ fd: ${LIFELINE} }).resume().on("error", end).on("close", end);`,
  { eval: true },
).unref();
installHooks(process.cwd());

const channel = new Socket({ fd: CHANNEL });
channel.on("error", () => process.exit()).on("end", () => process.exit());
eachLine(
  channel,
  (line) => void respond(line).then((answer) => channel.write(`${answer}\n`)),
  () => process.exit(),
);
