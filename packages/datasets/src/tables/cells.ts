/** A table as a file has it: texts (CSV) or values (JSON, Parquet). */
export interface Cells {
  /** The file's name, for errors. */
  readonly who: string;
  /** A column without a name has the name "", and is called by its number. */
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Numbers are written as texts, as CSV has no others. */
  readonly textual?: boolean;
  /** Columns that the file says are its index: they number or name the rows, and are left out unless one is the label. */
  readonly index?: readonly string[];
  /** What was found out in reading: full sentences. */
  readonly notes?: readonly string[];
  /** How people find a row again, where a row number does not say it: "row 3 (line 5)". */
  place?(row: number): string;
}
