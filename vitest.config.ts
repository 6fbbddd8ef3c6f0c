import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Unit tests run on the sources; tests/ runs what users get (packed packages, the built command line).
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@uphill\/([a-z]+)\/([a-z]+)$/, replacement: source("packages/$1/src/$2.ts") },
      { find: /^@uphill\/([a-z]+)$/, replacement: source("packages/$1/src/index.ts") },
    ],
  },
  test: {
    include: ["packages/*/test/**/*.test.ts", "apps/*/test/**/*.test.ts", "tests/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
