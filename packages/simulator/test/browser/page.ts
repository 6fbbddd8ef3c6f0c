import { isUphillError } from "@uphill/core";
import { compile, type Engine } from "../../src/index.js";
import { circuit, z } from "@uphill/circuits";
import { said, type Said } from "./said.js";

// One script for the page and for its worker, which hands back what it found.

/** What one thread of a page found. */
export interface Found {
  readonly isolated: boolean;
  readonly said?: Said;
  /** Whether WebAssembly is refused, by the code of the error. */
  readonly refused?: string;
  readonly error?: string;
}
export interface Page {
  readonly main: Found;
  readonly worker: Found;
}

declare const document: object | undefined;
declare const location: { href: string; search: string };
declare const crossOriginIsolated: boolean;
declare const Worker: new (
  url: string,
  options: { type: "module" },
) => {
  onmessage: (event: { data: Found }) => void;
  onerror: (event: { message?: string }) => void;
};
declare function postMessage(message: unknown): void;

async function find(): Promise<Found> {
  const asked = new URLSearchParams(location.search);
  const found = { isolated: crossOriginIsolated };
  try {
    const refused = refusal();
    const result = await said(asked.get("engine") as Engine, Number(asked.get("threads")), asked.has("wait"));
    return { ...found, said: result, ...(refused && { refused }) };
  } catch (error) {
    return { ...found, error: String(error) };
  }
}

function refusal(): string | undefined {
  try {
    compile(circuit(1, []), { observables: [z(0)], engine: "wasm" });
    return undefined;
  } catch (error) {
    return isUphillError(error) ? error.code : String(error);
  }
}

function findInWorker(): Promise<Found> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL(`page.js${location.search}`, location.href).href, { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve({ isolated: crossOriginIsolated, error: message ?? "no worker" });
  });
}

if (typeof document === "undefined") postMessage(await find());
else {
  const page: Page = { main: await find(), worker: await findInWorker() };
  await fetch("found", { method: "POST", body: JSON.stringify(page) });
}
