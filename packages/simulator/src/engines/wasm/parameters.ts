/** Room for parameters, in bytes from their start. The first 16 bytes stay free: offset 0 means none. */
export class Parameters {
  #end = 64;

  take(bytes: number): number {
    const at = this.#end;
    this.#end += Math.ceil(bytes / 16) * 16;
    return at;
  }

  get bytes(): number {
    return this.#end;
  }
}
