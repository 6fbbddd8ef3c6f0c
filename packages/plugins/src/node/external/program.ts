import { fileURLToPath } from "node:url";
import type { FieldDescription } from "@uphill/core";
import type { FigureDeclarations, Need } from "@uphill/optimizers";
import { contentOf, hashOf } from "../hash.js";
import { commandHash } from "./words.js";

/** What an optimizer says of itself; plain data. */
export interface FamilyDescription {
  readonly name: string;
  /** At its defaults. */
  readonly needs: readonly Need[];
  readonly options: Readonly<Record<string, FieldDescription>>;
  /** Names of the observers that watch its runs. */
  readonly observers: readonly string[];
  /** What is counted of its reports. */
  readonly reports: FigureDeclarations;
  /** At its defaults too: whether it recommends a point, and whether it is a rule. */
  readonly recommends?: boolean;
  readonly rule?: boolean;
}

interface Known {
  /** As the user named it. */
  readonly given: string;
  /** The working directory. */
  readonly folder: string;
  /** SHA-256 of the files that decide its numbers. */
  readonly sha256: string;
  /** What it holds, once it was asked. */
  readonly optimizers: readonly FamilyDescription[];
}

/** An ES module of somebody else: it runs in a host of ours, in a process of its own. */
export interface PluginSpec extends Known {
  readonly url: string;
}

/** A program of somebody else. */
interface CommandSpec extends Known {
  readonly command: readonly string[];
}

/** What is not ours and is started as a process; plain data, for any thread. */
export type ForeignProgram = PluginSpec | CommandSpec;

export function isPlugin(program: ForeignProgram): program is PluginSpec {
  return "url" in program;
}

/** Whether its files still are what they were. */
export function isUnchanged(program: ForeignProgram): boolean {
  const now = isPlugin(program) ? moduleHash(program.url) : commandHash(program.command, program.folder);
  return now === program.sha256;
}

/** SHA-256 of a module and of all that it imports by relative paths: they decide numbers too. */
export function moduleHash(entry: string): string {
  const found = new Map<string, Uint8Array>();
  const follow = (url: string): void => {
    if (found.has(url)) return;
    const bytes = contentOf(fileURLToPath(url));
    found.set(url, bytes);
    const source = bytes.toString("utf8");
    for (const [, specifier] of source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g)) {
      try {
        follow(new URL(specifier, url).href);
      } catch {
        // Node will say which file is missing when it loads the module.
      }
    }
  };
  follow(entry);
  return hashOf([...found.values()]);
}
