// Trains from shots and shows the ledger: what each phase cost, and where a budget ended the run.
import { gaussian } from "@uphill/datasets";
import { parameterShift } from "@uphill/gradients";
import { nlr } from "@uphill/optimizers";
import { classifier } from "@uphill/problems";
import { fit } from "@uphill/training";

const { account, stopped, steps, reversals } = fit({
  model: classifier({ qubits: 2, layers: 2 }),
  train: gaussian({ rows: 40, seed: 1, features: 4 }),
  optimizer: nlr({ learningRate: 0.1, negativeLearningRate: 0.2, gate: 2 }),
  ...{ steps: 100, batchSize: 8, shots: 10, lossShots: 100 },
  gradient: parameterShift(),
  budget: { shots: 100_000 },
});
console.log(`stopped by ${stopped} after ${steps} steps with ${reversals} reversals`);
for (const [phase, { circuits, shots }] of Object.entries(account.phases)) {
  console.log(`${phase}: ${circuits} circuits, ${shots} shots`);
}
console.log(`in all: ${account.shots} shots in ${account.rounds} rounds`);

// Output:
//   stopped by budget after 30 steps with 0 reversals
//   gradient: 5040 circuits, 50400 shots
//   tentative: 480 circuits, 48000 shots
//   in all: 98400 shots in 90 rounds
