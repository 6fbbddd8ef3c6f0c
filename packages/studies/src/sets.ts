import { suggest, UphillError } from "@uphill/core";
import { joining } from "./names.js";

/** `--set NAME.OPTION=VALUE`, gathered by NAME. @throws UphillError "options" | "unknown" */
export function parseSets(sets: readonly string[], known: readonly string[]): Map<string, Record<string, unknown>> {
  const changes = new Map<string, Record<string, unknown>>();
  for (const text of sets) {
    const match = /^([^.=]+)\.([^=]+)=(.*)$/.exec(text);
    if (!match) {
      throw new UphillError({
        code: "options",
        who: "compare",
        got: `--set was given "${text}"`,
        wanted: "it takes NAME.OPTION=VALUE",
        todo: "For example --set adam.learningRate=0.05.",
      });
    }
    const [, name, option, value] = match;
    if (!known.includes(name)) {
      throw new UphillError({
        code: "unknown",
        who: "compare",
        got: `--set names "${name}"`,
        wanted: `this comparison has ${known.join(", ")}`,
        todo: `${suggest(name, known)}${joining(name)}`.trim() || "Name one of these.",
      });
    }
    changes.set(name, { ...changes.get(name), [option]: parseValue(value) });
  }
  return changes;
}

function parseValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  return text;
}
