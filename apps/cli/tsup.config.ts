import { buildProgram } from "../../tsup.base.js";

export default buildProgram({
  main: "src/main.ts",
  "qdataset-worker": "src/datasets/qdataset-worker.ts",
});
