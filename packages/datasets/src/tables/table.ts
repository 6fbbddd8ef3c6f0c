import { suggest } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import type { Cells } from "./cells.js";
import { refuseTable } from "./refuse.js";
import { called, isMissing, isNumeric, isTruth, labelIn, numberIn, targetIn } from "./values.js";

const MOST_CLASSES = 1000;
const usualLabels = ["label", "class", "target", "y"];

/** What to tell about a table of your own. */
export interface TableOptions {
  /**
   * The column of the class, by its name or its number from 0 (−1 is the last). Default: the first of the columns
   * label, class, target and y that the table has.
   */
  readonly label?: string;
  /** How the label is read: as a class, the default, or as a number to predict. */
  readonly labelAs?: "class" | "number";
  /** Columns to leave out, by name or number, such as numbers or names of rows. */
  readonly drop?: readonly string[];
  /**
   * What happens to rows in which a value is missing. "drop" leaves them out, and a note counts them. "refuse", the
   * default, refuses the table.
   */
  readonly missing?: "refuse" | "drop";
  /** Words that are classes although they usually mean that a value is missing, such as "NA" and "none". */
  readonly labelWords?: readonly string[];
  /** The name of the data set; default: the name of the file without its ending. */
  readonly name?: string;
  /** Who made the data; default: the name of the file. */
  readonly source?: string;
  /** The licence of the data; default "not stated". */
  readonly licence?: string;
  /** The publication to cite. */
  readonly citation?: string;
}

/**
 * Makes a data set of columns and rows. One column is the label, all others are features. Classes are sorted: as
 * numbers if all are numbers, otherwise as texts. A column of nothing but true and false becomes 1 and 0. With
 * `labelAs: "number"` the label is a number to predict, and the data set has `targets`.
 * @param cells the columns and rows
 * @param options the columns to use
 * @returns the data set
 * @throws UphillError "table" for a value that is missing, not a number, or not finite (with row and column), for a
 *   label column that does not exist, and for fewer than 2 or more than 1000 classes
 */
export function datasetFromCells(cells: Cells, options: TableOptions = {}): Dataset {
  const { who, names, rows } = cells;
  const { label, used, notes } = chooseColumns(cells, options);
  const words = new Set(options.labelWords);
  const kept = options.missing === "drop" ? wholeRows(cells, used, label, words) : rows.map((_, row) => row);
  const bits = used.filter((column) => isTruth(cells, column));
  const isBit = new Set(bits);
  const features = new Float64Array(kept.length * used.length);
  let next = 0;
  for (const row of kept)
    for (const c of used) features[next++] = numberIn(cells, row, c, { bits: isBit.has(c), label });
  const labels: Labels =
    options.labelAs === "number"
      ? { target: called(names, label), targets: Float64Array.from(kept, (row) => targetIn(cells, row, label)) }
      : { texts: plainNumbers(kept.map((row) => labelIn(cells, row, label, words))) };
  const columns = used.map((column) => called(names, column));
  const found = [
    ...(cells.notes ?? []),
    ...notes,
    ...(kept.length < rows.length ? [missingNote(cells, [...used, label], words, rows.length - kept.length)] : []),
    ...(bits.length > 0
      ? [`True became 1 and false 0 in ${bits.map((c) => `"${called(names, c)}"`).join(", ")}.`]
      : []),
    ...(used[0] === 0 ? counterNote(features, columns) : []),
  ];
  return tableOf(who, { features, width: used.length, labels, columns, notes: found }, options);
}

/** Which columns are features. */
interface Chosen {
  readonly used: readonly number[];
  readonly notes: readonly string[];
}

/** Which column is the label and which are features. @throws UphillError "table" */
export function chooseColumns(cells: Cells, options: TableOptions): Chosen & { readonly label: number } {
  const places = placesIn(cells);
  const dropped = droppedOf(cells, options, places);
  const label = labelColumn(cells, options.label, places);
  const { used, notes } = featuresOf(cells, dropped, label);
  if (used.length === 0)
    refuseTable(cells.who, "no column is left as a feature", "at least one is needed", "Drop fewer.");
  return { label, used, notes };
}

/** The same where nobody knows the label: all columns but those left out. */
export function columnsWithoutLabel(cells: Cells, options: TableOptions): Chosen {
  return featuresOf(cells, droppedOf(cells, options, placesIn(cells)));
}

function droppedOf(
  { who, names }: Cells,
  { drop = [] }: TableOptions,
  places: (word: string) => number | undefined,
): ReadonlySet<number> {
  return new Set(
    drop.map((word) => {
      const place = places(word);
      return place ?? refuseTable(who, `column "${word}" is to be dropped`, "there is none", listed(word, names));
    }),
  );
}

function featuresOf(cells: Cells, dropped: ReadonlySet<number>, label?: number): Chosen {
  const { names } = cells;
  const index = new Set(cells.index);
  const apart = new Set([...dropped, ...(label === undefined ? [] : [label])]);
  const rowNames = names.flatMap((name, c) => (index.has(name) && !apart.has(c) ? [c] : []));
  const left = new Set([...apart, ...rowNames]);
  refuseShape(cells, left);
  const told = rowNames.map((c) => `"${names[c]}"`).join(", ");
  return {
    used: names.flatMap((_, c) => (left.has(c) ? [] : [c])),
    notes: told ? [`Left out ${told}: the file says that it is the index of its rows.`] : [],
  };
}

/** A column by its name, or else by its number from 0, from the end where it is negative; an index of the rows does not count. */
function placesIn({ names, index = [] }: Cells): (word: string) => number | undefined {
  const byName = new Map([...names.entries()].reverse().map(([place, name]) => [name, place]));
  const rowNames = new Set(index);
  const counted = names.flatMap((name, place) => (rowNames.has(name) ? [] : [place]));
  return (word) => byName.get(word) ?? (/^-?\d+$/.test(word) ? counted.at(Number(word)) : undefined);
}

/** The rows in which nothing is missing. */
function wholeRows(cells: Cells, used: readonly number[], label: number, words: ReadonlySet<string>): number[] {
  const { who, rows } = cells;
  const kept = rows.flatMap((row, r) =>
    used.some((c) => isMissing(row[c])) || isMissingLabel(row[label], words) ? [] : [r],
  );
  if (kept.length === 0)
    refuseTable(
      who,
      "a value is missing in every row",
      "some row must be whole",
      "Drop the columns that have few values.",
    );
  return kept;
}

const isMissingLabel = (value: unknown, words: ReadonlySet<string>): boolean =>
  isMissing(value) && !(typeof value === "string" && words.has(value.trim()));

function missingNote(
  { names, rows }: Cells,
  columns: readonly number[],
  words: ReadonlySet<string>,
  left: number,
): string {
  const label = columns.at(-1);
  const told = columns
    .map((c) => ({
      c,
      count: rows.filter((row) => (c === label ? isMissingLabel(row[c], words) : isMissing(row[c]))).length,
    }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ c, count }) => `"${called(names, c)}" in ${count}`);
  const shown =
    told.slice(0, SHOWN).join(", ") + (told.length > SHOWN ? ` and ${told.length - SHOWN} more columns` : "");
  return `Left out ${left} of ${rows.length} rows, in which a value is missing: ${shown}.`;
}

const SHOWN = 20;
const ENOUGH_ROWS = 10;

/** A first column that rises by whole numbers may number the rows, which sorted files give the class away by. */
function counterNote(features: Float64Array, columns: readonly string[]): string[] {
  const width = columns.length;
  if (features.length < ENOUGH_ROWS * width) return [];
  for (let k = 0; k < features.length; k += width) {
    if (!Number.isInteger(features[k]) || (k > 0 && features[k] <= features[k - width])) return [];
  }
  return [
    `Column "${columns[0]}" rises from row to row as an index does: if it only numbers the rows, leave it out (--drop ${columns[0]}).`,
  ];
}

/** What is said of each row: its class as a text, or a number to predict that has a name. */
export type Labels =
  { readonly texts: readonly string[] } | { readonly target: string; readonly targets: Float64Array };

/** Features and the class of each row, or the number to predict, as one data set. */
export function tableOf(
  who: string,
  {
    features,
    width,
    labels,
    image,
    columns,
    notes = [],
  }: Pick<Dataset, "features" | "width" | "image" | "columns"> & {
    labels: Labels;
    notes?: readonly string[];
  },
  { name, source, licence, citation }: TableOptions,
): Dataset {
  const told = "texts" in labels ? byClass(who, labels.texts) : byNumber(labels);
  const rows = told.labels.length;
  const stem = who.split(/[\\/]/).at(-1)!;
  return {
    name: name ?? stem.replace(/\..*$/, ""),
    features,
    width,
    rows,
    ...told,
    ...(columns && { columns }),
    ...(image && { image }),
    source: source ?? stem,
    licence: licence ?? "not stated",
    ...(citation && { citation }),
    notes: [`Read ${rows} rows of ${width} features from ${stem}.`, ...notes],
  };
}

function byClass(who: string, texts: readonly string[]): Pick<Dataset, "labels" | "classes"> {
  const different = new Set(texts);
  if (different.size < 2 || different.size > MOST_CLASSES) {
    const got = `its labels have ${different.size} different values`;
    refuseTable(who, got, `there must be 2 to ${MOST_CLASSES} classes`, "Name another column as the label.");
  }
  const classes = inOrder([...different]);
  const index = new Map(classes.map((text, k) => [text, k]));
  return { labels: Int32Array.from(texts, (text) => index.get(text)!), classes };
}

function byNumber({
  target,
  targets,
}: Extract<Labels, { target: string }>): Pick<Dataset, "labels" | "classes" | "targets"> {
  return { labels: new Int32Array(targets.length), classes: [target], targets };
}

/** How pandas calls a column without a name that it reads. */
const unnamed = /^(Unnamed: \d+|__index_level_\d+__)?$/;

/**
 * @param apart columns that are no features
 * @throws UphillError "table" where features have no name or one name, or there is no row
 */
function refuseShape({ who, names, rows, textual }: Cells, apart: ReadonlySet<number>): void {
  if (rows.length === 0) refuseTable(who, "there is no row", "it must have some", "Check that it is the right file.");
  const empty = names.findIndex((name, c) => unnamed.test(name) && !apart.has(c));
  if (empty >= 0) {
    const got =
      names[empty] === "" ? `column ${empty + 1} has no name` : `column ${empty + 1} is called "${names[empty]}"`;
    refuseTable(
      who,
      empty === 0 || names[empty] !== "" ? `${got}, as the index of the rows that pandas and R write` : got,
      names[empty] === "" ? "each needs one" : "an index is no feature",
      `Leave it out with drop: ["${called(names, empty)}"] (--drop ${quoted(called(names, empty))}), or give it a name.`,
    );
  }
  const seen = new Set<string>();
  names.forEach((name, c) => {
    if (apart.has(c)) return;
    if (seen.has(name)) {
      const todo = textual
        ? "Rename one, or say that the first line is data (header: false, or --no-header)."
        : "Rename one.";
      refuseTable(who, `two columns are called "${name}"`, "names must differ", todo);
    }
    seen.add(name);
  });
}

const quoted = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `"${name}"`);

/** The column that is the label by its name. In this order: a table of x, y and label has its class in the last. */
export function usualLabel(names: readonly string[]): number | undefined {
  return usualLabels
    .map((usual) => names.findIndex((name) => name.toLowerCase() === usual))
    .find((found) => found >= 0);
}

export const isUsualLabel = (name: string): boolean => usualLabels.includes(name.toLowerCase());

function labelColumn(
  { who, names }: Cells,
  asked: string | undefined,
  places: (word: string) => number | undefined,
): number {
  if (asked !== undefined) {
    const place = places(asked);
    if (place !== undefined) return place;
    return refuseTable(
      who,
      `its label column is said to be "${asked}"`,
      "there is no such column",
      listed(asked, names),
    );
  }
  const place = usualLabel(names);
  if (place !== undefined) return place;
  return refuseTable(who, "no column is named as the label", "one column must hold the class", listed("", names));
}

function listed(word: string, names: readonly string[]): string {
  const shown =
    names
      .slice(0, SHOWN)
      .map((_, c) => called(names, c))
      .join(", ") + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "");
  return `${word && suggest(word, names)}Name one of its columns: ${shown}. A number counts columns from 0, and -1 is the last.`;
}

/** NumPy writes 1 into texts as 1.000000000000000000e+00. */
function plainNumbers(texts: readonly string[]): readonly string[] {
  const powers = texts.every((text) => isNumeric(text) && /e/i.test(text));
  return powers ? texts.map((text) => String(Number(text))) : texts;
}

function inOrder(names: readonly string[]): string[] {
  const numeric = names.every(isNumeric);
  return [...names].sort((a, b) => (numeric && Number(a) !== Number(b) ? Number(a) - Number(b) : a < b ? -1 : 1));
}
