import { describe, expect, it } from "vitest";
import {
  basicEntangler,
  efficientSu2,
  pauli,
  realAmplitudes,
  simplifiedTwoDesign,
  stronglyEntangling,
  twoLocal,
  type Circuit,
} from "../src/index.js";
import { apply, expectation, ground, unitary } from "./dense.js";

// What PennyLane 0.45.1 and Qiskit 2.6.2 give for the weights w(k) = 0.1 + 0.37k − 0.011k²: ⟨Z⟩ of every qubit, and ⟨X Y⟩ of the
// first and the last (one qubit: ⟨X⟩). Made with, for w = np.array([round(0.1+0.37*k-0.011*k*k,6) for k in range(count)]),
//   qml.StronglyEntanglingLayers(w.reshape(l,n,3), wires=range(n)); qml.BasicEntanglerLayers(w.reshape(l,n), wires=range(n));
//   qml.SimplifiedTwoDesign(initial_layer_weights=w[:n], weights=w[n:].reshape(l,n-1,2), wires=range(n))
//     on qml.device("default.qubit", wires=n), [qml.expval(qml.PauliZ(i)) …, qml.expval(qml.PauliX(0) @ qml.PauliY(n-1))];
//   Statevector(qc.assign_parameters(list(w))).expectation_value(SparsePauliOp(…)) for
//     real_amplitudes(n), efficient_su2(n), n_local(4, ["rx","rz"], ["crz","cx"], entanglement=…, reps=3),
//     n_local(3, ["ry"], ["cz"], entanglement="full", reps=2, skip_final_rotation_layer=True).
const values = (made: Circuit): number[] => {
  const w = Array.from({ length: made.weights }, (_, k) => 0.1 + 0.37 * k - 0.011 * k * k);
  const state = apply(unitary(made, w), ground(made.qubits));
  const last = made.qubits - 1;
  return [
    ...Array.from({ length: made.qubits }, (_, q) => expectation(pauli(`Z${q}`), state)),
    expectation(pauli(last > 0 ? `X0 Y${last}` : "X0"), state),
  ];
};

const pennylane: [string, Circuit, number[]][] = [
  [
    "stronglyEntangling, 1 qubits, 2 layers",
    stronglyEntangling({ qubits: 1, layers: 2 }),
    [0.292976644334, -0.505409326777],
  ],
  ["basicEntangler, 1 qubits, 2 layers", basicEntangler({ qubits: 1, layers: 2 }), [0.847785873495, 0]],
  [
    "simplifiedTwoDesign, 1 qubits, 2 layers",
    simplifiedTwoDesign({ qubits: 1, layers: 2 }),
    [0.995004165278, 0.099833416647],
  ],
  [
    "stronglyEntangling, 2 qubits, 2 layers",
    stronglyEntangling({ qubits: 2, layers: 2 }),
    [-0.01269646126, 0.836224839531, -0.160711130433],
  ],
  [
    "basicEntangler, 2 qubits, 2 layers",
    basicEntangler({ qubits: 2, layers: 2 }),
    [0.696075613557, 0.000557086717, -0.000569026028],
  ],
  [
    "simplifiedTwoDesign, 2 qubits, 2 layers",
    simplifiedTwoDesign({ qubits: 2, layers: 2 }),
    [0.075224091968, -0.629690576067, 0],
  ],
  [
    "stronglyEntangling, 3 qubits, 2 layers",
    stronglyEntangling({ qubits: 3, layers: 2 }),
    [-0.294953591922, -0.066103905792, 0.758610307172, 0.422996928043],
  ],
  [
    "basicEntangler, 3 qubits, 2 layers",
    basicEntangler({ qubits: 3, layers: 2 }),
    [-0.012080896549, 0.114325098461, 0.382533586363, -0.106416543116],
  ],
  [
    "simplifiedTwoDesign, 3 qubits, 2 layers",
    simplifiedTwoDesign({ qubits: 3, layers: 2 }),
    [0.302530201625, -0.702689757255, -0.27569100976, 0],
  ],
  [
    "stronglyEntangling, 4 qubits, 4 layers",
    stronglyEntangling({ qubits: 4, layers: 4 }),
    [0.118893887791, -0.204984850803, -0.301560611671, -0.152003133249, -0.192095116387],
  ],
  [
    "basicEntangler, 4 qubits, 4 layers",
    basicEntangler({ qubits: 4, layers: 4 }),
    [-0.043614104079, 0.086416681662, 0.099795196897, 0.015021632061, -0.158005290843],
  ],
  [
    "simplifiedTwoDesign, 4 qubits, 4 layers",
    simplifiedTwoDesign({ qubits: 4, layers: 4 }),
    [-0.442655171528, 0.507370267933, 0.372452699317, 0.340103612378, 0],
  ],
  [
    "stronglyEntangling with ranges 3, 1 and CZ",
    stronglyEntangling({ qubits: 4, layers: 2, ranges: [3, 1], imprimitive: "cz" }),
    [-0.897749547313, -0.169846981082, 0.546484677616, 0.923963374563, -0.044398053072],
  ],
  [
    "basicEntangler with RY",
    basicEntangler({ qubits: 3, layers: 2, rotation: "ry" }),
    [0.085832993167, 0.114325098461, -0.259886816275, 0],
  ],
];

const qiskit: [string, Circuit, number[]][] = [
  ["realAmplitudes, 1 qubits", realAmplitudes({ qubits: 1 }), [-0.780336466409, 0.625359895734]],
  ["efficientSu2, 1 qubits", efficientSu2({ qubits: 1 }), [0.79828825348, -0.546124873203]],
  ["realAmplitudes, 2 qubits", realAmplitudes({ qubits: 2 }), [0.279379073105, -0.311702085611, 0]],
  ["efficientSu2, 2 qubits", efficientSu2({ qubits: 2 }), [0.328777472355, 0.669003395213, -0.204134579193]],
  ["realAmplitudes, 3 qubits", realAmplitudes({ qubits: 3 }), [0.788443948825, -0.71023026821, -0.581882234312, 0]],
  [
    "efficientSu2, 3 qubits",
    efficientSu2({ qubits: 3 }),
    [-0.380774489203, 0.440306829693, -0.10389453191, 0.49061935835],
  ],
  [
    "realAmplitudes, 4 qubits",
    realAmplitudes({ qubits: 4 }),
    [0.156927309455, -0.22955780677, -0.152248305689, -0.413316221153, 0],
  ],
  [
    "efficientSu2, 4 qubits",
    efficientSu2({ qubits: 4 }),
    [-0.643652310748, 0.29779393948, -0.185874740441, 0.607218179991, -0.040976888733],
  ],
  [
    "twoLocal, full",
    twoLocal({ qubits: 4, rotations: ["rx", "rz"], entanglingGates: ["crz", "cnot"], entanglement: "full" }),
    [-0.142161249263, 0.227752652256, 0.190886098386, -0.282123507272, 0.152873134078],
  ],
  [
    "twoLocal, linear",
    twoLocal({ qubits: 4, rotations: ["rx", "rz"], entanglingGates: ["crz", "cnot"], entanglement: "linear" }),
    [0.887985995737, -0.797792292971, -0.411244557399, 0.137062669349, -0.006036838783],
  ],
  [
    "twoLocal, reverse_linear",
    twoLocal({ qubits: 4, rotations: ["rx", "rz"], entanglingGates: ["crz", "cnot"], entanglement: "reverse_linear" }),
    [0.897406208422, -0.869668404731, 0.336312633609, 0.14099481806, -0.186105295405],
  ],
  [
    "twoLocal, circular",
    twoLocal({ qubits: 4, rotations: ["rx", "rz"], entanglingGates: ["crz", "cnot"], entanglement: "circular" }),
    [-0.107315723841, -0.187328530204, 0.429266100964, -0.511957591616, -0.135609403901],
  ],
  [
    "twoLocal, pairwise",
    twoLocal({ qubits: 4, rotations: ["rx", "rz"], entanglingGates: ["crz", "cnot"], entanglement: "pairwise" }),
    [0.880415835064, -0.859362057832, -0.426436793384, -0.122761780436, 0.273141500883],
  ],
  [
    "twoLocal, sca",
    twoLocal({ qubits: 4, rotations: ["rx", "rz"], entanglingGates: ["crz", "cnot"], entanglement: "sca" }),
    [0.119136076916, -0.418915403868, -0.105967827084, -0.116669549015, 0.203779710913],
  ],
  [
    "twoLocal without final rotations",
    twoLocal({ qubits: 3, layers: 2, skipFinalRotationLayer: true }),
    [0.385439545394, -0.155277699427, -0.706711505837, 0],
  ],
];

describe.each([
  ["PennyLane", pennylane],
  ["Qiskit", qiskit],
])("%s's values", (_, cases) => {
  it.each(cases)("%s", (_, made, wanted) => {
    const found = values(made);
    expect(found).toHaveLength(wanted.length);
    found.forEach((value, k) => expect(Math.abs(value - wanted[k]), `value ${k}`).toBeLessThan(1e-11));
  });
});
