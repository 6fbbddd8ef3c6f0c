// A quantum kernel: exact and from shots, in a support vector machine, and trained to align with the classes.
import { hardwareEfficient } from "@uphill/circuits";
import { moons, split } from "@uphill/datasets";
import { angle, zzFeatureMap } from "@uphill/encodings";
import {
  alignment,
  encodingCircuit,
  fidelityKernel,
  kernelMatrix,
  positiveSemidefinite,
  rbfKernel,
  svm,
  type RowKernel,
} from "@uphill/kernels";
import { adam } from "@uphill/optimizers";
import { families, solve } from "@uphill/problems";

const { train, test } = split(moons({ rows: 120, seed: 1 }), { train: 60, test: 60 });

function judge(name: string, kernel: RowKernel, weights: ArrayLike<number> = []): void {
  const within = kernelMatrix(kernel, { rows: train.features, weights }).values;
  const between = kernelMatrix(kernel, { rows: test.features, columns: train.features, weights }).values;
  const right = svm(within, train.labels)
    .predict(between)
    .filter((label, row) => label === test.labels[row]).length;
  console.log(
    `${name}: alignment ${alignment(within, train.labels).toFixed(3)}, ${right} of ${test.rows} test rows right`,
  );
}

const zz = fidelityKernel(encodingCircuit({ qubits: 2, width: 2, encoding: zzFeatureMap }));
judge("zz-feature-map", zz);
judge("gaussian", rbfKernel({ width: 2, gamma: 2 }));

// From shots a kernel matrix may have negative eigenvalues. Each pair of rows takes a circuit.
const sampled = kernelMatrix(zz, { rows: train.features, shots: 100, seed: 1 });
const { negative } = positiveSemidefinite(sampled.values);
console.log(`${sampled.cost.circuits} circuits, ${sampled.cost.shots} shots: ${negative} negative eigenvalues mended`);

// The same family as in `uphill compare --problem kernel-alignment`.
const family = families.kernelAlignmentFamily;
const spec = family.plan({
  options: { qubits: 2, layers: 3, train: 60, test: 60 },
  data: { dataset: "moons" },
  changes: new Map(),
});
const instance = family.instance(spec, { seed: 1 }, {});
const start = instance.start("uniform");
const { theta } = solve({ instance, optimizer: adam({ learningRate: 0.1 }), start, steps: 60, seed: 1 });
const layers = hardwareEfficient.layered({ qubits: 2, layers: 3 });
const trained = fidelityKernel(encodingCircuit({ qubits: 2, width: 2, encoding: angle, layers }));
judge("before training", trained, start);
judge("trained", trained, theta);

// Output:
//   zz-feature-map: alignment 0.162, 45 of 60 test rows right
//   gaussian: alignment 0.421, 59 of 60 test rows right
//   1770 circuits, 177000 shots: 23 negative eigenvalues mended
//   before training: alignment 0.246, 47 of 60 test rows right
//   trained: alignment 0.739, 55 of 60 test rows right
