// For `node --import`: `@uphill/…` is the command line's own copy.
import { installHooks } from "./plugin.js";

installHooks(process.cwd());
