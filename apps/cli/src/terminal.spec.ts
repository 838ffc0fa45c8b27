import { PassThrough } from 'node:stream';
import { withProgress } from './terminal.js';

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const written = () => String(stream.read() ?? '');
  return { stream: stream as unknown as NodeJS.WriteStream, written };
}

describe('the progress of long work', () => {
  it('the progress is shown at intervals on a terminal, and is erased at the end', async () => {
    const { stream, written } = terminal(true);
    await withProgress(
      'accounts written',
      async (show) => {
        for (let count = 1; count <= 1200; count += 1) show(count);
      },
      stream,
    );
    expect(written()).toBe('\r500 accounts written\r1000 accounts written\r\u001b[K');
  });

  it('the progress is erased when the work fails', async () => {
    const { stream, written } = terminal(true);
    const work = async (show: (count: number) => void): Promise<void> => {
      show(500);
      throw new Error('over');
    };
    await expect(withProgress('events checked', work, stream)).rejects.toThrow('over');
    expect(written()).toBe('\r500 events checked\r\u001b[K');
  });

  it('no progress is written into a pipe', async () => {
    const { stream, written } = terminal(false);
    await withProgress('events checked', async (show) => show(5000), stream);
    expect(written()).toBe('');
  });
});
