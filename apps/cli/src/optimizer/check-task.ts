import { checkLaw, laws, type Finding } from "@uphill/optimizers";
import { endSessions } from "./external/family.js";
import { enrolForeign, type Foreign } from "./foreign.js";
import { optimizerFamilies } from "./registry.js";

export interface CheckTask {
  readonly task: "check";
  readonly foreign: Foreign;
  readonly name: string;
  /** The number of the law to begin with. */
  readonly from: number;
}

/** A finding, or the number of the law that is tried now. */
export type Checked = Finding | { readonly trying: number };

export async function check(
  { foreign, name, from }: CheckTask,
  thinking: (busy: boolean) => void,
  tell: (told: Checked) => void,
): Promise<void> {
  await enrolForeign(foreign);
  laws.forEach((law, number) => {
    if (number < from) return;
    tell({ trying: number });
    tell(checkLaw(optimizerFamilies[name], law, { thinking }));
  });
  endSessions();
}
