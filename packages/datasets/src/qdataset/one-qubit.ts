import type { Kernel, StepRule } from "./kernel.js";
import type { QDatasetProfile } from "./profile.js";
import { cosine, rotor, sinc } from "./rotor.js";

const GAP = 12; // Ω

/**
 * One qubit: H₀ = ½(ΩZ + Σ f_c·P_c), H₁ = ½Σ β·P. All terms are traceless, so a step is a rotation w − i(aX + bY + cZ) in
 * closed form, and the evolution a product of quaternions.
 */
export function oneQubit({ controls, noise: terms }: QDatasetProfile, steps: number, rule: StepRule): Kernel {
  const half = 0.5 / steps;
  const axes = (words: readonly string[]): number[] => words.map((word) => "XYZ".indexOf(word));
  const [controlAxes, noiseAxes] = [axes(controls), axes(terms.map(({ operator }) => operator))];
  const angles = new Float64Array(3 * steps); // ½dt times (x, y, z) of H₀
  const rotors = new Float64Array(4 * steps);
  const still = new Float64Array(steps);
  const q = new Float64Array(4);

  // The innermost loop of all: plain constants, which are twice as fast as taking lists apart.
  const split = (x: Float64Array, y: Float64Array, z: Float64Array): void => {
    let [w, a, b, c] = [1, 0, 0, 0];
    for (let j = 0, e = 0; j < steps; j++, e += 4) {
      const ew = rotors[e];
      const ea = rotors[e + 1];
      const eb = rotors[e + 2];
      const ec = rotors[e + 3];
      const uw = ew * w - ea * a - eb * b - ec * c;
      const ua = ew * a + ea * w + eb * c - ec * b;
      const ub = ew * b - ea * c + eb * w + ec * a;
      const uc = ew * c + ea * b - eb * a + ec * w;
      const nx = half * x[j];
      const ny = half * y[j];
      const nz = half * z[j];
      const s = nx * nx + ny * ny + nz * nz;
      const nw = cosine(s);
      const k = sinc(s);
      const na = k * nx;
      const nb = k * ny;
      const nc = k * nz;
      w = nw * uw - na * ua - nb * ub - nc * uc;
      a = nw * ua + na * uw + nb * uc - nc * ub;
      b = nw * ub - na * uc + nb * uw + nc * ua;
      c = nw * uc + na * ub - nb * ua + nc * uw;
    }
    q.set([w, a, b, c]);
  };

  const joint = (x: Float64Array, y: Float64Array, z: Float64Array): void => {
    let [w, a, b, c] = [1, 0, 0, 0];
    for (let j = 0; j < steps; j++) {
      rotor(angles[3 * j] + half * x[j], angles[3 * j + 1] + half * y[j], angles[3 * j + 2] + half * z[j], q, 0);
      const [ew, ea, eb, ec] = q;
      [w, a, b, c] = [
        ew * w - ea * a - eb * b - ec * c,
        ew * a + ea * w + eb * c - ec * b,
        ew * b - ea * c + eb * w + ec * a,
        ew * c + ea * b - eb * a + ec * w,
      ];
    }
    q.set([w, a, b, c]);
  };

  return {
    control(pulses) {
      for (let j = 0; j < steps; j++) {
        const at = 3 * j;
        angles[at] = angles[at + 1] = 0;
        angles[at + 2] = half * GAP;
        controlAxes.forEach((axis, k) => (angles[at + axis] += half * pulses[k][j]));
        rotor(angles[at], angles[at + 1], angles[at + 2], rotors, 4 * j);
      }
    },
    evolve(noise) {
      const along: Float64Array[] = [still, still, still];
      noise.forEach((each, k) => (along[noiseAxes[k]] = each));
      (rule === "split" ? split : joint)(along[0], along[1], along[2]);
    },
    unitary() {
      const [w, a, b, c] = q;
      return { re: Float64Array.of(w, -b, b, w), im: Float64Array.of(-c, -a, -a, c) };
    },
    addTransfer(sum) {
      const [w, a, b, c] = q;
      sum[0] += w * w + a * a - b * b - c * c;
      sum[1] += 2 * (a * b - w * c);
      sum[2] += 2 * (a * c + w * b);
      sum[3] += 2 * (a * b + w * c);
      sum[4] += w * w - a * a + b * b - c * c;
      sum[5] += 2 * (b * c - w * a);
      sum[6] += 2 * (a * c - w * b);
      sum[7] += 2 * (b * c + w * a);
      sum[8] += w * w - a * a - b * b + c * c;
    },
  };
}
