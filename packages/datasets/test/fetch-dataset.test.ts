import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { imageFamilies } from "../src/index.js";
import { dataFolder, fetchDataset } from "../src/node.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "uphill-fetch-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe("fetchDataset", () => {
  test("knows the sets, and goes through every place of each", async () => {
    await expect(fetchDataset("mnits" as "mnist", { folder: root })).rejects.toThrow('Did you mean "mnist"?');
    for (const [name, { download }] of Object.entries(imageFamilies)) {
      const urls: string[] = [];
      const fetch = (url: string): Promise<Response> => {
        urls.push(url);
        return Promise.resolve(new Response("gone", { status: 410 }));
      };
      await expect(fetchDataset(name as "mnist", { folder: root, fetch })).rejects.toThrow("it answered 410");
      expect(urls).toEqual(download.places.map((place) => place + download.files[0].name));
    }
  });

  test("has sums, sizes and places of a sensible form", () => {
    for (const { download } of Object.values(imageFamilies)) {
      expect(new Set(download.files.map((each) => each.sha256)).size).toBe(download.files.length);
      for (const { sha256: sum, bytes } of download.files) {
        expect(sum).toMatch(/^[0-9a-f]{64}$/);
        expect(bytes).toBeGreaterThan(1000);
      }
      for (const place of download.places) expect(place).toMatch(/^https?:\/\/.+\/$/);
    }
  });
});

test("dataFolder: UPHILL_DATA, else the platform's cache", () => {
  expect(dataFolder({ UPHILL_DATA: "/data", XDG_CACHE_HOME: "/x" }, "linux")).toBe("/data");
  expect(dataFolder({ XDG_CACHE_HOME: "/x" }, "linux")).toBe(join("/x", "uphill"));
  expect(dataFolder({}, "linux")).toBe(join(homedir(), ".cache", "uphill"));
  expect(dataFolder({}, "darwin")).toBe(join(homedir(), "Library", "Caches", "uphill"));
  expect(dataFolder({ LOCALAPPDATA: "/l" }, "win32")).toBe(join("/l", "uphill", "Cache"));
});
