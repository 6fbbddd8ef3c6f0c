import { circuit, ry, weight, z } from "@uphill/circuits";
import { compile, startThreads } from "../../src/index.js";

// Ends with threads that nobody stopped: waited for, or started by the program itself.
const threads = process.argv[2] === "wait" ? await startThreads(2) : 2;
const made = circuit(
  16,
  Array.from({ length: 16 }, (_, q) => ry(weight(q), q)),
);
const program = compile(made, { observables: [z(15)], threads });
const values = program.expectations({ weights: new Float64Array(16), batch: program.prepare({}) });
console.log(threads, values[0]);
