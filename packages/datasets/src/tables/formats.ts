/** The formats of tables of your own, as file names end. */
export const tableFormats = ["csv", "tsv", "data", "txt", "json", "npy", "npz", "parquet"] as const;

/** One of {@link tableFormats}. */
export type TableFormat = (typeof tableFormats)[number];

/** Returns the ending of a file's name, without ".gz" and in small letters; "" if there is none. */
export const formatOf = (path: string): string => /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
