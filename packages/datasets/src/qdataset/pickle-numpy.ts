import { UphillError } from "@uphill/core";
import { numberTypes, readNumbers, widthOf, type StoredArray } from "../tables/numbers.js";
import { Constructor, Dtype, NumpyArray, type PickleRefusal, type PickleValue } from "./pickle-values.js";

/**
 * Returns the numbers of a pickled NumPy array, row-major.
 * @param array the array
 * @param who the name of the array, for errors
 * @returns the numbers. A complex number gives two, real part first.
 * @throws UphillError "pickle" for a type that is not read
 */
export function numbersOf(array: NumpyArray, who = "array"): Float64Array {
  return readNumbers(stored(array), (got, wanted, todo) => {
    throw new UphillError({ code: "pickle", who, got, wanted, todo });
  });
}

const stored = ({ dtype, ...rest }: NumpyArray): StoredArray => ({
  ...rest,
  type: dtype.slice(1),
  little: dtype[0] !== ">",
});

function fill(
  array: NumpyArray,
  [shape, dtype, order, bytes]: readonly PickleValue[],
  refuse: PickleRefusal,
): NumpyArray {
  if (!(dtype instanceof Dtype) || !Array.isArray(shape) || !(bytes instanceof Uint8Array)) {
    return refuse("an array is made of something else", "it must have a dtype, a shape and bytes");
  }
  const sizes = shape.filter((size): size is number => Number.isSafeInteger(size) && (size as number) >= 0);
  if (sizes.length !== shape.length || sizes.length > 32) {
    return refuse("the shape of an array is no list of sizes", "it must be");
  }
  const declared = sizes.reduce((product, size) => product * size, widthOf(dtype.type));
  if (declared !== bytes.length) {
    refuse(`an array declares [${sizes.join(", ")}] of ${dtype.type}, ${declared} bytes`, `it has ${bytes.length}`);
  }
  array.dtype = (dtype.order ?? "|") + dtype.type;
  array.shape = sizes;
  array.order = order === "F" ? "F" : "C";
  array.bytes = bytes;
  return array;
}

/** What BUILD does to the two things that it may be used on. */
export function build(target: PickleValue, state: PickleValue, refuse: PickleRefusal): void {
  if (target instanceof NumpyArray && target.dtype === "" && Array.isArray(state)) {
    const [, shape, dtype, fortran, bytes] = state;
    fill(target, [shape, dtype, fortran === true ? "F" : "C", bytes], refuse);
  } else if (target instanceof Dtype && target.order === undefined && Array.isArray(state)) {
    const [, order, base, names] = state;
    if ((order !== "<" && order !== ">" && order !== "|") || base !== null || names !== null) {
      return refuse("a dtype has parts", "only plain numbers are read");
    }
    target.order = order;
  } else refuse("it sets the state of an object", "only new arrays and dtypes of NumPy have one");
}

function scalar([dtype, bytes]: readonly PickleValue[], refuse: PickleRefusal): PickleValue {
  const array = fill(new NumpyArray(), [[], dtype, "C", bytes], refuse);
  const numbers = readNumbers(stored(array), refuse);
  if (numbers.length > 1) return array; // complex: an array of no axes
  return array.dtype.endsWith("b1") ? numbers[0] !== 0 : numbers[0];
}

function makeDtype([type]: readonly PickleValue[], refuse: PickleRefusal): Dtype {
  if (typeof type === "string" && numberTypes.includes(type)) return new Dtype(type);
  const got = typeof type === "string" ? `"${type.slice(0, 40)}"` : "no name";
  return refuse(`an array has the dtype ${got}`, `it must be one of ${numberTypes.join(", ")}`);
}

/** How bytes are written up to protocol 2: as a text of the same letters. */
function latin1([text, encoding]: readonly PickleValue[], refuse: PickleRefusal): Uint8Array {
  if (typeof text !== "string" || encoding !== "latin1") return refuse("it encodes a text", "only latin1 is known");
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) {
    const unit = text.charCodeAt(k);
    if (unit > 255) refuse("it encodes a text", "its letters must be of latin1");
    bytes[k] = unit;
  }
  return bytes;
}

const array = (refuse: PickleRefusal): never =>
  refuse("it calls numpy.ndarray", "arrays are made by _reconstruct or _frombuffer");

/** Every function and class that may be named, and the only list of them. NumPy 2 wrote an underscore before `core`. */
export const constructors: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ["numpy.dtype", new Constructor(makeDtype)],
  ["numpy.ndarray", new Constructor((_, refuse) => array(refuse))],
  ["_codecs.encode", new Constructor(latin1)],
  // Up to protocol 2, this without arguments is how no bytes at all are written.
  ["__builtin__.bytes", new Constructor((args, refuse) => (args.length ? latin1([], refuse) : new Uint8Array(0)))],
  ...["numpy.core", "numpy._core"].flatMap((core): [string, Constructor][] => [
    [`${core}.multiarray._reconstruct`, new Constructor(() => new NumpyArray())],
    [`${core}.multiarray.scalar`, new Constructor(scalar)],
    [
      `${core}.numeric._frombuffer`,
      new Constructor(([bytes, dtype, shape, order], refuse) =>
        fill(new NumpyArray(), [shape, dtype, order, bytes], refuse),
      ),
    ],
  ]),
]);
