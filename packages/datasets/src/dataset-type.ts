/**
 * A table of numbers with a label for each row, or with a number to predict. Functions that change a data set return a
 * new one.
 */
export interface Dataset {
  /** The name of the data set. */
  readonly name: string;
  /** The features, [rows, width], row-major. */
  readonly features: Float64Array;
  /** The number of features of a row. */
  readonly width: number;
  /** The number of rows. */
  readonly rows: number;
  /** The labels, [rows]. Each is an index into `classes`. */
  readonly labels: Int32Array;
  /** The name of each class, as the file has it. If there are `targets`, the one name is that of the number to predict. */
  readonly classes: readonly string[];
  /** The number to predict of each row, [rows]. Left out if rows have classes. If it is there, all labels are 0. */
  readonly targets?: Float64Array;
  /** The name of each feature. Left out if features have no names. */
  readonly columns?: readonly string[];
  /**
   * If rows are images: their size in pixels. Pixels stand row by row, and height · width is the width of the table.
   */
  readonly image?: {
    readonly height: number;
    readonly width: number;
    /** True if pixels can be angles as they are. Without it, pixels are bytes from 0 to 255. */
    readonly radians?: true;
    /**
     * True if pixels stand column by column, with `height` and `width` exchanged. {@link upright} turns such images.
     */
    readonly transposed?: true;
  };
  /** Who made the data. */
  readonly source: string;
  /** The licence of the data. */
  readonly licence: string;
  /** The publication to cite. */
  readonly citation?: string;
  /** The best accuracy that any classifier can reach on fresh rows. Left out if it is not known. */
  readonly ceiling?: KnownLimit;
  /** What was done to the data, in full sentences, in order. Reports print them. */
  readonly notes: readonly string[];
}

/** An accuracy that no classifier can pass on average. */
export interface KnownLimit {
  /** The accuracy, from 0 to 1. */
  readonly accuracy: number;
  /** How it is known, in one sentence. */
  readonly reason: string;
}
