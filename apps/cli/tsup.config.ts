import { buildProgram } from "../../tsup.base.js";

export default buildProgram({
  main: "src/main.ts",
  worker: "src/compare/worker.ts",
  "qdataset-worker": "src/datasets/qdataset-worker.ts",
  hooks: "src/optimizer/hooks.ts",
  register: "src/optimizer/register.ts",
  "trial-worker": "src/optimizer/trial-worker.ts",
  host: "src/optimizer/host/host.ts",
});
