import { lih, lih_12, hubbard, hartreeFockExcitations, h2_4 } from "@uphill/circuits";
import { compile } from "@uphill/simulator";
import { lbfgs, rotosolve } from "@uphill/optimizers";
import { it } from "vitest";
import { families, solve } from "../src/index.js";
import { groundOf } from "../src/expectation/ground.js";
const plan = (options: object, changes: Record<string, object> = {}) =>
  families.energyFamily.plan({ options: { ...options }, data: {}, changes: new Map(Object.entries(changes) as never) });
it("x", () => {
  let t = Date.now();
  const lap = (s: string) => { console.log(s, Date.now() - t); t = Date.now(); };
  lih_12({ qubits: 12 }); lap("build");
  groundOf(lih_12({ qubits: 12 }), 12); lap("ground");
  for (const [o, c] of [[{ hamiltonian: "h2-4" }, {}], [{ hamiltonian: "lih" }, {}], [{ hamiltonian: "lih-12" }, {}], [{ hamiltonian: "hubbard" }, {}],
    [{ hamiltonian: "hubbard", qubits: 6 }, {}], [{ hamiltonian: "hubbard", qubits: 8 }, {}], [{ hamiltonian: "hubbard", qubits: 6, layers: 2 }, {}],[{ hamiltonian: "hubbard", qubits: 6, layers: 3 }, {}],[{ hamiltonian: "hubbard", qubits: 8, layers: 2 }, {}], [{ hamiltonian: "hubbard", qubits: 8 }, {hubbard: {boundary:"periodic"}}]] as any) {
    const spec = plan(o, c);
    const instance = families.energyFamily.instance(spec, { seed: 1 }, {});
    lap(JSON.stringify(spec.options) + " " + instance.problem.size + " " + instance.optimum);
    for (const opt of [lbfgs(), rotosolve()]) for (const start of ["zeros", "uniform"]) {
      if (o.hamiltonian === "lih-12" && opt.name === "rotosolve") continue;
      const r = solve({ instance, optimizer: opt, start: instance.start(start), steps: opt.name === "rotosolve" ? 60: 200, seed: 1 });
      lap(`${opt.name} ${start} ${r.metrics.energyError.toExponential(2)} ${r.metrics.fidelity.toFixed(5)} steps ${r.steps}`);
    }
  }
}, 600000);
