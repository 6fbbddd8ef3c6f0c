import { choice, flag, number, UphillError, type Field, type Fields } from "@uphill/core";
import {
  defineMethod,
  needOf,
  type Answer,
  type Facts,
  type Need,
  type OptimizerFamily,
  type Report,
  type Request,
} from "@uphill/optimizers";
import { openSession, type Session } from "./session.js";

/** What a process says of itself when it is asked; plain data. */
export interface Description {
  readonly name: string;
  readonly needs: readonly Need[];
  readonly options: Readonly<Record<string, Record<string, unknown>>>;
}

export interface CommandSpec {
  readonly text: string;
  readonly command: readonly string[];
  readonly sha256: string;
  readonly description: Description;
}

const PROTOCOL = 1;

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
  const { type, protocol, name, needs, options = {} } = session.call({ type: "hello", protocol: PROTOCOL });
  const refuse = (got: string, wanted: string): never => {
    throw refusal(who, got, wanted);
  };
  if (type !== "hello" || protocol !== PROTOCOL)
    refuse(
      `it greets as ${JSON.stringify({ type, protocol })}`,
      `it must say {"type": "hello", "protocol": ${PROTOCOL}, …}`,
    );
  if (typeof name !== "string") return refuse("it says no name", "its name must be a text");
  const known: unknown[] = Object.values(needOf).concat("frequencies");
  if (!Array.isArray(needs) || !needs.every((need) => known.includes(need)))
    return refuse(`its needs are ${JSON.stringify(needs)}`, `they must be among ${known.join(", ")}`);
  if (typeof options !== "object" || options === null)
    return refuse("its options are no object", "each option must have a name");
  const description = { name, needs: needs as Need[], options: options as Description["options"] };
  fieldsOf(description, who);
  return description;
}

function refusal(who: string, got: string, wanted: string): UphillError {
  return new UphillError({ code: "command", who, got, wanted, todo: "See docs/optimizer-protocol.md." });
}

function fieldsOf({ options }: Description, who: string): Fields {
  return Object.fromEntries(
    Object.entries(options).map(([name, given]): [string, Field<unknown>] => {
      const about = typeof given.about === "string" ? given.about : "";
      const field = { ...given, about };
      if (about === "")
        throw refusal(who, `its option ${name} says nothing about itself`, "it needs a sentence, as about");
      if (typeof given.default === "number") return [name, number(field as unknown as Parameters<typeof number>[0])];
      if (typeof given.default === "boolean") return [name, flag(field as unknown as Parameters<typeof flag>[0])];
      if (typeof given.default === "string" && Array.isArray(given.values))
        return [name, choice(field as unknown as Parameters<typeof choice>[0])];
      throw refusal(
        who,
        `its option ${name} has the default ${JSON.stringify(given.default)}`,
        "a default is a number, true, false, or one of values",
      );
    }),
  );
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

  function call(at: Running, message: object, ...types: string[]): Record<string, unknown> {
    at.broken = true;
    const answer = at.session.call(message);
    if (answer.type === "error") throw refusal(name, `it says "${String(answer.message)}"`, "it was asked to go on");
    if (types.includes(String(answer.type))) return answer;
    throw refusal(name, `it answered with the type ${JSON.stringify(answer.type)}`, `it must be ${types.join(" or ")}`);
  }

  return defineMethod<Fields, unknown>({
    name,
    needs,
    options: fieldsOf(description, text),
    init(size, options, { frequencies }: Facts) {
      const waves = needs.includes("frequencies") &&
        frequencies && { frequencies: Array.from({ length: size }, (_, k) => frequencies(k)) };
      const at = process();
      const { state = null } = call(at, { type: "init", size, options, ...waves }, "state");
      at.broken = false;
      return state;
    },
    *step({ theta, state, options, random }) {
      const at = process();
      const seed = Math.floor(random.uniform() * 2 ** 53);
      const size = theta.length;
      let told = call(at, { type: "step", theta: Array.from(theta), state, options, seed }, "ask", "done");
      while (told.type === "ask") {
        const answer: Answer = yield requestOf(name, told);
        told = call(at, { type: "answer", answers: answer.map(entry) }, "ask", "done");
      }
      at.broken = false;
      const { report = {}, state: next = null } = told;
      return { theta: point(name, told.theta, size), state: next, report: report as Report };
    },
  });
}

function entry({ gradient, metric, ...rest }: Answer[number]): object {
  return {
    ...rest,
    ...(gradient && { gradient: Array.from(gradient) }),
    ...(metric && { metric: Array.from(metric) }),
  };
}

/** What is wrong with it is found by the guard. */
function requestOf(name: string, { kind, thetas, others, data, shots, phase }: Record<string, unknown>): Request {
  const points = (list: unknown): Float64Array[] => (Array.isArray(list) ? list.map((one) => point(name, one)) : []);
  const usual = { values: "loss", gradient: "gradient", metric: "metric", overlap: "metric" } as Record<string, string>;
  return {
    kind,
    thetas: points(thetas),
    ...(others !== undefined && { others: points(others) }),
    ...(data !== undefined && { data }),
    ...(shots !== undefined && { shots }),
    phase: phase ?? usual[String(kind)],
  } as unknown as Request;
}

function point(name: string, numbers: unknown, size?: number): Float64Array {
  if (Array.isArray(numbers) && numbers.every(Number.isFinite) && (size === undefined || numbers.length === size))
    return Float64Array.from(numbers as number[]);
  throw refusal(
    name,
    `a point of it is ${JSON.stringify(numbers ?? null).slice(0, 60)}`,
    `it must be a list of ${size ?? "as many"} finite numbers`,
  );
}
