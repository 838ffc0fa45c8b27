import type { ClientConfig } from 'pg';
import { preparePairs } from '../files/prepare.js';
import type { Problem } from '../files/problem.js';
import type { MigratorOptions, RunOptions } from '../options.js';
import { rehearse, type Difference } from './rehearse.js';
import { withSession } from './session.js';
import { readState } from './state.js';
import { warningsFor } from './warnings.js';

export interface VerifyOptions extends RunOptions {
  /** An empty database in which the files are tested: up, down, up. */
  readonly shadow?: string | ClientConfig;
}

export interface VerifyResult {
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly pending: readonly string[];
  /** Files that their pair does not undo; empty if all are undone, or without a shadow database. */
  readonly differences: readonly Difference[];
}

/** Compares checksums, pairs and order; with a shadow database, also proves that each file can be undone. */
export async function migrateVerify(options: VerifyOptions): Promise<VerifyResult> {
  const found = await compare(options);
  if (options.shadow === undefined || found.problems.length > 0) {
    return { ...found, differences: [] };
  }
  const shadow = { ...options, connection: options.shadow, preconditions: [] };
  return { ...found, differences: await rehearse(shadow) };
}

function compare(options: MigratorOptions): Promise<Omit<VerifyResult, 'differences'>> {
  return withSession(options, async (session) => {
    const state = await readState(session);
    const { prepared, problems: found } = await preparePairs(state.migrations, session.signal);
    const problems = [...state.problems, ...found];
    const names = new Set(state.pending.map(({ name }) => name));
    const pending = prepared.filter(({ migration }) => names.has(migration.name));
    return {
      problems,
      pending: [...names],
      warnings: problems.length > 0 ? [] : await warningsFor(session, state, pending),
    };
  });
}
