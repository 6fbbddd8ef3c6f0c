import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { UphillError } from "@uphill/core";

const run = promisify(execFile);

/** apps/bench/peers, seen from src/peers as from dist. */
export const peersFolder = fileURLToPath(
  new URL(import.meta.url.includes("/src/") ? "../../peers/" : "../peers/", import.meta.url),
);

/**
 * The Python of the peers' virtual environment, which is made or brought up to date if requirements.txt changed.
 * @throws UphillError "bench-install" where Python is missing or a package cannot be had
 */
export async function ensurePython(say: (line: string) => void, folder = peersFolder): Promise<string> {
  const environment = join(folder, ".venv");
  const bin = join(environment, process.platform === "win32" ? "Scripts" : "bin");
  const python = join(bin, "python");
  await whenChanged(join(folder, "requirements.txt"), join(environment, "installed.txt"), async () => {
    say("Making the peers' Python environment (once) …");
    const base = process.env.UPHILL_BENCH_PYTHON ?? "python3";
    await attempt(
      () => run(base, ["-m", "venv", environment]),
      `${base} -m venv did not work`,
      "Python 3.11 or newer with venv must be there",
      "Install it, or name one in the variable UPHILL_BENCH_PYTHON; `pnpm bench:engine` needs none.",
    );
    say("Installing qulacs, PennyLane, TensorCircuit-NG and JAX into it …");
    await attempt(
      () => run(python, ["-m", "pip", "install", "--quiet", "-r", join(folder, "requirements.txt")]),
      "pip could not install apps/bench/peers/requirements.txt",
      "the pinned packages must be reachable",
      "Check the network and the Python version; `pnpm bench:engine` needs neither.",
    );
  });
  return python;
}

/** Installs the JavaScript peers beside their scripts. @throws UphillError "bench-install" */
export async function ensureJavaScript(say: (line: string) => void, folder = join(peersFolder, "js")): Promise<void> {
  const done = join(folder, "node_modules", "installed.json");
  await whenChanged(join(folder, "package.json"), done, async () => {
    say("Installing jsqubits and quantum-circuit …");
    await attempt(
      () =>
        run("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: folder }),
      "npm could not install apps/bench/peers/js/package.json",
      "the pinned packages must be reachable",
      "Check the network.",
    );
  });
}

async function whenChanged(list: string, stamp: string, install: () => Promise<void>): Promise<void> {
  const wanted = readFileSync(list, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await install();
  writeFileSync(stamp, wanted);
}

async function attempt(work: () => Promise<unknown>, got: string, wanted: string, todo: string): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const last = String((cause as { stderr?: string }).stderr ?? cause)
      .trim()
      .split("\n")
      .at(-1);
    throw new UphillError({
      code: "bench-install",
      who: "bench:peers",
      got: `${got} (${last ?? ""})`,
      wanted,
      todo,
      cause,
    });
  }
}
