import { buildProgram } from "../../tsup.base.js";

export default buildProgram({
  main: "src/main.ts",
  cold: "src/child/cold.ts",
  memory: "src/child/memory.ts",
  empty: "src/child/empty.ts",
  side: "src/child/side.ts",
});
