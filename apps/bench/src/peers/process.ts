import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { UphillError } from "@uphill/core";

/** A way to use a peer, checked and warm. */
interface Variant {
  readonly name: string;
  readonly counts: boolean;
  /** What its last call took. */
  readonly ms: number;
}

interface Loaded {
  readonly variants: readonly Variant[];
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

/** A peer in a process of its own, which answers one request at a time (peers/protocol.py). */
export interface Peer {
  versions(): Promise<Readonly<Record<string, string>>>;
  load(work: unknown): Promise<Loaded>;
  time(variant: string, repeats: number): Promise<number[]>;
  /** Whether the process has ended. */
  readonly ended: boolean;
  close(): void;
}

/** The lines that a peer wrote to standard error last, for the message when it ends. */
const KEPT = 2000;

/**
 * Starts a peer.
 * @param limit what one answer may take, in ms
 * @throws UphillError "peer", from its calls, where the process ends, answers with an error, or takes too long
 */
export function startPeer(options: {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly limit?: number;
}): Peer {
  const { name, command, args, env = {}, limit = 15 * 60_000 } = options;
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
  let ended = false;
  let said = "";
  let waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;

  const refusal = (got: string): UphillError =>
    new UphillError({
      code: "peer",
      who: name,
      got,
      wanted: "it must answer every request",
      todo: said.trim() ? `It wrote last: ${said.trim().split("\n").at(-1) ?? ""}` : "It wrote nothing.",
    });
  const end = (got: string): void => {
    ended = true;
    waiting?.reject(refusal(got));
    waiting = undefined;
  };
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-KEPT)));
  child.stdin.on("error", () => undefined);
  child.on("error", (error) => end(`it did not start (${error.message})`));
  child.on("close", (code, signal) => end(`its process ended (${signal ?? `status ${code ?? "unknown"}`})`));
  createInterface({ input: child.stdout }).on("line", (line) => {
    waiting?.resolve(line);
    waiting = undefined;
  });

  async function ask<T>(request: object): Promise<T> {
    if (ended) throw refusal("its process has ended");
    const line = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        end(`it did not answer within ${limit / 1000} s`);
      }, limit);
      const settle = <A>(next: (value: A) => void) => {
        return (value: A): void => {
          clearTimeout(timer);
          next(value);
        };
      };
      waiting = { resolve: settle(resolve), reject: settle(reject) };
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    const answer = JSON.parse(line) as T & { error?: string };
    if (answer.error !== undefined) throw refusal(`it answered "${answer.error}"`);
    return answer;
  }

  return {
    versions: async () => (await ask<{ versions: Record<string, string> }>({ do: "hello" })).versions,
    load: (work) => ask<Loaded>({ do: "load", work }),
    time: async (variant, repeats) => (await ask<{ ms: number[] }>({ do: "time", variant, repeats })).ms,
    get ended() {
      return ended;
    },
    close() {
      ended = true;
      child.stdin.end();
      child.kill("SIGKILL");
    },
  };
}
