import { UphillError } from "@uphill/core";
import { readNumbers, realTypes, widthOf } from "./numbers.js";

/** An array in NumPy's format. It is in C order, whatever the order in the file is. */
export interface NpyArray {
  /** The name of the file or array, for errors. */
  readonly who: string;
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** The type as NumPy writes it, such as "<f8". */
  readonly type: string;
  /** The numbers, row-major. Empty for an array of texts. */
  readonly data: Float64Array;
  /** The texts of an array of type U or S. */
  readonly texts?: readonly string[];
}

const MOST_HEADER = 2 ** 20;
const MOST_LETTERS = 2 ** 26;

/**
 * Reads NumPy's .npy format, versions 1.0 to 3.0. It reads floats of 2, 4 and 8 bytes, whole numbers of 1 to 8 bytes,
 * booleans, and lists of texts, in both byte orders and in C and Fortran order. Objects and records are refused, and
 * nothing in a file is executed.
 * Source: numpy.lib.format in NumPy's reference.
 * @param bytes the whole file
 * @param who the name of the file, for errors
 * @param most the most bytes that the file and its numbers, at 8 bytes each, may take together
 * @returns the array
 * @throws UphillError "npy" if the file has another format or type, is cut short or too long, or holds a whole number
 *   beyond 2⁵³ or more than 2²⁸ numbers
 */
export function parseNpy(bytes: Uint8Array, who: string, most = Infinity): NpyArray {
  const refuse = (got: string, wanted: string, todo = "Save the array again with numpy.save."): never => {
    throw new UphillError({ code: "npy", who, got, wanted, todo });
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 10 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059) {
    refuse("it does not begin with \\x93NUMPY", "a .npy file does", "Check that it is the right file.");
  }
  const version = bytes[6];
  if (version < 1 || version > 3) refuse(`it is of version ${version}.${bytes[7]}`, "versions 1.0 to 3.0 are read");
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? Infinity : view.getUint32(8, true);
  if (length > MOST_HEADER || start + length > bytes.length) {
    refuse(`the file has ${bytes.length} bytes and its header ${length}`, "it must be whole");
  }
  const header = new TextDecoder().decode(bytes.subarray(start, start + length));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(header)?.[1];
  if (descr === undefined && header.includes("'descr'"))
    refuse("it holds records", "plain numbers are read", "Save columns apart.");
  if (descr === undefined || order === undefined || sizes === undefined) {
    return refuse(
      `its header is ${JSON.stringify(header.slice(0, 80))}`,
      "it must name descr, fortran_order and shape",
    );
  }
  const [, endian, kind] = /^([<>|=]?)(.*)$/.exec(descr)!;
  const letters = /^[US](\d+)$/.exec(kind)?.[1];
  if (!realTypes.includes(kind) && letters === undefined) {
    const todo = kind.startsWith("O")
      ? "Objects could run code when they are read: save numbers, or texts with astype(str)."
      : "Convert with astype.";
    return refuse(`its type is ${descr}`, `types ${realTypes.join(", ")} are read`, todo);
  }
  const shape = sizes.split(",").flatMap((size) => (size.trim() ? [Number.parseInt(size, 10)] : []));
  const count = shape.reduce((product, size) => product * size, 1);
  const width = letters === undefined ? widthOf(kind) : Number(letters) * (kind.startsWith("U") ? 4 : 1);
  const size = start + length + count * width;
  if (size !== bytes.length) {
    const fault = bytes.length < size ? "cut short" : "longer than it says";
    refuse(
      `it declares ${shape.join(" × ") || 1} values of type ${descr}, ${size} bytes in all`,
      `the file has ${bytes.length}: it is ${fault}`,
    );
  }
  const room = letters === undefined ? bytes.length + 8 * count : bytes.length;
  if (room > most) {
    const got = `its ${count.toLocaleString("en")} numbers take ${room.toLocaleString("en")} bytes with the file`;
    refuse(got, `there is room for ${Math.max(0, most).toLocaleString("en")}`, "Take a sample of the rows.");
  }
  const content = bytes.subarray(start + length);
  if (letters !== undefined) {
    if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1))
      refuse(`it holds texts in the shape (${shape.join(", ")})`, "texts are read as a list of labels", "Reshape it.");
    if (content.length > MOST_LETTERS)
      refuse(`its texts have ${content.length} bytes`, `at most ${MOST_LETTERS} are read`);
    const texts = Array.from({ length: count }, (_, k) => {
      const part = content.subarray(k * width, (k + 1) * width);
      return kind.startsWith("S") ? bytesText(part) : wideText(part, endian !== ">", refuse);
    });
    return { who, shape, type: descr, data: new Float64Array(0), texts };
  }
  const stored = {
    type: kind,
    little: endian !== ">",
    shape,
    order: order === "True" ? "F" : "C",
    bytes: content,
  } as const;
  return { who, shape, type: descr, data: readNumbers(stored, refuse) };
}

/** NumPy fills texts up with zeros. */
const bytesText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0+$/, "");

/** Letters of four bytes. */
function wideText(bytes: Uint8Array, little: boolean, refuse: (got: string, wanted: string) => never): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    const letter = view.getUint32(at, little);
    if (letter > 0x10ffff) return refuse(`it holds a letter with the number ${letter}`, "Unicode ends at 1114111");
    text += String.fromCodePoint(letter);
  }
  return text.replace(/\0+$/, "");
}
