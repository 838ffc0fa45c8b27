/** Whether a request repeats this header, of which Node keeps the first. */
export function isRepeated(
  { rawHeaders }: { readonly rawHeaders: readonly string[] },
  header: 'authorization' | 'host',
): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === header.length && name.toLowerCase() === header) count += 1;
  }
  return count > 1;
}
