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

/** A NumPy array as it was pickled; `numbersOf` reads it. Pickles make it first and fill it later. */
export class NumpyArray {
  /** As NumPy writes it: "<f4", "<c16", "|b1", … */
  dtype = "";
  shape: readonly number[] = [];
  order: "C" | "F" = "C";
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
