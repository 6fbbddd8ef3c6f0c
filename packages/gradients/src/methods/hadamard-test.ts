import { circuit, h, pauliRot, type Gate, type Operation } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import { compile, type BatchSource, type Program } from "@uphill/simulator";
import { defineGradient } from "../method.js";
import { assemble, each, stack, valuesAt } from "../parts.js";
import { settings } from "../shots.js";
import { liveUses, type Use } from "../uses.js";

/**
 * Gradient by Hadamard tests. For a gate exp(−iθG) with G = Σ g·P,
 *   ∂⟨O⟩/∂θ = Σ 2g·Im⟨O·P⟩,   P put in behind the gate and O carried back to there,
 * and Im⟨O·P⟩ is ⟨X ⊗ O⟩ with one more qubit that begins in |+⟩, controls −iP, and is read in X. Exact but for rounding, and
 * unbiased from shots as parameter shift is. A controlled rotation takes two circuits where its shift rule takes four.
 * Needs `source`, since its circuits have one more qubit, the last.
 * @throws UphillError "derivative" for a trained gate without a generator
 * Cost: one circuit, plus one per Pauli word of the gate's generator (I aside) and use of a live weight, per row and setting.
 * Source: Li et al. 2017, arXiv:1608.00677; Guerreschi & Smelyanskiy 2017, arXiv:1701.01450.
 */
export const hadamardTest = defineGradient({
  name: "hadamard-test",
  options: {},
  needs: ["source"],
  circuits: (program) => (1 + liveUses(program).flatMap(words).length) * settings(program.observables),
  *estimate(request) {
    const { program: tested, tests } = testsOf(request.program);
    const unshifted = yield* valuesAt(request, request.weights, 0);
    if (tests.length === 0) return assemble(request, unshifted, stack([]), []);
    const batch = tested.prepare(withAncilla(request.source, request.batch.rows));
    const others = tests.map((_, test) => {
      const weights = new Float64Array(tested.circuit.weights);
      weights.set(request.weights);
      weights[request.weights.length + test] = Math.PI;
      return valuesAt({ ...request, program: tested, batch }, weights, 1 + test);
    });
    const parts = tests.map(({ weight, factor }, test) => ({ weight, factor, plus: 1 + test }));
    return assemble(request, unshifted, stack(yield* each(others)), parts);
  },
});

interface Tests {
  /** One more qubit, and one more weight a test: π puts its word in, 0 leaves it out. */
  readonly program: Program;
  readonly tests: readonly { readonly weight: number; readonly factor: number }[];
}

const known = new WeakMap<Program, Tests>();

function testsOf(program: Program): Tests {
  const found = known.get(program);
  if (found) return found;
  const { qubits, operations, weights } = program.circuit;
  const uses = liveUses(program);
  const tests: { weight: number; factor: number }[] = [];
  const withTests = operations.flatMap((operation, index) => {
    const mine = uses.filter((use) => use.operation === index);
    const controlled = mine.flatMap((use) =>
      words(use).flatMap(({ pauli, coefficient }): Operation[] => {
        const angle = { weight: weights + tests.length, offset: 0 };
        tests.push({ weight: use.weight, factor: 2 * coefficient * use.scale });
        const on = operation.qubits.filter((_, k) => pauli[k] !== "I");
        const letters = pauli.replaceAll("I", "");
        // exp(−iφP/2) where the ancilla is 1: by half the angle, and back where it is 0.
        return [
          pauliRot(letters)({ ...angle, scale: 0.5 }, ...on),
          pauliRot(`Z${letters}`)({ ...angle, scale: -0.5 }, qubits, ...on),
        ];
      }),
    );
    return [operation, ...controlled];
  });
  const observables = program.observables.map(({ terms }) => ({
    // Im⟨P⟩ = 0, so the identity adds nothing.
    terms: terms
      .filter(({ paulis }) => paulis.length > 0)
      .map(({ coefficient, paulis }) => ({ coefficient, paulis: [...paulis, [qubits, "X"] as const] })),
  }));
  const made: Tests = { program: compile(circuit(qubits + 1, [h(qubits), ...withTests]), { observables }), tests };
  known.set(program, made);
  return made;
}

/** The Pauli words of a gate's generator that are not the identity. */
function words({ gate }: Use): NonNullable<Gate["generator"]>[number][] {
  if (gate.generator) return gate.generator.filter(({ pauli }) => /[XYZ]/.test(pauli));
  throw new UphillError({
    code: "derivative",
    who: "hadamard-test",
    got: `gate ${gate.name} declares no generator`,
    wanted: "the test needs a gate exp(−iθG) with G as a sum of Pauli words",
    todo: "Use finite-difference for this circuit.",
  });
}

/** The same rows with one more qubit, the last, in |0⟩. */
function withAncilla({ states, inputs }: BatchSource, rows: number): BatchSource {
  const spread = (part: Float64Array): Float64Array => {
    const wide = new Float64Array(2 * part.length);
    part.forEach((value, k) => (wide[2 * k] = value));
    return wide;
  };
  if (states) {
    const { re, im } = states;
    return { states: { re: spread(re), ...(im && { im: spread(im) }) }, ...(inputs && { inputs }) };
  }
  return inputs ? { inputs } : { rows };
}
