import type { ChildProcess } from "node:child_process";
import { say, sayForeign } from "../say.js";
import type { Duplex, Readable, Writable } from "node:stream";
import { CHANNEL, killGroup, launch } from "./launch.js";
import { eachLine, LONGEST } from "./lines.js";
import { isPlugin, isUnchanged, type ForeignProgram } from "./program.js";
import { oneLine, quoted } from "@uphill/core";
import { watch, type Limits } from "./watch.js";

/** Why a child is no more. */
export interface Ending {
  readonly got: string;
  readonly fault?: "deadline" | "memory" | "killed";
  /** The option that would give it more. */
  readonly option?: string;
}

/** What a child says: a line, for each that it was asked, and at last its end, unless it was closed. */
export type Heard = { readonly line: string } | { readonly ending: Ending };

/** A process that is not ours. */
export interface Child {
  ask(line: string): void;
  /** Ends it. @param ending what is heard of it, if anything */
  close(ending?: Ending): void;
}

/** Seconds for the first answer, at least. */
const TO_START = 10;
/** Bytes that it may write for people. */
const MOST_TEXT = 2 ** 16;
/** By these a process ends itself where it breaks down; the others are sent. */
const OWN_SIGNALS = ["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP", "SIGPIPE", "SIGXCPU"];

/**
 * Starts a process and hears it. It and all that it started end when it is closed, when it breaks the rules, or takes too much.
 * @param quiet drops what it writes for people
 */
export function startChild(
  program: ForeignProgram,
  limits: Limits,
  { quiet = false }: { quiet?: boolean },
  hear: (heard: Heard) => void,
): Child {
  let over = false;
  let reason: Ending | undefined;
  let unwatch = (): void => undefined;
  function finish(ending?: Ending): void {
    if (over) return;
    over = true;
    unwatch();
    if (ending) hear({ ending });
  }
  const nobody = { ask: () => undefined, close: () => undefined };
  let child: ChildProcess;
  try {
    if (!isUnchanged(program)) {
      finish({ got: "its files were changed since they were first read" });
      return nobody;
    }
    child = launch(program, limits.memory);
  } catch (error) {
    finish({ got: cannotStart(error) });
    return nobody;
  }

  const stop = (ending: Ending): void => {
    reason ??= ending;
    killGroup(child);
  };
  const watched = {
    pid: child.pid ?? 0,
    limits,
    // To start takes its time on a busy machine.
    patience: limits.start ?? Math.max(limits.deadline, TO_START),
    thought: null as number | null,
    stop: (fault: "deadline" | "memory") =>
      stop({
        fault,
        option: fault === "memory" ? "--memory-limit" : (limits.setBy ?? "--deadline"),
        got:
          fault === "deadline"
            ? `it gave no answer for ${watched.patience} s`
            : `it took more than ${limits.memory} MiB`,
      }),
  };
  if (child.pid !== undefined) unwatch = watch(watched);

  const channel = isPlugin(program) ? (child.stdio[CHANNEL] as Duplex) : undefined;
  const hearing: Readable = channel ?? child.stdout!;
  const telling: Writable = channel ?? child.stdin!;
  // It may be gone by the time that it is written to; its end says so.
  for (const stream of child.stdio) stream?.on("error", () => undefined);
  eachLine(
    hearing,
    (line) => {
      if (over || reason) return;
      if (watched.thought === null) return stop({ got: `it wrote ${quoted(line)}, which nobody asked for` });
      watched.thought = null;
      watched.patience = limits.deadline;
      hear({ line });
    },
    () => stop({ got: `it wrote a line of more than ${LONGEST} characters` }),
  );
  if (channel) channel.on("end", () => setTimeout(() => stop({ got: "it closed its channel" }), 1000).unref());

  const complaint = lastWords(child.stderr!);
  if (isPlugin(program) && !quiet) forward(program.given, [child.stdout!, child.stderr!]);
  else if (channel) child.stdout!.resume();

  child.on("error", (error) => finish({ got: cannotStart(error) }));
  const ended = (): void => finish(reason ?? endingOf(child, complaint(), limits.memory));
  child.on("exit", () => {
    // What it started may hold its streams open.
    killGroup(child);
    setTimeout(ended, 200).unref();
  });
  child.on("close", ended);

  return {
    ask(line) {
      watched.thought = 0;
      telling.write(`${line}\n`);
    },
    close(ending) {
      finish(ending);
      killGroup(child);
    },
  };
}

function cannotStart(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return `it cannot be started (${oneLine(code ?? message)})`;
}

/** How a process ended that was not stopped by us. */
function endingOf({ exitCode, signalCode }: ChildProcess, complaint: string, memory: number): Ending {
  if (signalCode === "SIGABRT" && complaint.includes("JavaScript heap out of memory"))
    return { fault: "memory", option: "--memory-limit", got: `it took more than ${memory} MiB` };
  const how = signalCode === null ? `it ended with exit status ${exitCode}` : `it was ended by ${signalCode}`;
  const last = lastLine(complaint);
  const got = last === "" ? how : `${how}, saying "${last}"`;
  return signalCode !== null && !OWN_SIGNALS.includes(signalCode) ? { fault: "killed", got } : { got };
}

/** The line that says most: of an uncaught error its message, else the last one. */
function lastLine(complaint: string): string {
  const lines = complaint
    .split("\n")
    .map((line) => line.trim())
    // Node's own list of where it was says nothing to its author.
    .filter((line) => !/^(\d+: .*|-+.*|Node\.js v.*)?$/.test(line));
  const error = lines.findLast((line) => /^(\w*Error|Uncaught)\b.*: /.test(line));
  return oneLine(error ?? lines.at(-1) ?? "", 300);
}

/** The end of what it writes on standard error. */
function lastWords(stream: Readable): () => string {
  let words = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => (words = Buffer.concat([words, chunk]).subarray(-8000)));
  return () => words.toString("utf8");
}

/** Shows what it writes for people on standard error, so that standard output holds our results alone. */
function forward(who: string, streams: readonly Readable[]): void {
  let left = MOST_TEXT;
  for (const stream of streams) {
    stream.on("data", (chunk: Buffer) => {
      if (left <= 0) return;
      sayForeign(chunk.subarray(0, left).toString("utf8"));
      left -= chunk.length;
      if (left <= 0) say(["", `${who} wrote more than ${MOST_TEXT} bytes: the rest is left out.`]);
    });
  }
}
