/** A table as a file has it: texts (CSV), or values (JSON, Parquet). */
export interface Cells {
  /** The name of the file, for errors. */
  readonly who: string;
  /** The names of the columns. A column without a name has the name "" and is called by its number. */
  readonly names: readonly string[];
  /** The values, row by row. */
  readonly rows: readonly (readonly unknown[])[];
  /** True if numbers are written as texts. CSV has no others. */
  readonly textual?: boolean;
  /**
   * Columns that the file marks as its index. They number or name the rows, so they are left out, unless one is the
   * label.
   */
  readonly index?: readonly string[];
  /** What was found out while reading, in full sentences. */
  readonly notes?: readonly string[];
  /** Says where a row is in the file, if its number does not say it: "row 3 (line 5)". */
  place?(row: number): string;
}
