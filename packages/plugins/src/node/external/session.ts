import { receiveMessageOnPort } from "node:worker_threads";
import { UphillError } from "@uphill/core";
import type { Ending } from "./child.js";
import type { FromChildren, Link, ToChildren } from "./children.js";
import { isPlugin, type ForeignProgram } from "./program.js";

/** A conversation with one process, a line each way. It waits for each answer, and so it is for threads that compute only. */
export interface Session {
  /** @throws UphillError when the process ends, with the code of its fault if it has one */
  call(line: string): string;
  close(): void;
}

let link: Link | undefined;
let next = 0;
const endings = new Map<number, Ending>();

/**
 * Connects a thread that computes to the main thread, which owns the processes of foreign optimizers.
 * @param to the thread's end of the connection
 */
export function connect(to: Link): void {
  link = to;
  endings.clear();
}

/** How the processes of this thread ended that were not closed, so far. */
export function endingsSoFar(): readonly Ending[] {
  return [...endings.values()];
}

/** @param who for sentences */
export function openSession(who: string, program: ForeignProgram, quiet: boolean): Session {
  const id = next++;
  post({ open: id, program, quiet });
  return {
    close: () => post({ close: id }),
    call(line) {
      post({ ask: id, line });
      for (;;) {
        const message = endings.has(id) ? { id, ending: endings.get(id)! } : receive();
        if ("ending" in message) endings.set(message.id, message.ending);
        if (message.id !== id) continue;
        if ("ending" in message) throw refusal(who, program, message.ending);
        return message.line;
      }
    },
  };
}

function post(message: ToChildren): void {
  link!.port.postMessage(message);
}

function receive(): FromChildren {
  const { port, bell } = link!;
  const count = new Int32Array(bell);
  for (;;) {
    const heard = Atomics.load(count, 0);
    const found: { message: FromChildren } | undefined = receiveMessageOnPort(port);
    if (found) return found.message;
    // No limit of time: the main thread has the clock.
    Atomics.wait(count, 0, heard);
  }
}

const advice: Record<NonNullable<Ending["fault"]>, { wanted: string; todo: string }> = {
  deadline: {
    wanted: "every step must come to an end",
    todo: "Look for a loop that never ends, or give it more time with",
  },
  memory: {
    wanted: "that is what it may take, with all that it starts",
    todo: "Look for what only grows, or give it more with",
  },
  killed: {
    wanted: "nobody may end it before its run does",
    todo: "Do this run again, by the same command and",
  },
};

function refusal(who: string, program: ForeignProgram, { got, fault, option = "--resume" }: Ending): UphillError {
  if (fault) {
    const { wanted, todo } = advice[fault];
    return new UphillError({ code: fault, who, got, wanted, todo: `${todo} ${option}.` });
  }
  if (isPlugin(program))
    return new UphillError({
      code: "plugin",
      who,
      got,
      wanted: "an optimizer must answer, and neither end nor break its process",
      todo: "Look for process.exit, for errors in timers and promises that nobody waits for, and for files that changed.",
    });
  return new UphillError({
    code: "command",
    who,
    got,
    wanted: "it must answer every line with one line of JSON",
    todo: "docs/optimizer-protocol.md says which; what it writes for people belongs on standard error.",
  });
}
