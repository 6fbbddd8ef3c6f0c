/** Why a disk refused, in words. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the quota is used up"],
  ["EFBIG", "a file may not grow so large here"],
  ["EROFS", "the file system is read-only"],
  ["EACCES", "permission is denied"],
  ["EPERM", "it is not permitted"],
  ["ENOENT", "there is no such file or folder"],
  ["ENOTDIR", "a part of the path is no folder"],
  ["EISDIR", "it is a folder"],
  ["EEXIST", "it is there already"],
  ["ELOOP", "its links go round in circles"],
  ["ENAMETOOLONG", "the name is too long"],
  ["EMFILE", "too many files are open"],
  ["ENFILE", "too many files are open"],
  ["EBUSY", "it is in use"],
  ["EIO", "the device failed"],
  ["ENXIO", "the device is gone"],
  ["ENODEV", "the device is gone"],
  ["ESTALE", "the server no longer knows it"],
]);

/**
 * Tells whether an error comes from the operating system, such as "the disk is full".
 * @param error any value, usually what `catch` gave
 * @returns true if it has a `code` and a `syscall`
 */
export function isSystemError(
  error: unknown,
): error is Error & { readonly code: string; readonly syscall: string; readonly path?: string } {
  return error instanceof Error && "syscall" in error && "code" in error;
}

/**
 * Says in words why the operating system refused a file.
 * @param cause the error
 * @returns such as "the disk is full (ENOSPC)"; any other value as text
 */
export function reasonOf(cause: unknown): string {
  if (!isSystemError(cause)) return String(cause);
  const { code } = cause;
  const words = REASONS.get(code);
  return words === undefined ? code : `${words} (${code})`;
}
