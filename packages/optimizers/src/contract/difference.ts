/** Where two values of plain data differ first: "state.count is 3 and 4"; undefined where they are the same to the bit. */
export function firstDifference(a: unknown, b: unknown, path = ""): string | undefined {
  if (Object.is(a, b)) return undefined;
  if (!isTree(a) || !isTree(b)) return `${path || "it"} is ${shown(a)} and ${shown(b)}`;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const below = /^\d+$/.test(key) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    const [one, other] = [a, b].map((tree) => (Object.hasOwn(tree, key) ? tree[key] : undefined));
    const found = firstDifference(one, other, below);
    if (found !== undefined) return found;
  }
  return undefined;
}

const MOST = 60;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  const text = JSON.stringify(value);
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
