import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The folder that data are fetched into and looked for: UPHILL_DATA where it is set, else the platform's place for caches
 * (Linux: $XDG_CACHE_HOME/uphill or ~/.cache/uphill; macOS: ~/Library/Caches/uphill; Windows: %LOCALAPPDATA%\uphill\Cache).
 */
export function dataFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.UPHILL_DATA) return env.UPHILL_DATA;
  const home = homedir();
  if (platform === "darwin") return join(home, "Library", "Caches", "uphill");
  if (platform === "win32") return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "uphill", "Cache");
  return join(env.XDG_CACHE_HOME || join(home, ".cache"), "uphill");
}
