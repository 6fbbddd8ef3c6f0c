import { UphillError } from "@uphill/core";
import { constructors } from "./pickle-numpy.js";
import type { Constructor, PickleDict, PickleRefusal, PickleValue } from "./pickle-values.js";

/** What a pickle may take. Beyond these limits it is refused. */
export interface PickleLimits {
  /** The most bytes that are read. The largest examples of QDataSet have 300 MiB. */
  readonly bytes: number;
  /** The most operations. An example of QDataSet has some thousands. */
  readonly operations: number;
  /** How deep containers may lie inside containers. */
  readonly depth: number;
}
export const pickleLimits: PickleLimits = { bytes: 2 ** 29, operations: 2 ** 20, depth: 64 };

/** A pickle's stack, marks and memo, and what may be done with them. Each deed costs time in proportion to its items. */
export interface PickleStack {
  readonly refuse: PickleRefusal;
  /** Refuses a pickle that is no whole one. */
  broken(): never;
  push(value: PickleValue): void;
  pop(): PickleValue;
  mark(): void;
  popMark(): PickleValue[];
  /** A tuple or list of these. */
  group(items: PickleValue[]): PickleValue[];
  append(items: readonly PickleValue[]): void;
  setItems(items: readonly PickleValue[]): void;
  remember(index?: number): void;
  recall(index: number): PickleValue;
  named(module: PickleValue, name: PickleValue): Constructor;
  /** The outermost dict so far, if it has all these keys and a further key would come next. */
  early(keys: readonly string[]): PickleDict | undefined;
  /** The one value at the end. */
  result(): PickleValue;
}

type Container = PickleValue[] | PickleDict;
const isContainer = (value: PickleValue): value is Container => Array.isArray(value) || value instanceof Map;

export function machine(who: string, { depth: deepest }: PickleLimits): PickleStack {
  const stack: PickleValue[] = [];
  const marks: number[] = [];
  const memo = new Map<number, PickleValue>();
  const depths = new WeakMap<Container, number>();
  const closed = new WeakSet<Container>(); // those inside others: filling them later could make a ring

  const refuse: PickleRefusal = (got, wanted) => {
    const todo = "A pickle is a program: do not load this one with Python unless you trust who made it.";
    throw new UphillError({ code: "pickle", who, got, wanted, todo });
  };
  const broken = (): never => refuse("its operations do not fit together", "it must be a whole pickle");
  const tooDeep = (): never => refuse(`it nests more than ${deepest} deep`, "no data set does");

  /** Takes note that `items` are inside `owner` now. */
  const hold = (owner: Container, items: readonly PickleValue[]): void => {
    if (closed.has(owner)) refuse("it fills a list or dict that is inside another", "that could make a ring");
    let depth = depths.get(owner) ?? 1;
    for (const item of items) {
      if (!isContainer(item)) continue;
      if (item === owner) refuse("a list or dict holds itself", "rings are not read");
      closed.add(item);
      depth = Math.max(depth, 1 + (depths.get(item) ?? 1));
    }
    if (depth > deepest) tooDeep();
    depths.set(owner, depth);
  };

  return {
    refuse,
    broken,
    push: (value) => void stack.push(value),
    pop() {
      if (stack.length <= (marks.at(-1) ?? 0)) broken();
      return stack.pop()!;
    },
    mark() {
      if (marks.push(stack.length) > deepest) tooDeep();
    },
    popMark: () => stack.splice(marks.pop() ?? broken()),
    group(items) {
      hold(items, items);
      return items;
    },
    append(items) {
      const list = stack.at(-1);
      if (!Array.isArray(list)) return broken();
      hold(list, items);
      for (const item of items) list.push(item);
    },
    setItems(items) {
      const dict = stack.at(-1);
      if (!(dict instanceof Map) || items.length % 2) return broken();
      hold(dict, items);
      for (let k = 0; k < items.length; k += 2) {
        const key = items[k];
        if (typeof key !== "string" && typeof key !== "number")
          return refuse("a key is no text or number", "it must be");
        dict.set(key, items[k + 1]);
      }
    },
    remember: (index = memo.size) => void memo.set(index, stack.at(-1) ?? broken()),
    recall(index) {
      const value = memo.get(index);
      return value === undefined ? broken() : value;
    },
    named(module, name) {
      if (typeof module !== "string" || typeof name !== "string") return broken();
      const full = `${module}.${name}`;
      const known = constructors.get(full);
      return known ?? refuse(`it names ${full.slice(0, 120)}`, "only numbers and NumPy arrays are read");
    },
    early(keys) {
      const dict = stack[0];
      const inside = marks.length === 1 && marks[0] === 1 && dict instanceof Map;
      if (!inside || stack.length % 2 === 0 || stack.length > 200) return undefined;
      const pending: PickleDict = new Map();
      for (let k = 1; k < stack.length; k += 2) {
        const key = stack[k];
        if (typeof key === "string") pending.set(key, stack[k + 1]);
      }
      return keys.every((key) => pending.has(key) || dict.has(key)) ? new Map([...dict, ...pending]) : undefined;
    },
    result: () => (stack.length === 1 && marks.length === 0 ? stack[0] : broken()),
  };
}
