/** Files as other tools write them. */
export const corpus = {
  /** qiskit.qasm2.dumps */
  qiskit2: `OPENQASM 2.0;
include "qelib1.inc";
gate rzx(param0) q0,q1 { h q1; cx q0,q1; rz(param0) q1; cx q0,q1; h q1; }
gate gate_block q0,q1 { h q0; cx q0,q1; rzx(0.25) q1,q0; }
qreg q[2];
creg meas[2];
gate_block q[0],q[1];
rx(pi/2) q[0];
cp(-3*pi/4) q[0],q[1];
u2(0,pi) q[1];
barrier q[0],q[1];
measure q[0] -> meas[0];
measure q[1] -> meas[1];
`,
  /** qiskit.qasm3.dumps with parameters */
  qiskit3: `OPENQASM 3.0;
include "stdgates.inc";
input float[64] _θ_0_;
input float[64] phi;
gate ryy(p0) _gate_q_0, _gate_q_1 {
  sxdg _gate_q_0;
  sxdg _gate_q_1;
  cx _gate_q_0, _gate_q_1;
  rz(p0) _gate_q_1;
  cx _gate_q_0, _gate_q_1;
  sx _gate_q_0;
  sx _gate_q_1;
}
gate sxdg_0 _gate_q_0 { s _gate_q_0; h _gate_q_0; s _gate_q_0; }
bit[3] c;
qubit[3] q;
ry(_θ_0_) q[0];
ryy(2*phi + 0.5) q[0], q[1];
ctrl @ rx(-phi/2) q[2], q[0];
barrier q[0], q[1], q[2];
c[0] = measure q[0];
c[1] = measure q[1];
`,
  /** cirq.qasm */
  cirq: `// Generated from Cirq v1.4.1

OPENQASM 2.0;
include "qelib1.inc";


// Qubits: [q(0), q(1)]
qreg q[2];
creg m_a[1];


h q[0];
sx q[1];
ry(pi*0.25) q[1];
cx q[0],q[1];

// Gate: XX**0.5
u3(pi*0.5,pi*1.0,pi*1.75) q[0];
rz(pi*-0.5) q[1];

measure q[0] -> m_a[0];
`,
  /** The QFT of the OpenQASM 2 paper (arXiv:1707.03429) */
  qft: `// quantum Fourier transform
OPENQASM 2.0;
include "qelib1.inc";
qreg q[4];
creg c[4];
x q[0]; 
x q[2];
barrier q;
h q[0];
cu1(pi/2) q[1],q[0];
h q[1];
cu1(pi/4) q[2],q[0];
cu1(pi/2) q[2],q[1];
h q[2];
cu1(pi/8) q[3],q[0];
cu1(pi/4) q[3],q[1];
cu1(pi/2) q[3],q[2];
h q[3];
measure q -> c;
`,
  /** The ripple-carry adder of the paper, of two bits */
  adder: `OPENQASM 2.0;
include "qelib1.inc";
gate majority a,b,c
{
  cx c,b;
  cx c,a;
  ccx a,b,c;
}
gate unmaj a,b,c
{
  ccx a,b,c;
  cx c,a;
  cx a,b;
}
qreg cin[1];
qreg a[2];
qreg b[2];
qreg cout[1];
creg ans[3];
x a[0]; // a = 01
x b;    // b = 11
majority cin[0],b[0],a[0];
majority a[0],b[1],a[1];
cx a[1],cout[0];
unmaj a[0],b[1],a[1];
unmaj cin[0],b[0],a[0];
measure b[0] -> ans[0];
measure b[1] -> ans[1];
measure cout[0] -> ans[2];
`,
  /** Modifiers, constants and broadcast of OpenQASM 3 */
  three: `OPENQASM 3.1;
include "stdgates.inc";
const float[64] half = π / 2;
const int n = 3;
gate turn(a, b) q { gphase(a/4); U(a, b, -b) q; inv @ s q; }
gate pair(a) p, q { ctrl @ turn(a, 0.5) p, q; negctrl @ x p, q; }
qubit[n] q;
qubit extra;
input angle[32] theta;
h q;
pow(2) @ s q[0];
pow(1/2) @ x extra;
ctrl(2) @ negctrl @ ry(theta) q[0], q[1], q[2], extra;
inv @ ctrl @ pair(half) q[0], q[2], extra;
/* a comment
   of two lines */
cx q[0:1], q[1:2];
gphase(2*sin(0.3)**2);
ctrl @ gphase(theta) q[-1];
barrier q, extra;
bit[3] c = measure q;
`,
};
