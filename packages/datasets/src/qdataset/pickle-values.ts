/** A value in a pickle. Tuples are read as lists and dicts as Maps. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | NumpyArray
  | Dtype
  | Constructor;
export type PickleDict = Map<string | number, PickleValue>;
export type PickleRefusal = (got: string, wanted: string) => never;

/** A NumPy array as a pickle holds it. `numbersOf` returns its numbers. */
export class NumpyArray {
  /** The type as NumPy writes it: "<f4", "<c16", "|b1", … */
  dtype = "";
  /** The size of each dimension. */
  shape: readonly number[] = [];
  /** The order of the numbers: "C" is row-major, "F" is column-major. */
  order: "C" | "F" = "C";
  /** The numbers as bytes. */
  bytes: Uint8Array = new Uint8Array(0);
}

/** A kind of number; its byte order is set after it was made. */
export class Dtype {
  order: string | undefined;
  constructor(readonly type: string) {}
}

/** A function or class that a pickle may name. Only this file knows what it stands for. */
export class Constructor {
  constructor(readonly call: (args: readonly PickleValue[], refuse: PickleRefusal) => PickleValue) {}
}
