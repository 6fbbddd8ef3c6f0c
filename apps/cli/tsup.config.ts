import { build } from "../../tsup.base.js";

export default build(
  { main: "src/main.ts", worker: "src/compare/worker.ts" },
  { format: ["esm"], platform: "node", dts: false },
);
