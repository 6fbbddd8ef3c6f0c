// The thread between an optimizer's process and a thread that waits for its lines without an event loop.
import { spawn } from "node:child_process";
import { workerData, type MessagePort } from "node:worker_threads";

export interface BridgeData {
  readonly command: readonly string[];
  readonly port: MessagePort;
  /** One number that changes with every message. */
  readonly bell: SharedArrayBuffer;
}

export type FromBridge = { readonly line: string } | { readonly end: string };
export type ToBridge = { readonly send: string } | { readonly kill: true };

/** A longer line is no answer. */
const LONGEST = 2 ** 26;

const { command, port, bell } = workerData as BridgeData;
const count = new Int32Array(bell);
function tell(message: FromBridge): void {
  port.postMessage(message);
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}

const [program, ...rest] = command;
const child = spawn(program, rest, { stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
let pending = "";
let complaint = "";
child.stdout.setEncoding("utf8").on("data", (text: string) => {
  const lines = (pending + text).split("\n");
  pending = lines.pop() ?? "";
  for (const line of lines) tell({ line });
  if (pending.length > LONGEST) {
    tell({ end: `it wrote a line of more than ${LONGEST} characters` });
    child.kill("SIGKILL");
  }
});
child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint = (complaint + text).slice(-2000)));
// It may be gone by the time that it is written to; its end says so.
child.stdin.on("error", () => undefined);
child.on("error", (error: NodeJS.ErrnoException) =>
  tell({ end: `it cannot be started (${error.code ?? error.message})` }),
);
child.on("close", (status, signal) => {
  const last = complaint.trim().split("\n").at(-1) ?? "";
  const how = signal === null ? `it ended with exit status ${status}` : `it was ended by ${signal}`;
  tell({ end: last === "" ? how : `${how}, saying "${last}"` });
  port.close();
});
port.on("message", (message: ToBridge) => {
  if ("kill" in message) child.kill("SIGKILL");
  else child.stdin.write(`${message.send}\n`);
});
