export function renderReport(_: unknown): string { return "<html>"; }
