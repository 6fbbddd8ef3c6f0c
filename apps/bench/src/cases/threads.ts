import type { Call, SelfCase } from "../case.js";
import { benchProgram, startThreads } from "../circuit.js";

const threads = (qubits: number): SelfCase => ({
  against: "self",
  id: `threads-${qubits}`,
  about: `${qubits} qubits, one expectation value, two threads`,
  other: "ours, one thread",
  bar: 1.7,
  async prepare() {
    await startThreads(2);
    const programs = [2, 1].map((count) => benchProgram(qubits, count));
    const [ours, other] = programs.map((program): Call => {
      const batch = program.prepare({});
      return (weights) => program.expectations({ weights, batch });
    });
    const release = (): void => programs.forEach((program) => program.dispose());
    return { weights: programs[0].circuit.weights, ours, other, release };
  },
});

export const threads20 = threads(20);
export const threads22 = threads(22);
