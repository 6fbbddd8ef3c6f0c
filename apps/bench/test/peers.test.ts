import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import type { Workload } from "../src/case.js";
import type { Ours } from "../src/ours.js";
import { createField, type Field, type Seat } from "../src/peers/field.js";
import { startPeer, type Peer } from "../src/peers/process.js";

const script = fileURLToPath(new URL("fake-peer.mjs", import.meta.url));
const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function fake(mood: string, limit?: number): Peer {
  const peer = startPeer({ name: mood, command: process.execPath, args: [script, mood], ...(limit && { limit }) });
  open.push(peer);
  return peer;
}

const seat = (mood: string, threads = 1): Seat => ({ name: mood, threads, start: () => fake(mood) });

function field(...seats: Seat[]): Field {
  const made = createField(seats);
  open.push(made);
  return made;
}

const workload: Workload = { kind: "forward", qubits: 2, rows: 0 };
const own: Ours = {
  weights: 30,
  competitor: { name: "uphill", threads: 1, counts: true, about: 1, time: () => [1] },
  numbers: () => [Float64Array.of(0.5)],
  release: () => undefined,
};

describe("a peer process", () => {
  test("answers one request after another", async () => {
    const peer = fake("well");
    expect(await peer.versions()).toEqual({ fake: "1.2.3" });
    expect((await peer.load({ kind: "forward" })).variants).toEqual([{ name: "fake forward", counts: true, ms: 2 }]);
    expect(await peer.time("fake forward", 3)).toEqual([0, 1, 2]);
    expect(peer.ended).toBe(false);
  });

  test("that ends says how, and what it wrote last", async () => {
    const peer = fake("dies");
    await expect(peer.load({ kind: "forward" })).rejects.toThrow(
      "dies: its process ended (status 3), but it must answer every request. It wrote last: asked to load",
    );
    expect(peer.ended).toBe(true);
    await expect(peer.versions()).rejects.toThrow("its process has ended");
  });

  test("that answers with an error is refused with it", async () => {
    await expect(fake("errs").time("fake", 1)).rejects.toThrow('it answered "no time"');
  });

  test("that cannot be started says so", async () => {
    const peer = startPeer({ name: "nobody", command: "/no/such/program", args: [] });
    await expect(peer.versions()).rejects.toThrow(/^nobody: it did not start/);
  });
});

describe("the field", () => {
  test("gives a competitor for each variant, on each number of threads", async () => {
    const all = field(seat("well"), seat("well", 2), seat("trick"));
    const { competitors, refused } = await all.enter(workload, own);
    expect(refused).toEqual([]);
    expect(competitors.map(({ name, threads, counts, about }) => ({ name, threads, counts, about }))).toEqual([
      { name: "fake forward", threads: 1, counts: true, about: 2 },
      { name: "fake forward", threads: 2, counts: true, about: 2 },
      { name: "fake forward", threads: 1, counts: false, about: 2 },
    ]);
    expect(await competitors[1].time(2)).toEqual([0, 1]);
    expect(all.versions).toEqual({ fake: "1.2.3" });
  });

  test("never times one whose numbers differ, and keeps the reasons", async () => {
    const { competitors, refused } = await field(seat("differs", 2), seat("cannot")).enter(workload, own);
    expect(competitors).toEqual([]);
    expect(refused).toEqual([
      { name: "fake, 2 threads", why: "its numbers differ from ours" },
      { name: "cannot", why: "it has no derivatives" },
    ]);
  });

  test("starts one that ended again at the next case", async () => {
    let starts = 0;
    const all = field({ name: "frail", threads: 1, start: () => fake(starts++ === 0 ? "dies" : "well") });
    expect((await all.enter(workload, own)).refused[0].why).toContain("status 3");
    expect((await all.enter(workload, own)).competitors).toHaveLength(1);
    expect(starts).toBe(2);
  });
});
