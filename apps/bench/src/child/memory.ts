// Prints this process's peak resident size, in MiB, after one forward run of as many qubits as its argument says.
import { benchProgram } from "../circuit.js";
import { benchWeights } from "../data.js";

const program = benchProgram(Number(process.argv[2]), 1);
program.expectations({ weights: benchWeights(program.circuit.weights, 0), batch: program.prepare({}) });
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
