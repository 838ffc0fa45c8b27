/** Prints what a command has done: a line of text, or with `--json` one document. */
export function tell(
  options: Readonly<Record<string, unknown>>,
  line: string,
  document: Readonly<Record<string, unknown>>,
): void {
  const isJson = options['json'] === true;
  process.stdout.write(`${isJson ? JSON.stringify({ success: true, ...document }) : line}\n`);
}
