import { flagOf, UphillError } from "@uphill/core";

/** The numbers of rows of each part. */
export interface Sizes {
  /** The rows to train on. */
  readonly train: number;
  /** The rows to test on. */
  readonly test: number;
  /** The rows that losses are compared on only; 0 for none. */
  readonly heldOut: number;
}
type Part = keyof Sizes;

/** The least that a part may shrink to: a row of each class. */
const LEAST = 2;

/**
 * How many rows each part gets of a file that has so many. What the user typed is given or refused; what was not typed shrinks to
 * what is left.
 * @param what the file, for errors
 * @returns the sizes, and how many rows the pool has that training and held-out rows are drawn from: all rows in the proportion of
 *          what is asked for, the same for all seeds, so that no test row of one seed is a training row of another
 */
export function allotOne(
  what: string,
  rows: number,
  asked: Sizes,
  typed: ReadonlySet<Part>,
): { sizes: Sizes; pool: number } {
  const sizes = shrunk(what, rows, asked, ["train", "heldOut", "test"], typed);
  const { train, test, heldOut } = sizes;
  return { sizes, pool: Math.floor((rows * (train + heldOut)) / (train + heldOut + test)) };
}

/** The same where training and test rows come from files of their own. */
export function allotTwo(
  what: { readonly train: string; readonly test: string },
  rows: { readonly train: number; readonly test: number },
  asked: Sizes,
  typed: ReadonlySet<Part>,
): Sizes {
  const { train, heldOut } = shrunk(what.train, rows.train, asked, ["train", "heldOut"], typed);
  const { test } = shrunk(what.test, rows.test, asked, ["test"], typed);
  return { train, test, heldOut };
}

function shrunk(what: string, rows: number, asked: Sizes, parts: readonly Part[], typed: ReadonlySet<Part>): Sizes {
  const sum = (some: readonly Part[]): number => some.reduce((total, part) => total + asked[part], 0);
  if (sum(parts) <= rows) return asked;
  const wanted = parts.filter((part) => asked[part] > 0);
  const fixed = wanted.filter((part) => typed.has(part));
  const free = wanted.filter((part) => !typed.has(part));
  const room = rows - sum(fixed);
  if (free.length === 0 || room < LEAST * free.length) refuse(what, rows, asked, { fixed, free });
  const sizes: Record<Part, number> = { ...asked };
  let left = room;
  free.forEach((part, k) => {
    const last = k === free.length - 1;
    const least = LEAST * (free.length - 1 - k);
    sizes[part] = last ? left : Math.min(left - least, Math.max(LEAST, Math.floor((room * asked[part]) / sum(free))));
    left -= sizes[part];
  });
  return sizes;
}

const words: Readonly<Record<Part, string>> = { train: "to train on", test: "to test on", heldOut: "to hold out" };

function refuse(
  what: string,
  rows: number,
  asked: Sizes,
  { fixed, free }: { fixed: readonly Part[]; free: readonly Part[] },
): never {
  const flag = (part: Part, count: number): string => `${flagOf(part)} ${count}`;
  const total = fixed.reduce((sum, part) => sum + asked[part], 0);
  const most = rows - LEAST * free.length;
  // What would fit, in the proportion of what was asked for.
  const share = fixed.map((part) => Math.max(LEAST, Math.floor((most * asked[part]) / total)));
  const over = share.reduce((sum, count) => sum + count, 0) - most;
  const fitting = share.map((count, k) => (k === 0 ? count - over : count));
  const todo =
    fixed.length === 0 || Math.min(...fitting) < LEAST
      ? "Bring more rows."
      : `What fits is ${fixed.map((part, k) => flag(part, fitting[k])).join(" ")}, for one.`;
  throw new UphillError({
    code: "rows",
    who: "compare",
    got:
      total > rows || free.length === 0
        ? `${fixed.map((part) => flag(part, asked[part])).join(" and ")} ask${fixed.length > 1 ? "" : "s"} for ${total} rows`
        : `${fixed.map((part) => flag(part, asked[part])).join(" and ")} ${fixed.length === 1 ? "leaves" : "leave"} ${Math.max(0, rows - total)} rows ${free.map((part) => words[part]).join(" and ")}`,
    wanted: `${what} has ${rows}`,
    todo,
  });
}
