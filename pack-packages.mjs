// Packs every package for a project outside this clone: tarballs, and for pnpm a list of where each is. `npm run packages -- FOLDER`
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(process.argv[2] ?? "../uphill-packages");
mkdirSync(folder, { recursive: true });
const lines = ["overrides:"];
for (const name of readdirSync("packages")) {
  const home = join("packages", name);
  const packed = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  // Windows runs commands of a package through a shell only.
  execFileSync("npx", ["pnpm", "pack", "--pack-destination", folder], {
    cwd: home,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  const tarball = `${packed.name.replace("@", "").replace("/", "-")}-${packed.version}.tgz`;
  lines.push(`  "${packed.name}": "file:${join(folder, tarball).replaceAll("\\", "/")}"`);
}
writeFileSync(join(folder, "overrides.yaml"), `${lines.join("\n")}\n`);
console.log(`${lines.length - 1} packages and overrides.yaml are in ${folder}`);
