/** Shared between a thread that runs an optimizer and one that holds the clock: since when the optimizer thinks, 0 = it does not. */
export type Beat = SharedArrayBuffer;

export function newBeat(): Beat {
  return new SharedArrayBuffer(8);
}

/** Tells the clock that the optimizer begins or ends to think. */
export function tell(beat: Beat): (busy: boolean) => void {
  const since = new BigInt64Array(beat);
  return (busy) => void Atomics.store(since, 0, busy ? BigInt(Date.now()) : 0n);
}

/** Seconds that the optimizer has been thinking now. */
export function thinkingFor(beat: Beat): number {
  const since = Number(Atomics.load(new BigInt64Array(beat), 0));
  return since === 0 ? 0 : (Date.now() - since) / 1000;
}
