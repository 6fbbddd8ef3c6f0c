import { build } from "../../tsup.base.js";

// Three small libraries go inside rather than beside.
export default build(["src/index.ts"], { bundle: true });
