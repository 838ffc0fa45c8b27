// The rounds of a run: limits and jobs of all servers in turn, so that whatever else the machine does hits all of them.
import { median } from './figures.mjs';
import { checkFirstAnswer, measureSlice } from './slice.mjs';

const MAX_OTHERS = 0.1;
const LIMIT_SECONDS = 4;
const percent = (share) => `${(share * 100).toFixed(0)} %`;

/** Repeats what others disturbed, a bounded number of times for each server, and notes it. */
export class Rounds {
  notes = [];
  /** What must not be: the run fails when there is one. */
  failures = [];
  limits = {};
  #repeatsLeft;

  /** @param say what tells the person at the terminal how far it is */
  constructor(servers, { options, pins, say }) {
    this.servers = servers;
    this.options = options;
    this.pins = pins;
    this.say = say;
    this.#repeatsLeft = Object.fromEntries(servers.map(({ name }) => [name, options.repeats]));
  }

  async warmUp(limits) {
    const { warmUp } = this.options;
    const rates = await limits.measure(1);
    this.bcryptRate = rates.bcrypt;
    await limits.warmUp(Math.max(1, warmUp));
    for (const server of this.servers) {
      for (const name of this.#jobsOf(server)) {
        await checkFirstAnswer(server, name);
        this.say(`${server.name} ${name}: warming up`);
        if (warmUp === 0) continue;
        this.#noteFailed(`warm-up ${server.name} ${name}`, await this.#slice(server, name, warmUp));
      }
    }
  }

  async measure(limits) {
    const { rounds, seconds } = this.options;
    for (let round = 1; round <= rounds; round += 1) {
      const found = await limits.measure(Math.min(seconds, LIMIT_SECONDS));
      for (const [name, rate] of Object.entries(found)) (this.limits[name] ??= []).push(rate);
      this.bcryptRate = median(this.limits.bcrypt);
      const queue = this.servers.flatMap((server) =>
        this.#jobsOf(server).map((name) => ({ server, name, round })),
      );
      for (const slice of queue) if (!(await this.#measureJob(slice))) queue.push(slice);
    }
  }

  #jobsOf(server) {
    return this.options.jobs.filter((name) => server.jobs[name]);
  }

  #slice(server, name, seconds) {
    const { work, loadCore: core } = this.pins;
    return measureSlice(server, name, { work, core, seconds, bcryptRate: this.bcryptRate });
  }

  /** A job whose requests fail has no result: a refusal is faster than an answer. */
  #noteFailed(place, { failed, count }) {
    if (failed > 0) this.failures.push(`${place}: ${failed} of ${count} requests failed`);
  }

  /** Whether the figures were kept; otherwise the job has its turn again at the end of the round. */
  async #measureJob({ server, name, round }) {
    const found = await this.#slice(server, name, this.options.seconds);
    const { count, rate, p99, cpuMs, others } = found;
    const place = `round ${round} ${server.name} ${name}`;
    this.#noteFailed(place, found);
    if (count === 0) {
      this.notes.push(`${place}: nothing was answered in ${this.options.seconds} s`);
      return true;
    }
    const figures = `${rate.toFixed(1)}/s, p99 ${p99.toFixed(1)} ms, ${cpuMs.toFixed(3)} ms of CPU`;
    this.say(`${place}: ${figures}, others ${percent(others)}`);
    if (others > MAX_OTHERS) {
      const isRepeated = this.#repeatsLeft[server.name] > 0;
      this.#repeatsLeft[server.name] -= 1;
      const what = isRepeated ? 'repeated,' : 'kept although';
      this.notes.push(`${place}: ${what} others used ${percent(others)} of the machine`);
      if (isRepeated) return false;
    }
    (server.found[name] ??= []).push(found);
    return true;
  }
}
