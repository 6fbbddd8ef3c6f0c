import { isUphillError } from "@uphill/core";
import { needOf } from "../../ask.js";
import { defineLaw, insist, refusal } from "../law.js";
import { noisy, recorded } from "../noisy.js";

export const needs = defineLaw({
  name: "needs",
  about: "it asks for nothing that it does not declare, and says what it needs before anything is asked",
  check({ family, make, run }) {
    const optimizer = make();
    for (const need of optimizer.needs) {
      const capabilities = noisy().capabilities.filter((can) => can !== need);
      const { problem, exchanges } = recorded({ ...noisy(), capabilities });
      const refused = refusal(() => run({ problem }));
      insist(
        isUphillError(refused) && refused.code === "needs" && exchanges.length === 0,
        `a problem without ${need} was not refused before the run`,
      );
      insist(
        refused.message.startsWith(`${family.name}: the problem gives `) &&
          refused.message.includes(`but it needs ${need}.`),
        `the refusal of a problem without ${need} does not say so: ${refused.message}`,
      );
    }
    const { problem, exchanges } = recorded(noisy());
    run({ problem });
    for (const { request } of exchanges) {
      insist(
        optimizer.needs.includes(needOf[request.kind]),
        `it asks for ${needOf[request.kind]} without declaring it`,
      );
    }
    return `needs ${optimizer.needs.join(" and ")}`;
  },
});
