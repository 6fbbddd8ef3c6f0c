// Trains a classifier, saves it as JSON, reads it back, and predicts classes of rows that it has not seen.
import { gaussian, split } from "@uphill/datasets";
import { adam } from "@uphill/optimizers";
import { classifier } from "@uphill/problems";
import { fit, modelFromJSON } from "@uphill/training";

const data = gaussian({ rows: 300, seed: 1, features: 16 });
const { train, test } = split(data, { train: 200, test: 100, seed: 1 });
const model = classifier({ qubits: 4, layers: 3 });
const result = fit({ model, train, test, optimizer: adam({ learningRate: 0.1 }), steps: 60, seed: 1 });
console.log(`${result.idle.weights} of ${result.idle.of} weights are idle`);
console.log(`loss ${result.loss.train.toFixed(4)}, test accuracy ${result.accuracy.test}`);

const text = JSON.stringify(result.model);
const rows = test.features.subarray(0, 4 * test.width);
console.log("predicted", modelFromJSON(text).predict(rows).join(" "));
console.log("true     ", Array.from(test.labels.subarray(0, 4), (label) => test.classes[label]).join(" "));

// Output:
//   4 of 36 weights are idle
//   loss 0.1819, test accuracy 0.99
//   predicted 0 1 0 1
//   true      0 1 0 1
