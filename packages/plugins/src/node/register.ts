// For `node --import`: `@uphill/…` is our own copy, or that of the program that UPHILL_MAIN names.
import { installHooks } from "./install-hooks.js";

installHooks(process.cwd(), process.env.UPHILL_MAIN);
