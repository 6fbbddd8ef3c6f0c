// For `node --import`: `@uphill/…` is the command line's own copy.
import { installHooks } from "./install-hooks.js";

installHooks(process.cwd());
