import { decode, encode, oneLine, quoted, UphillError, type ErrorParts, type Random } from "@uphill/core";
import type { Answer, Request, StepResult } from "@uphill/optimizers";
import { expectType, PROTOCOL, readAsk, readDone, readHello, readState, type Message } from "./messages.js";
import { isPlugin, type FamilyDescription, type ForeignProgram } from "./program.js";
import { readDescriptions } from "./described.js";

/**
 * How we speak with a kind of program: commands as docs/optimizer-protocol.md says; plug-ins the same, but every number and array
 * comes to the bit, several optimizers share a process, and it can be asked for more.
 */
export interface Dialect {
  readonly hello: Message;
  /** @throws UphillError */
  readHello(who: string, answer: Message): FamilyDescription[];
  write(message: Message): string;
  /** @throws where the line is no message */
  read(line: string): unknown;
  /** What else every message to an optimizer of this name has. */
  readonly address: (name: string) => Message;
  /** Where its random numbers come from. */
  readonly randomness: (random: Random) => Message;
  readonly readState: (who: string, answer: Message) => unknown;
  readonly answer: (answer: Answer) => Message;
  readonly readAsk: (who: string, answer: Message) => Request;
  readonly readDone: (who: string, answer: Message) => StepResult;
}

/** The protocol says null where TypeScript leaves shots out. */
function written({ value, standardError, shots, ...rest }: Answer[number]): Message {
  return { value, standardError, shots: shots ?? null, ...rest };
}

const commands: Dialect = {
  hello: { type: "hello", protocol: PROTOCOL },
  readHello: (who, answer) => [readHello(who, answer)],
  write: (message) =>
    JSON.stringify(message, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
    ),
  read: (line): unknown => JSON.parse(line),
  address: () => ({}),
  randomness: (random) => ({ seed: Math.floor(random.uniform() * 2 ** 53) }),
  answer: (answer) => ({ type: "answer", answers: answer.map(written) }),
  readState,
  readAsk,
  readDone,
};

const plugins = (url: string, given: string): Dialect => ({
  hello: { type: "hello", url, given },
  readHello: readDescriptions,
  write: encode,
  read: decode,
  address: (name) => ({ name }),
  randomness: ({ key }) => ({ key: key! }),
  answer: (answers) => ({ type: "answer", answers }),
  readState: (_, { state }) => state,
  // A guard looks at it, in the host and here.
  readAsk: (_, { request }) => request as Request,
  readDone: (_, { result }) => result as StepResult,
});

export function dialectOf(program: ForeignProgram): Dialect {
  return isPlugin(program) ? plugins(program.url, program.given) : commands;
}

/** Reads a line as a message. @throws UphillError where it is none, or refuses what it was asked */
export function understand(dialect: Dialect, who: string, line: string, ...types: string[]): Message {
  const refuse = (what: string): UphillError =>
    new UphillError({
      code: "command",
      who,
      got: `it wrote ${quoted(line)}, which is ${what}`,
      wanted: "it must answer every line with one line of JSON",
      todo: "docs/optimizer-protocol.md says which; what it writes for people belongs on standard error.",
    });
  let message: unknown;
  try {
    message = dialect.read(line);
  } catch {
    throw refuse("not JSON");
  }
  if (typeof message !== "object" || message === null || Array.isArray(message)) throw refuse("no JSON object");
  const { type, refused } = message as Message;
  if (type === "refused") throw refusal(who, refused);
  if (types.length > 0) expectType(who, message as Message, ...types);
  return message as Message;
}

/** What its host says that it was refused with; its own words are not trusted to be short, or to be ours. */
function refusal(name: string, told: unknown): UphillError {
  const parts = (told ?? {}) as Partial<Record<keyof ErrorParts, unknown>>;
  const text = (part: unknown): string => oneLine(String(part));
  const { code, who = name, got, wanted, todo } = parts;
  return new UphillError({
    code: ["options", "needs", "unknown", "plugin", "config"].find((known) => known === code) ?? "optimizer",
    who: text(who),
    got: text(got),
    wanted: text(wanted),
    todo: text(todo),
  });
}
