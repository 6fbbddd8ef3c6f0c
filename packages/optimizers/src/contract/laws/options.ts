import { isUphillError } from "@uphill/core";
import type { Optimizer } from "../../optimizer.js";
import { defineLaw, insist, refusal } from "../law.js";

export const options = defineLaw({
  name: "options",
  about: "options have allowed defaults and a sentence each; wrong and misspelt ones are refused in words",
  check({ family }) {
    const loose = family as unknown as (options: object) => Optimizer;
    const { name, options: fields } = family;
    insist(
      /^[A-Za-z][\w-]*$/.test(name),
      `its name is "${name}": it must start with a letter and go on with letters, digits, - or _`,
    );
    insist(loose({}).name === name, `it is called ${name}, but with options ${loose({}).name}`);
    const refuses = (given: object, part: string): void => {
      const error = refusal(() => loose(given));
      const [[option, value]] = Object.entries(given) as [string, unknown][];
      const shown = typeof value === "number" ? String(value) : JSON.stringify(value);
      insist(
        isUphillError(error) && error.code === "options",
        `${option} = ${shown} was not refused as a wrong option`,
      );
      insist(
        error.message.includes(part),
        `the refusal of ${option} = ${shown} does not say "${part}", but "${error.message}"`,
      );
    };
    for (const [option, field] of Object.entries(fields)) {
      const found = field.schema["~standard"].validate(field.default) as { issues?: unknown };
      insist(found.issues === undefined, `the default of ${option} is not allowed`);
      insist(typeof field.about === "string" && field.about !== "", `${option} says nothing about itself`);
      insist(Object.is(loose({}).options[option], field.default), `${option} left out is not its default`);
      insist(
        field.scalesWith === undefined || Object.hasOwn(fields, field.scalesWith),
        `${option} scales with ${String(field.scalesWith)}, which is no option`,
      );
      refuses({ [option]: {} }, `${name}: ${option} is {}, but it must be ${field.type}. ${field.about}`);
      refuses({ [`${option}s`]: 1 }, `Did you mean "${option}"?`);
      if (typeof field.default !== "number") continue;
      for (const bad of [NaN, Infinity, -Infinity]) refuses({ [option]: bad }, `${option} is ${bad}, but it must be a`);
    }
    if ("learningRate" in fields) {
      for (const bad of [0, -1]) refuses({ learningRate: bad }, `learningRate is ${bad}, but it must be a number > 0`);
    }
    return Object.keys(fields).join(", ") || "no options";
  },
});
