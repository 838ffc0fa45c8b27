/**
 * A reader that has enough (`| head`) closes the pipe. That is no fault: what is under way goes on, unheard,
 * rather than be cut off in the middle.
 */
export function bearClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
