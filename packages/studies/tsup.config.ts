import { buildForNode } from "../../tsup.base.js";

export default buildForNode(
  { index: "src/index.ts", report: "src/report.ts", node: "src/node.ts" },
  { worker: "src/node/worker.ts" },
);
