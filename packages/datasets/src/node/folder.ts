import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Returns the folder that data are downloaded into and looked for. It is UPHILL_DATA if that is set. Otherwise it is
 * the platform's place for caches (Linux: $XDG_CACHE_HOME/uphill or ~/.cache/uphill; macOS: ~/Library/Caches/uphill;
 * Windows: %LOCALAPPDATA%\uphill\Cache).
 * @param env the environment; default that of the process
 * @param platform the platform; default that of the process
 * @returns the path
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
