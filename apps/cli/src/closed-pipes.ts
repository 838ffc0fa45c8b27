/**
 * A reader that has read enough (`| head`) closes the pipe. That is no error: the command completes its work without
 * output.
 */
export function bearClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
