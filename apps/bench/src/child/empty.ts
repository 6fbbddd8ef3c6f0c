// Nothing: Node's own start.
export {};
