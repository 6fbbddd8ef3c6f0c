import { decode, encode, shown } from "@uphill/core";
import { observe } from "../../observers/observer.js";
import { defineLaw, insist, insistSame } from "../law.js";

export const telemetry = defineLaw({
  name: "telemetry",
  about: "what it declares of its reports is so, its signs are codes with sentences, and its observers keep plain data",
  check({ family, make, run }) {
    const { observers = [], options } = make();
    // A guard refuses a sign that is none; the run would fail.
    run({
      onStep({ report, observers: kept }) {
        for (const field of Object.keys(family.reports)) {
          const value = report[field];
          insist(
            value === undefined || typeof value === "boolean" || Number.isFinite(value),
            `it declares that ${field} is counted, and reports it as ${shown(value)}`,
          );
        }
        if (!kept) return;
        insistSame(decode(encode(kept)), kept, "what its observers keep is another once it was encoded");
        const seen = { report, gradient: undefined, options };
        const again = observe(observers, decode(encode(kept)) as typeof kept, seen);
        insistSame(observe(observers, kept, seen), again, "its observers remember what is not in their state");
      },
    });
    const declared = [...observers.map(({ name }) => name), ...Object.keys(family.reports)];
    return declared.length === 0 ? undefined : declared.join(", ");
  },
});
