/** A labelled table of numbers. Functions on it give a new one and leave the old one alone. */
export interface Dataset {
  readonly name: string;
  /** [rows, width], row-major. */
  readonly features: Float64Array;
  /** Features per row. */
  readonly width: number;
  readonly rows: number;
  /** [rows], each an index into `classes`. */
  readonly labels: Int32Array;
  /** The name of each class, as in the file. */
  readonly classes: readonly string[];
  /** The name of each feature, where it has one. */
  readonly columns?: readonly string[];
  /** Present where a row is an image: its pixels row by row, height · width = the table's width. */
  readonly image?: {
    readonly height: number;
    readonly width: number;
    /** Pixels are no bytes of 0 to 255, and can be angles as they are. */
    readonly radians?: true;
    /** The pixels stand column by column, with `height` and `width` exchanged: see `upright`. */
    readonly transposed?: true;
  };
  /** Who made the data. */
  readonly source: string;
  readonly licence: string;
  readonly citation?: string;
  /** The best accuracy that any rule can reach on fresh rows, where it is known. */
  readonly ceiling?: KnownLimit;
  /** What was done to the data: full sentences for a report, in order. */
  readonly notes: readonly string[];
}

/** A limit that no classifier can pass on average, and how it is known: one sentence. */
export interface KnownLimit {
  readonly accuracy: number;
  readonly reason: string;
}
