import { isMainThread } from "node:worker_threads";
import { encode, fieldFrom, parseOptions, type Fields } from "@uphill/core";
import {
  observers as knownObservers,
  type Answer,
  type Facts,
  type Observer,
  type Optimizer,
  type OptimizerFamily,
  type StepResult,
} from "@uphill/optimizers";
import { readBound, type Bound } from "./described.js";
import { dialectOf, understand } from "./dialect.js";
import type { Message } from "./messages.js";
import { isPlugin, type FamilyDescription, type ForeignProgram } from "./program.js";
import { openSession, type Session } from "./session.js";

interface Running {
  readonly session: Session;
  /** Whether a step was begun and not brought to its end, as when a budget ran out. */
  broken: boolean;
}

const running = new Map<string, Running>();
let quiet = false;

/**
 * Ends the processes of this thread. A process that is needed later starts anew.
 * @param again true if what these processes said on starting was shown already
 */
export function endSessions(again = false): void {
  for (const { session } of running.values()) session.close();
  running.clear();
  quiet = again;
}

/** Asks a process one thing. For threads that compute. @throws UphillError */
export function askOnce(program: ForeignProgram, message: Message, type: string): Message {
  const dialect = dialectOf(program);
  const session = openSession(program.given, program, quiet);
  try {
    return understand(dialect, program.given, session.call(dialect.write(message)), type);
  } finally {
    session.close();
  }
}

/** Asks a program what it holds. @throws UphillError */
export function describe(program: ForeignProgram): readonly FamilyDescription[] {
  const { hello, readHello } = dialectOf(program);
  return readHello(program.given, askOnce(program, hello, "hello"));
}

/** Options that were tried, for the main thread, which waits for no process. */
const tried = new Map<string, Bound>();
const triedKey = (name: string, options: object): string => encode([name, options]);

export function remember(name: string, options: object, bound: Bound): void {
  tried.set(triedKey(name, options), bound);
}

export function isTried(name: string, options: object): boolean {
  return tried.has(triedKey(name, options));
}

/**
 * An optimizer that is a process: it sees θ and answers, and nothing else. Only threads that compute ask it; in the main thread it
 * can be had at options that were tried.
 */
export function remoteFamily(program: ForeignProgram, description: FamilyDescription): OptimizerFamily {
  const { name, needs, recommends = false, rule = false, options: described, reports } = description;
  const dialect = dialectOf(program);
  // They run here and see what the driver sees: nothing but reports and answers.
  const observers = description.observers.map((name) => (knownObservers as Readonly<Record<string, Observer>>)[name]);
  const fields: Fields = Object.fromEntries(
    Object.entries(described).map(([key, description]) => [key, fieldFrom(description)]),
  );

  remember(name, parseOptions(name, fields), { name, needs, recommends, rule });

  function process(): Running {
    const now = running.get(program.given);
    if (now && !now.broken) return now;
    now?.session.close();
    const fresh: Running = { session: openSession(name, program, quiet), broken: false };
    running.set(program.given, fresh);
    understand(dialect, name, fresh.session.call(dialect.write(dialect.hello)), "hello");
    return fresh;
  }

  function ask(message: Message, type: string): Message {
    const { session } = process();
    return understand(dialect, name, session.call(dialect.write({ ...message, ...dialect.address(name) })), type);
  }

  function bind(options: object): Bound {
    if (!isPlugin(program)) return { name, needs, recommends, rule };
    // What comes up later, such as a rate beyond the list, its own process refuses if it has to.
    if (isMainThread) return tried.get(triedKey(name, options)) ?? { name, needs, recommends, rule };
    return readBound(name, ask({ type: "bind", options }, "bound"));
  }

  const make = (given: object = {}): Optimizer => {
    const options = parseOptions(name, fields, given);
    const bound = bind(options);
    return {
      name: bound.name,
      options,
      needs: bound.needs,
      observers,
      reports,
      init(size, facts = {}) {
        const message = { type: "init", size, options, ...told(bound, size, facts) };
        return dialect.readState(name, ask(message, "state"));
      },
      *step(theta, state, random) {
        const at = process();
        // Between a message and the end of its step, a command knows what another step must not.
        at.broken = !isPlugin(program);
        const call = (message: Message): Message =>
          understand(dialect, name, at.session.call(dialect.write(message)), "ask", "done");
        const begun = { type: "step", theta, state, options, ...dialect.randomness(random) };
        let message = call({ ...begun, ...dialect.address(name) });
        while (message.type === "ask") {
          const answers: Answer = yield dialect.readAsk(name, message);
          message = call(dialect.answer(answers));
        }
        const done: StepResult = dialect.readDone(name, message);
        at.broken = false;
        return done;
      },
      ...(bound.recommends && {
        recommend: (theta, state) => ask({ type: "recommend", options, theta, state }, "point").theta as Float64Array,
      }),
      ...(bound.rule && { rule: ruleOf(options) }),
    };
  };

  const ruleOf = (options: object): Optimizer["rule"] & object => ({
    init: (size) => ask({ type: "rule", options, size }, "state").state,
    update: (given) => ask({ type: "update", options, ...given }, "update") as never,
  });

  Object.defineProperty(make, "name", { value: name });
  return Object.assign(make, { options: fields, observers, reports });
}

/** The facts of the problem that it needs. */
function told({ needs }: Bound, size: number, { frequencies, alternatives }: Facts): Message {
  return {
    ...(needs.includes("frequencies") &&
      frequencies && { frequencies: Array.from({ length: size }, (_, weight) => frequencies(weight)) }),
    ...(needs.includes("alternatives") && alternatives && { alternatives: alternatives() }),
  };
}
