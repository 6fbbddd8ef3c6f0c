import { SingleBar } from "cli-progress";
import { say } from "../output.js";

export interface Progress {
  /** One more is done. */
  tick(): void;
  /** It became known how many there are. */
  expect(total: number): void;
  stop(): void;
}

/** A bar with the time left on a terminal, plain lines elsewhere, always on standard error. */
export function progress(total: number, alreadyDone: number, unit = "runs"): Progress {
  if (process.stderr.isTTY) {
    const bar = new SingleBar({
      format: `  {bar} {value}/{total} ${unit}, {eta_formatted} left`,
      stream: process.stderr,
      hideCursor: true,
      etaBuffer: 40,
    });
    bar.start(total, alreadyDone);
    return {
      tick: () => bar.increment(),
      expect: (now) => bar.setTotal(now),
      stop: () => bar.stop(),
    };
  }
  const begun = performance.now();
  let done = alreadyDone;
  let all = total;
  let said = Math.floor((10 * done) / all);
  return {
    tick() {
      done += 1;
      const tenth = Math.floor((10 * done) / all);
      if (tenth === said) return;
      said = tenth;
      const perRun = (performance.now() - begun) / (done - alreadyDone);
      const left = Math.ceil((perRun * (all - done)) / 1000);
      say([`  ${done}/${all} ${unit}, ${done === all ? "done" : `about ${left} s left`}`]);
    },
    expect(now) {
      all = now;
    },
    stop: () => undefined,
  };
}
