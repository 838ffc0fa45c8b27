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

const rank = ({ path }) => {
  const place = LONG.findIndex((name) => path.endsWith(`/${name}`));
  return place === -1 ? LONG.length : place;
};

/** These first, the others in jest's own order. */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    return [...(await super.sort(tests))].sort((a, b) => rank(a) - rank(b));
  }
};
