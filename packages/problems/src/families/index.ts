// Every family of problems, and the only list of them. The first one is the usual one: its options are options of the command line.
export { classifierFamily } from "./classifier.js";
export { regressionFamily } from "./regression.js";
export { functionFamily } from "./function.js";
export { energyFamily } from "./energy.js";
export { cutFamily } from "./cut.js";
export { kernelAlignmentFamily } from "./kernel-alignment.js";
export { independentSetFamily } from "./independent-set.js";
export { partitionFamily } from "./partition.js";
export { statePreparationFamily } from "./state-preparation.js";
export { unitaryFamily } from "./unitary.js";
