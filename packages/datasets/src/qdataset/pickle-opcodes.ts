import { build } from "./pickle-numpy.js";
import { machine, pickleLimits, type PickleLimits } from "./pickle-stack.js";
import { Constructor, type PickleValue } from "./pickle-values.js";

/** Where the bytes are; whoever runs {@link interpret} puts more there when it asks. */
export interface Input {
  bytes: Uint8Array;
  at: number;
}

type Asking<T> = Generator<number, T, void>;

/** Operations that are refused, by code, and what they would do. What is in no list is no operation. */
const refused: Readonly<Record<number, string>> = {
  0x30: "POP",
  0x31: "POP_MARK",
  0x32: "DUP",
  0x46: "FLOAT of protocol 0",
  0x49: "INT of protocol 0",
  0x4c: "LONG of protocol 0",
  0x50: "PERSID, an object from outside",
  0x51: "BINPERSID, an object from outside",
  0x53: "STRING of protocol 0",
  0x54: "BINSTRING of Python 2",
  0x55: "SHORT_BINSTRING of Python 2",
  0x56: "UNICODE of protocol 0",
  0x69: "INST, an instance of a class",
  0x6f: "OBJ, an instance of a class",
  0x81: "NEWOBJ, an instance of a class",
  0x82: "EXT1, a registered class",
  0x83: "EXT2, a registered class",
  0x84: "EXT4, a registered class",
  0x8b: "LONG4, a number of more than 255 bytes",
  0x8f: "EMPTY_SET",
  0x90: "ADDITEMS of a set",
  0x91: "FROZENSET",
  0x92: "NEWOBJ_EX, an instance of a class",
  0x97: "NEXT_BUFFER, bytes from outside",
  0x98: "READONLY_BUFFER",
};

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Runs a pickle. Yields the number of bytes that it needs from `input.at` on where fewer are there.
 * Source: CPython's Lib/pickletools.py, which documents every operation.
 */
export function* interpret(
  input: Input,
  who: string,
  { until, ...given }: Partial<PickleLimits> & { until?: readonly string[] },
): Asking<PickleValue> {
  const limits = { ...pickleLimits, ...given };
  const m = machine(who, limits);
  let used = 0;
  let made = 0; // of texts

  function* take(count: number): Asking<Uint8Array> {
    if (used + count > limits.bytes) {
      m.refuse(`it declares ${count} bytes after the first ${used}`, `at most ${limits.bytes} are read in all`);
    }
    used += count;
    if (input.bytes.length - input.at < count) yield count;
    input.at += count;
    return input.bytes.subarray(input.at - count, input.at);
  }
  /** Low byte first. Beyond 2⁵³ it is rounded, and `take` refuses it. */
  function* unsigned(width: number): Asking<number> {
    return (yield* take(width)).reduceRight((sum, byte) => sum * 256 + byte, 0);
  }
  function* line(): Asking<string> {
    let letters = "";
    for (let [byte] = yield* take(1); byte !== 0x0a; [byte] = yield* take(1)) {
      letters += String.fromCharCode(byte);
      if (letters.length > 200) m.refuse(`it names ${letters.slice(0, 80)}…`, "no known name is so long");
    }
    return letters;
  }
  function* text(width: number): Asking<string> {
    const bytes = yield* take(yield* unsigned(width));
    try {
      return utf8.decode(bytes);
    } catch {
      return m.refuse("a text is no UTF-8", "it must be");
    }
  }
  function* float(): Asking<number> {
    const bytes = yield* take(8); // high byte first
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
  }
  /** Two's complement of up to 255 bytes, low byte first. */
  function* long(): Asking<number | bigint> {
    const bytes = yield* take(yield* unsigned(1));
    const value = BigInt.asIntN(
      8 * bytes.length,
      bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n),
    );
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  const call = (args: PickleValue, callee: PickleValue): PickleValue => {
    if (!(callee instanceof Constructor) || !Array.isArray(args)) return m.broken();
    // One text may be turned into bytes again and again; whoever writes arrays does it once for each.
    if (typeof args[0] === "string") made += args[0].length;
    if (made > used) m.refuse(`it makes ${made} bytes of texts after ${used} bytes`, "no more than there are is made");
    return callee.call(args, m.refuse);
  };
  const last = (count: number): PickleValue[] => Array.from({ length: count }, () => m.pop()).reverse();

  const [first, protocol] = yield* take(2);
  if (first !== 0x80) m.refuse("it does not begin as a pickle", "it must be a pickle of protocol 2 to 5");
  if (protocol < 2 || protocol > 5) m.refuse(`its protocol is ${protocol}`, "protocols 2 to 5 are read");

  for (let count = 0; count < limits.operations; count++) {
    const [code] = yield* take(1);
    // prettier-ignore
    switch (code) {
      case 0x4e: m.push(null); break; // NONE
      case 0x88: m.push(true); break; // NEWTRUE
      case 0x89: m.push(false); break; // NEWFALSE
      case 0x4a: m.push((yield* unsigned(4)) | 0); break; // BININT, signed
      case 0x4b: m.push(yield* unsigned(1)); break; // BININT1
      case 0x4d: m.push(yield* unsigned(2)); break; // BININT2
      case 0x8a: m.push(yield* long()); break; // LONG1
      case 0x47: m.push(yield* float()); break; // BINFLOAT
      case 0x8d: m.push(yield* text(8)); break; // BINUNICODE8
      case 0x43: m.push(yield* take(yield* unsigned(1))); break; // SHORT_BINBYTES
      case 0x42: m.push(yield* take(yield* unsigned(4))); break; // BINBYTES
      case 0x8e: // BINBYTES8
      case 0x96: m.push(yield* take(yield* unsigned(8))); break; // BYTEARRAY8
      case 0x8c: // SHORT_BINUNICODE
      case 0x58: { // BINUNICODE; keys are of one of these
        const value = yield* text(code === 0x8c ? 1 : 4);
        const enough = until && m.early(until);
        if (enough) return enough;
        m.push(value);
        break;
      }

      case 0x28: m.mark(); break; // MARK
      case 0x29: // EMPTY_TUPLE
      case 0x5d: m.push([]); break; // EMPTY_LIST
      case 0x85: m.push(m.group(last(1))); break; // TUPLE1
      case 0x86: m.push(m.group(last(2))); break; // TUPLE2
      case 0x87: m.push(m.group(last(3))); break; // TUPLE3
      case 0x74: // TUPLE
      case 0x6c: m.push(m.group(m.popMark())); break; // LIST
      case 0x61: m.append(last(1)); break; // APPEND
      case 0x65: m.append(m.popMark()); break; // APPENDS
      case 0x7d: m.push(new Map()); break; // EMPTY_DICT
      case 0x73: m.setItems(last(2)); break; // SETITEM
      case 0x75: m.setItems(m.popMark()); break; // SETITEMS
      case 0x64: { // DICT
        const items = m.popMark();
        m.push(new Map());
        m.setItems(items);
        break;
      }

      case 0x71: m.remember(yield* unsigned(1)); break; // BINPUT
      case 0x72: m.remember(yield* unsigned(4)); break; // LONG_BINPUT
      case 0x94: m.remember(); break; // MEMOIZE
      case 0x68: m.push(m.recall(yield* unsigned(1))); break; // BINGET
      case 0x6a: m.push(m.recall(yield* unsigned(4))); break; // LONG_BINGET

      case 0x63: m.push(m.named(yield* line(), yield* line())); break; // GLOBAL
      case 0x93: { // STACK_GLOBAL
        const [module, name] = last(2);
        m.push(m.named(module, name));
        break;
      }
      case 0x52: m.push(call(m.pop(), m.pop())); break; // REDUCE
      case 0x62: { // BUILD
        const [target, state] = last(2);
        build(target, state, m.refuse);
        m.push(target);
        break;
      }
      case 0x95: yield* take(8); break; // FRAME, how the bytes were grouped
      case 0x2e: return m.result(); // STOP
      default:
        m.refuse(
          `it has the operation ${refused[code] ?? `0x${code.toString(16)}, which is none`}`,
          "only those that make data are read",
        );
    }
  }
  return m.refuse(`it has more than ${limits.operations} operations`, "no example of a data set has so many");
}
