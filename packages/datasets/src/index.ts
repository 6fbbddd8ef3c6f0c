import * as sets from "./sets/index.js";

export { hashDataset, selectClasses, selectRows, type Dataset } from "./dataset.js";
export { imagesFromIdx, parseIdx, type Idx, type IdxData } from "./idx.js";
export { imageFamilies, type ImageFamily } from "./images.js";
export { areaReduce } from "./reduce.js";
export { sample, split, splitOptions } from "./split.js";
export { defineDataset, type Rows, type SyntheticDataset } from "./synthetic.js";
export * from "./sets/index.js";
export { sets };
