// The operations of a tape: codes.ts and its users write them, assembly/kernels.ts reads them. The one list, for TypeScript and
// AssemblyScript alike: constants without types.
export const TURN1 = 1;
export const TURN2 = 2;
export const TURN3 = 3;
export const TABLES = 4;
export const EXPAND = 5;
export const PHASES_ROWS = 6;
export const PHASES_LANES = 7;
export const EXCHANGE = 8;
export const OVERLAP_Y = 9;
export const OVERLAP_X = 10;
export const CORRELATE = 11;
export const ADD_WORDS = 12;
export const MATRIX = 13;
export const TURN_EACH = 14;
export const PHASE_EACH = 15;
export const PRODUCT = 16;
export const OVERLAP_Y3 = 17;
export const BRANCH = 18;
export const TILED = 19;
export const STITCH = 20;
export const UNSTITCH = 21;
