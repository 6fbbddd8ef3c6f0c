import * as preparations from "./preparation/index.js";
import * as sets from "./sets/index.js";
import * as variants from "./variants/index.js";

export { amplitudeWarnings } from "./amplitude-warning.js";
export { gaussianAccuracy, normalCdf } from "./bayes.js";
export {
  classCounts,
  groupClasses,
  hashDataset,
  selectClasses,
  selectRows,
  type KnownLimit,
  type Dataset,
} from "./dataset.js";
export { describe, summariseTargets, type Description, type TargetSummary } from "./describe.js";
export {
  fieldsOf,
  findDataset,
  generatorOf,
  namedSets,
  optionsOf,
  SIMULATION,
  type Found,
  type ImageName,
} from "./find.js";
export { kFold, kFoldOptions } from "./folds.js";
export { imagesFromIdx, parseIdx, type Idx, type IdxData } from "./idx.js";
export { imageFamilies, type Download, type ImageFamily, type WebFile } from "./images.js";
export { applyPreparation, fitPreparation, type Fitted, type Step } from "./preparation/fit.js";
export {
  definePreparation,
  type Preparation,
  type Prepared,
  type PreparationState,
} from "./preparation/preparation.js";
export * from "./qdataset/index.js";
export { areaReduce } from "./reduce.js";
export { checkDataset } from "./check-dataset.js";
export { dataset, type PlainOptions } from "./plain.js";
export { sameColumns } from "./same-columns.js";
export { sample, split, splitOptions } from "./split.js";
export { defineDataset, type Rows, type SyntheticDataset } from "./synthetic.js";
export { readOptions, tableFlags, type TableFlags } from "./table-flags.js";
export { formatOf, tableFormats, type TableFormat } from "./tables/formats.js";
export { datasetFromCsv, parseCsv } from "./tables/csv.js";
export { datasetFromJson } from "./tables/json.js";
export { parseNpy, type NpyArray } from "./tables/npy.js";
export { formatNpy } from "./tables/npy-bytes.js";
export { datasetFromArrays, datasetFromNpz, openNpz } from "./tables/numpy.js";
export { datasetFromParquet, type ParquetReader } from "./tables/parquet.js";
export type { Cells } from "./tables/cells.js";
export { datasetFromCells, type TableOptions } from "./tables/table.js";
export { upright } from "./upright.js";
export { applyVariants, variantOptions } from "./variants/chosen.js";
export { defineVariant, type Variant } from "./variants/variant.js";
export { openZip, type ByteSource, type ZipEntry, type ZipLimits } from "./zip.js";
export * from "./sets/index.js";
export { preparations, sets, variants };
