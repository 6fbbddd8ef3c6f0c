import { circuit } from "@uphill/circuits";
import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { encodings, type Encoding } from "../src/index.js";

function caught(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (isUphillError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}

// Laws of every encoding; a new one joins by standing in encodings/index.ts.
describe.each(Object.entries(encodings) as unknown as [string, Encoding][])(
  "contract of encoding %s",
  (key, encoding) => {
    const qubits = 3;
    const full = encoding.capacity(qubits);
    const random = streams(11).stream(`encoding ${encoding.name}`).at();
    const table = (rows: number, width: number): Float64Array =>
      Float64Array.from({ length: rows * width }, () =>
        encoding.domain === "bits" ? random.integer(2) : random.normal(),
      );

    it("has a name and options whose defaults are allowed and which say what they are", () => {
      expect(encoding.name).toBe(key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));
      for (const field of Object.values(encoding.options)) {
        expect(field.schema["~standard"].validate(field.default)).not.toHaveProperty("issues");
        expect(field.about).toMatch(/^[A-Z]/);
      }
    });

    it("takes up to its capacity, which never shrinks with more qubits", () => {
      for (const width of [1, full]) expect(() => encoding({ qubits, width }).load(table(2, width))).not.toThrow();
      expect(caught(() => encoding({ qubits, width: full + 1 }))).toEqual({
        code: "shape",
        message: `${encoding.name} encoding: rows have ${full + 1} features, but ${qubits} qubits hold ${full}. Use more qubits or fewer features.`,
      });
      for (let n = 1; n < 8; n++) expect(encoding.capacity(n + 1)).toBeGreaterThanOrEqual(encoding.capacity(n));
    });

    it("sets either normalised start states or inputs, one row each, for operations that fit the circuit", () => {
      for (const width of [1, 2, full]) {
        const { operations, load } = encoding({ qubits, width });
        const made = circuit(qubits, operations);
        expect(made.weights).toBe(0);
        const loaded = load(table(4, width));
        expect(Object.keys(loaded)).toHaveLength(1);
        const { states, inputs } = loaded;
        expect(inputs?.length ?? 0).toBe(4 * made.inputs);
        if (!states) continue;
        expect(states.re).toHaveLength(4 * 2 ** qubits);
        for (let row = 0; row < 4; row++) {
          const amplitudes = states.re.subarray(row * 2 ** qubits, (row + 1) * 2 ** qubits);
          expect(Math.hypot(...amplitudes)).toBeCloseTo(1, 14);
        }
      }
    });

    it("loads each row by itself, leaves the features alone and keeps none of them", () => {
      const encoder = encoding({ qubits, width: full });
      const features = table(3, full);
      const copy = features.slice();
      const parts = (given: Float64Array): Float64Array => {
        const { states, inputs } = encoder.load(given);
        return states ? states.re : inputs;
      };
      const together = parts(features);
      expect(features).toEqual(copy);
      const width = together.length / 3;
      for (let row = 0; row < 3; row++) {
        const alone = parts(features.slice(row * full, (row + 1) * full));
        expect(alone).toEqual(together.slice(row * width, (row + 1) * width));
      }
      const before = together.slice();
      features.fill(1);
      expect(together).toEqual(before);
    });

    it.each([NaN, Infinity, -Infinity])("refuses %d and names row and feature", (bad) => {
      const features = table(3, full);
      features[2 * full + 1] = bad;
      expect(caught(() => encoding({ qubits, width: full }).load(features))).toEqual({
        code: "non-finite",
        message: `${encoding.name} encoding: row 2, feature 1 is ${bad}, but every feature must be a finite number. Clean or drop that row.`,
      });
    });

    it("refuses rows that are not whole, and no rows", () => {
      const encoder = encoding({ qubits, width: 2 });
      for (const length of [0, 1, 5]) {
        expect(caught(() => encoder.load(new Float64Array(length).fill(1)))).toEqual({
          code: "shape",
          message: `${encoding.name} encoding: there are ${length} numbers, but each row has 2 features. Give whole rows, and at least one.`,
        });
      }
    });

    it("refuses bad sizes and unknown options", () => {
      const loose = encoding as unknown as (options: object) => unknown;
      for (const bad of [0, -1, 1.5, NaN]) {
        expect(caught(() => loose({ qubits: bad, width: 1 })).message).toContain(`qubits is ${bad}`);
        expect(caught(() => loose({ qubits: 2, width: bad })).message).toContain(`width is ${bad}`);
      }
      const unknown = caught(() => loose({ qubits: 2, widht: 1 }));
      expect(unknown.code).toBe("options");
      expect(unknown.message).toContain('there is an option "widht", but it has no such option. Did you mean "width"?');
    });
  },
);
