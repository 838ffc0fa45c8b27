import { EXIT, type ExitCode } from '../../errors.js';
import { migrateVerify, type VerifyResult } from '../../run/verify.js';
import type { CommandSpec } from '../command.js';
import { OPTIONS } from '../option.js';
import { withTarget } from '../with-target.js';

function exitCodeOf(result: VerifyResult, strict: boolean): ExitCode {
  const wrong = result.problems.length + result.differences.length;
  return wrong > 0 || (strict && result.warnings.length > 0) ? EXIT.integrity : EXIT.done;
}

function textOf(result: VerifyResult, exitCode: ExitCode): string[] {
  const differences = result.differences.flatMap(({ file, lines }) => [
    `problem  ${file} does not restore the earlier schema:`,
    ...lines.map((line) => `  ${line}`),
  ]);
  return [
    ...result.problems.map(({ message }) => `problem  ${message}`),
    ...differences,
    ...result.warnings.map((message) => `warning  ${message}`),
    exitCode === EXIT.done ? 'The files and the database fit.' : 'The files do not fit.',
  ];
}

export const verify: CommandSpec = {
  name: 'verify',
  summary: 'check checksums, pairs and order; with --shadow also that each file can be reverted',
  details:
    'Both files of each pair are read: one that is empty, unreadable or not for this runner is a problem. A file of down with nothing but `-- gatehouse:irreversible <why>` is accepted, and applied once on the shadow.',
  options: [OPTIONS.shadow, OPTIONS.strict, OPTIONS.wait, OPTIONS.lockTimeout, OPTIONS.json],
  run(context, input) {
    return withTarget(context, input, 'verify', async (options) => {
      const { shadow, strict } = input.options;
      const result = await migrateVerify({
        ...options,
        // The rehearsal applies and reverts each file; only its result is reported.
        report: (event) => (event.kind === 'waiting' ? options.report?.(event) : undefined),
        ...(shadow !== undefined && { shadow }),
      });
      const exitCode = exitCodeOf(result, strict ?? false);
      return { exitCode, text: textOf(result, exitCode), json: { ...result } };
    });
  },
};
