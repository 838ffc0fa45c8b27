const { TestEnvironment } = require('jest-environment-node');

/**
 * The time that a test or a hook is given ends what hangs; it says nothing of what is tested, and a machine with other
 * work may be slow. So each gets a multiple of what its file says.
 */
const PATIENCE = 4;

function lengthen(block) {
  for (const each of [...block.hooks, ...block.tests]) if (each.timeout) each.timeout *= PATIENCE;
  for (const child of block.children) if (child.type === 'describeBlock') lengthen(child);
}

module.exports = class PatientEnvironment extends TestEnvironment {
  handleTestEvent(event, state) {
    if (event.name === 'run_start') lengthen(state.rootDescribeBlock);
  }
};
