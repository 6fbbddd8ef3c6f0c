// What needs Node: files and the network.
export { checkFile, type FileContents } from "./node/check.js";
export { fetchDataset, type FetchOptions, type FetchProgress } from "./node/fetch.js";
export { fileSource } from "./node/file-source.js";
export { dataFolder } from "./node/folder.js";
export { describeFiles } from "./node/hash.js";
export { readImages } from "./node/images.js";
export { generateQDataset, readQDatasetFile, readQDatasetTask } from "./node/qdataset.js";
export { readTable, readTableParts, type ReadTableOptions, type TableParts } from "./node/table.js";
export { readFiles, type FileParts } from "./node/read.js";
