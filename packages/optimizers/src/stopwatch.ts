/** A clock that every platform has. TypeScript's standard library does not declare it. */
declare const performance: { now(): number };

export const platformClock = (): number => performance.now();

/** Counts the seconds since now, plus `before`, without the time in which it was paused. */
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
