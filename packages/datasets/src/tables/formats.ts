/** The formats of tables of your own, as file names end. */
export const tableFormats = ["csv", "tsv", "data", "txt", "json", "npy", "npz", "parquet"] as const;

export type TableFormat = (typeof tableFormats)[number];

/** How a file's name ends, without .gz. */
export const formatOf = (path: string): string => /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
