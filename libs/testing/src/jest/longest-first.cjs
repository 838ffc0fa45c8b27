const { default: Sequencer } = require('@jest/test-sequencer');

/** Files of minutes, by what CI prints at its end. One that begins last keeps the other workers idle. */
const LONG = [
  'revocation.race-spec.ts',
  'embedded-kill.fault-spec.ts',
  'validated-cache.race-spec.ts',
  'shutdown.fault-spec.ts',
  'half-open-clients.fault-spec.ts',
  'refresh.race-spec.ts',
  'rolling-restarts.fault-spec.ts',
  'cli-users.e2e-spec.ts',
  'cli-services.e2e-spec.ts',
];

/** Suites whose files wait for most of their time; those of the others compute. */
const WAITING = ['fault', 'race', 'browser'];

const rank = ({ path }) => {
  const place = LONG.findIndex((name) => path.endsWith(`/${name}`));
  return place === -1 ? LONG.length : place;
};

/** Both lists in their order, mixed so that each is through at the same time. */
function mix(one, other) {
  const placed = [one, other].flatMap((list) =>
    list.map((test, index) => ({ test, place: (index + 0.5) / list.length })),
  );
  return placed.sort((a, b) => a.place - b.place).map(({ test }) => test);
}

/** The long ones first, the others in jest's own order; where both are run, what waits beside what computes. */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = [...(await super.sort(tests))].sort((a, b) => rank(a) - rank(b));
    const waits = ({ context }) => WAITING.includes(context.config.displayName?.name);
    return mix(
      sorted.filter(waits),
      sorted.filter((test) => !waits(test)),
    );
  }
};
