import { decode, encode, isUphillError, randomFrom } from "@uphill/core";
import { guarded, type Answer, type Optimizer } from "@uphill/optimizers";
import { sayStack } from "./stacks.js";
import { familiesOf, loadConfig, loadFamilies, describeFamily } from "./load.js";

/** A message as ours are: what a dialect writes. */
type Asked = { readonly type: string; readonly name: string; readonly options: object } & Readonly<
  Record<string, never>
>;

type Rule = NonNullable<Optimizer["rule"]>;

let step: ReturnType<Optimizer["step"]> | undefined;
let last: { readonly name: string; readonly options: string; readonly optimizer: Optimizer } | undefined;

/** The optimizer at these options; the same one while they stay the same. */
function bound({ name, options }: Asked): Optimizer {
  const text = JSON.stringify(options);
  if (last?.name !== name || last.options !== text)
    last = { name, options: text, optimizer: guarded((familiesOf(name) as (given: object) => Optimizer)(options)) };
  return last.optimizer;
}

function turned(turn: ReturnType<NonNullable<typeof step>["next"]>): object {
  return turn.done ? { type: "done", result: turn.value } : { type: "ask", request: turn.value };
}

const answers: Record<string, (message: Asked) => object | Promise<object>> = {
  async hello({ url, given }) {
    const families = await loadFamilies(url, given);
    return { type: "hello", optimizers: families.map((family) => describeFamily(family)) };
  },
  async config({ url, given }) {
    return { type: "config", value: await loadConfig(url, given) };
  },
  bind(message) {
    const { name, needs, recommend, rule } = bound(message);
    return { type: "bound", name, needs, recommends: recommend !== undefined, rule: rule !== undefined };
  },
  init(message) {
    const { size, frequencies, alternatives } = message as unknown as {
      size: number;
      frequencies?: (readonly number[] | null)[];
      alternatives?: number[][];
    };
    const facts = {
      ...(frequencies && { frequencies: (weight: number) => frequencies[weight] }),
      ...(alternatives && { alternatives: () => alternatives }),
    };
    return { type: "state", state: bound(message).init(size, facts) };
  },
  step(message) {
    const { theta, state, key } = message;
    step = bound(message).step(theta, state, randomFrom(key));
    return turned(step.next());
  },
  answer: ({ answers }) => turned(step!.next(answers as Answer)),
  recommend(message) {
    const { theta, state } = message;
    return { type: "point", theta: bound(message).recommend!(theta, state) };
  },
  rule: (message) => ({ type: "state", state: bound(message).rule!.init(message.size) }),
  update(message) {
    const { theta, gradient, state, count, learningRate } = message as unknown as Parameters<Rule["update"]>[0];
    const given = { theta, gradient, state, count, ...(learningRate !== undefined && { learningRate }) };
    return { type: "update", ...bound(message).rule!.update(given) };
  },
};

/** Answers a line; what goes wrong is an answer too. */
export async function respond(line: string): Promise<string> {
  try {
    const message = decode(line) as Asked;
    return encode(await answers[message.type](message));
  } catch (error) {
    if (!isUphillError(error) || error.cause instanceof Error) sayStack(error);
    if (isUphillError(error)) return encode({ type: "refused", refused: error.parts });
    const said = error instanceof Error ? error.message : String(error);
    return encode({
      type: "refused",
      refused: {
        code: "optimizer",
        got: `it threw "${said}"`,
        wanted: "it must come to an end",
        todo: "Mend it, or make it refuse what it cannot do before it starts.",
      },
    });
  }
}
