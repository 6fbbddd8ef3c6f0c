import { build } from "../../tsup.base.js";

// Three small libraries go inside rather than beside, and of zod, which takes longer to load than all of ours, what is used.
export default build(["src/index.ts"], { bundle: true, inside: ["zod", "zod/mini"] });
