import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import { UphillError } from "@uphill/core";
import type { BridgeData, FromBridge, ToBridge } from "./bridge.js";

/** A conversation with one process, a JSON line each way. It waits for each answer, and so it is for workers only. */
export interface Session {
  /** Sends a message and returns what the process answers. @throws UphillError "command" when it hangs, dies or writes garbage */
  call(message: object): Record<string, unknown>;
  close(): void;
}

let limit = 10;

/** Sets how long, in seconds, a process may take for an answer. */
export function setLimit(seconds: number): void {
  limit = seconds;
}

export function openSession(who: string, command: readonly string[]): Session {
  const { port1: port, port2 } = new MessageChannel();
  const bell = new SharedArrayBuffer(4);
  const bridge = new Worker(new URL("./bridge.js", import.meta.url), {
    workerData: { command, port: port2, bell } satisfies BridgeData,
    transferList: [port2],
  });
  bridge.unref();
  port.unref();
  const close = (): void => post(port, { kill: true });
  const refuse = (got: string): UphillError => {
    close();
    return new UphillError({
      code: "command",
      who,
      got,
      wanted: "it must answer every line with one line of JSON",
      todo: "docs/optimizer-protocol.md says which; what it writes for people belongs on standard error.",
    });
  };
  return {
    close,
    call(message) {
      const early = receive(port);
      if (early) throw refuse("end" in early ? early.end : `it wrote ${shown(early.line)}, which nobody asked for`);
      post(port, { send: JSON.stringify(message) });
      const found = wait(port, new Int32Array(bell), limit);
      if (!found) throw refuse(`it gave no answer for ${limit} s`);
      if ("end" in found) throw refuse(found.end);
      let answer: unknown;
      try {
        answer = JSON.parse(found.line);
      } catch {
        throw refuse(`it wrote ${shown(found.line)}, which is not JSON`);
      }
      if (typeof answer !== "object" || answer === null || Array.isArray(answer))
        throw refuse(`it wrote ${shown(found.line)}, which is no JSON object`);
      return answer as Record<string, unknown>;
    },
  };
}

function post(port: MessagePort, message: ToBridge): void {
  port.postMessage(message);
}

function receive(port: MessagePort): FromBridge | undefined {
  const found: { message: FromBridge } | undefined = receiveMessageOnPort(port);
  return found?.message;
}

function wait(port: MessagePort, bell: Int32Array, seconds: number): FromBridge | undefined {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const heard = Atomics.load(bell, 0);
    const message = receive(port);
    if (message) return message;
    const left = end - Date.now();
    if (left <= 0 || Atomics.wait(bell, 0, heard, left) === "timed-out") return receive(port);
  }
}

function shown(line: string): string {
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`;
}
