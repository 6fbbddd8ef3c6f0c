import type { Fields } from "@uphill/core";
import { defineMethod, type Answer, type Facts, type OptimizerFamily } from "@uphill/optimizers";
import {
  expectType,
  fieldsOf,
  PROTOCOL,
  readAsk,
  readDone,
  readHello,
  readState,
  type Description,
  type Message,
} from "./messages.js";
import { openSession, type Session } from "./session.js";

export interface CommandSpec {
  readonly text: string;
  readonly command: readonly string[];
  readonly sha256: string;
  readonly description: Description;
}

/** Asks a process for its name, needs and options. For workers only. @throws UphillError "command" */
export function describe(command: readonly string[]): Description {
  const session = openSession(command.join(" "), command);
  try {
    return hello(session, command.join(" "));
  } finally {
    session.close();
  }
}

function hello(session: Session, who: string): Description {
  return readHello(who, session.call({ type: "hello", protocol: PROTOCOL }));
}

interface Running {
  readonly session: Session;
  /** Whether a step was begun and not brought to its end, as when a budget ran out. */
  broken: boolean;
}

const running = new Map<string, Running>();

/** Ends the processes of this thread. */
export function endSessions(): void {
  for (const { session } of running.values()) session.close();
  running.clear();
}

/** The optimizer that a process is. Steps are for workers only. */
export function commandFamily(spec: CommandSpec): OptimizerFamily {
  const { text, command, description } = spec;
  const { name, needs } = description;

  function process(): Running {
    const now = running.get(text);
    if (now && !now.broken) return now;
    now?.session.close();
    const fresh: Running = { session: openSession(name, command), broken: false };
    running.set(text, fresh);
    hello(fresh.session, name);
    return fresh;
  }

  /** Between a message and the end of its step, the process knows what another step must not. */
  function call(at: Running, message: object): Message {
    at.broken = true;
    return at.session.call(message);
  }

  return defineMethod<Fields, unknown>({
    name,
    needs,
    options: fieldsOf(text, description),
    init(size, options, facts) {
      const at = process();
      const state = readState(name, call(at, { type: "init", size, options, ...told(description, size, facts) }));
      at.broken = false;
      return state;
    },
    *step({ theta, state, options, random }) {
      const at = process();
      const seed = Math.floor(random.uniform() * 2 ** 53);
      let message = call(at, { type: "step", theta: Array.from(theta), state, options, seed });
      while (expectType(name, message, "ask", "done") === "ask") {
        const answer: Answer = yield readAsk(name, message);
        message = call(at, { type: "answer", answers: answer.map(entry) });
      }
      const done = readDone(name, message);
      at.broken = false;
      return done;
    },
  });
}

/** The facts of the problem that it needs. */
function told({ needs }: Description, size: number, { frequencies, alternatives }: Facts): object {
  return {
    ...(needs.includes("frequencies") &&
      frequencies && { frequencies: Array.from({ length: size }, (_, weight) => frequencies(weight)) }),
    ...(needs.includes("alternatives") && alternatives && { alternatives: alternatives() }),
  };
}

function entry({ gradient, metric, ...rest }: Answer[number]): object {
  return {
    ...rest,
    ...(gradient && { gradient: Array.from(gradient) }),
    ...(metric && { metric: Array.from(metric) }),
  };
}
