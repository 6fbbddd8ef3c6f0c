import { build } from "../../tsup.base.js";

export default build(
  { main: "src/main.ts", cold: "src/child/cold.ts", memory: "src/child/memory.ts", empty: "src/child/empty.ts" },
  { format: ["esm"], platform: "node", dts: false },
);
