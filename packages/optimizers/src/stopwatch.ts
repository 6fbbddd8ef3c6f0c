/** A clock that every platform has, and the language's own library of types does not know. */
declare const performance: { now(): number };

export const platformClock = (): number => performance.now();

/** Seconds since now and `before`, without those in which it was paused. */
export function stopwatch(
  clock: () => number = platformClock,
  before = 0,
): { seconds(): number; pause(act: () => void): void } {
  let begun = clock();
  return {
    seconds: () => before + (clock() - begun) / 1000,
    pause(act) {
      const stopped = clock();
      act();
      begun += clock() - stopped;
    },
  };
}
