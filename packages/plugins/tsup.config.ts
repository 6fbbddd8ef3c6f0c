import { buildForNode } from "../../tsup.base.js";

export default buildForNode(
  { index: "src/index.ts", node: "src/node.ts" },
  {
    hooks: "src/node/hooks.ts",
    register: "src/node/register.ts",
    "trial-worker": "src/node/trial-worker.ts",
    host: "src/node/host/host.ts",
  },
);
