import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** `npm start` as in a terminal: a process group of its own, which receives Ctrl-C as a whole. */
export class NpmStart {
  output = '';

  constructor(folder, port) {
    const { PATH, HOME, npm_config_cache: cache } = process.env;
    this.url = `http://localhost:${port}`;
    this.startedAt = performance.now();
    this.child = spawn('npm', ['start'], {
      cwd: folder,
      detached: true,
      env: { PATH, HOME, ...(cache && { npm_config_cache: cache }), PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => resolve(signal ?? code)),
    );
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (chunk) => (this.output += chunk));
    }
  }

  /** Seconds until it serves. */
  async serving(limitSeconds) {
    for (;;) {
      const seconds = (performance.now() - this.startedAt) / 1000;
      if (this.child.exitCode !== null) throw new Error(`It has ended:\n${this.output}`);
      if (seconds > limitSeconds)
        throw new Error(`Not up after ${limitSeconds} s:\n${this.output}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (answer?.status === 200) return seconds;
      await sleep(100);
    }
  }

  /** Returns the exit code, or the signal by which npm ends itself after its program; `null` when it does not end. */
  async ctrlC() {
    process.kill(-this.child.pid, 'SIGINT');
    return Promise.race([this.ended, sleep(60_000, null, { ref: false })]);
  }

  kill() {
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}
