/** Operations that a circuit from a file may have, and layers times qubits of an ansatz. */
export const MOST_OPERATIONS = 1e6;

/** Weights, and inputs, that a circuit may speak of: more than all angles of so many operations. */
export const MOST_NUMBERS = 2 ** 22;

/** Terms of an angle that is made of several inputs. */
export const MOST_TERMS = 4096;

/** Inputs that one term of an angle may multiply. */
export const MOST_FACTORS = 64;
