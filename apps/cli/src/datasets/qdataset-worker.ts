import { isUphillError, type ErrorParts } from "@uphill/core";
import { generateQDatasetExamples, type QDatasetExample, type QDatasetOptions } from "@uphill/datasets";

/** Examples from … to−1 of a set. */
export interface Piece {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly options: QDatasetOptions;
}

/** Examples, or what a user's mistake has to say: errors lose their kind between threads. */
export type Simulated =
  { readonly examples: readonly QDatasetExample[] } | { readonly refused: Omit<ErrorParts, "cause"> };

export default function work({ name, from, to, options }: Piece): Simulated {
  try {
    return { examples: [...generateQDatasetExamples(name, { from, to, ...options })] };
  } catch (error) {
    if (isUphillError(error)) return { refused: error.parts };
    throw error;
  }
}
