/**
 * A reader such as `| head` closes the pipe when it has read enough. That is no error: the command completes its work
 * without output.
 */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}
