// What users of the package see of QDataSet.
export { readQDatasetArchive, readQDatasetExamples } from "./archive.js";
export { collectQDataset, qdatasetFileOptions, type QDatasetCollector, type QDatasetFileOptions } from "./collect.js";
export {
  generateQDatasetExamples,
  qdatasetGenerator,
  qdatasetOptions,
  simulateQDataset,
  type QDatasetExample,
  type QDatasetOptions,
} from "./generate.js";
export { readQDataset } from "./generated.js";
export { numbersOf, NumpyArray, readPickle, readPickleStream, type PickleOptions, type PickleValue } from "./pickle.js";
export { describeQDataset, parseQDatasetName, qdatasetNames, type QDatasetProfile } from "./profile.js";
export { qdatasetTask, type QDatasetFeatures, type QDatasetTable } from "./table.js";
