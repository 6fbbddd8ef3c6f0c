import type { Fields } from "@uphill/core";
import { namedSets } from "@uphill/datasets";
import { figuresOf, observers } from "@uphill/optimizers";
import { optimizerFamilies } from "@uphill/plugins";
import { preparationSteps } from "@uphill/problems";
import { presets, problemFamilies, sharedFields, stopFamilies, usualProblem } from "@uphill/studies";

/** What the indexes hold, for the end of the help page. */
export function catalogue(): string {
  type Listed = { name: string; options: Fields; required?: readonly string[] };
  const optionLines = ({ name, options, required = [] }: Listed): string[] =>
    Object.entries(options).map(
      ([option, { default: standard, about, declared }]) =>
        `      ${name}.${option}=${required.includes(option) ? "(must be given)" : String(standard)}  ${about}${declared?.kind === "choice" ? `: ${declared.values.join(" | ")}` : ""}`,
    );
  const withOptions = (items: Readonly<Record<string, { name: string; options: Fields }>>): string[] =>
    Object.values(items).flatMap((item) => [`  ${item.name}`, ...optionLines(item)]);
  return [
    "Presets:",
    ...Object.values(presets).map(({ name, about }) => `  ${name}: ${about}`),
    "",
    "Problems, their figures, and their options, for --set:",
    ...Object.values(problemFamilies).flatMap((family) => [
      `  ${family.name}: ${family.about}`,
      ...family.metrics.map(({ name, about, better }) => `      ${name} (${better} is better)  ${about}`),
      ...(family === usualProblem ? [] : [family, ...(family.parts ?? [])].flatMap(optionLines)),
    ]),
    "",
    "Optimizers and their options, for --set:",
    ...withOptions(optimizerFamilies),
    ...withOptions({ every: { name: "NAME", options: sharedFields } }),
    "",
    "What is counted of steps over a run, in tables, JSON, CSV and report, and who declares it:",
    ...figuresOf(Object.values(optimizerFamilies)).map(
      ({ name, about }) => `  ${name}: ${about} (${declaring(name).join(", ") || "nobody"})`,
    ),
    "",
    "Observers, which keep failure signs of runs, and who names them:",
    ...Object.keys(observers).map((name) => `  ${name}: ${watchedBy(name).join(", ") || "nobody"}`),
    "",
    "Stopping rules of --stop and their options, for --set:",
    ...Object.values(stopFamilies).flatMap((stop) => [`  ${stop.name}: ${stop.about}`, ...optionLines(stop)]),
    "",
    "Data sets and their options, for --set:",
    ...withOptions(namedSets),
    "",
    "Steps of --prepare and their options, for --set:",
    ...withOptions(preparationSteps),
  ].join("\n");
}

function declaring(field: string): string[] {
  return Object.values(optimizerFamilies).flatMap(({ name, reports }) => (Object.hasOwn(reports, field) ? [name] : []));
}

function watchedBy(observer: string): string[] {
  return Object.values(optimizerFamilies).flatMap(({ name, observers }) =>
    observers.some((one) => one.name === observer) ? [name] : [],
  );
}
