import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORIGINAL_TABLES } from './original.js';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../../../docs/importing.md'), 'utf8');

const namesIn = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);

describe('The page on importing', () => {
  it.each(Object.entries(ORIGINAL_TABLES))(
    'the page on importing lists the required and the read columns of the original table %s',
    (table, { required, read }) => {
      const line = PAGE.split('\n').find((one) => one.startsWith(`| \`${table}\` `));
      const [, , wanted, besides] = line?.split('|') ?? [];
      const rest = Object.keys(read).filter((name) => !(required as readonly string[]).includes(name)); // prettier-ignore
      expect({ wanted: namesIn(wanted), besides: namesIn(besides) }).toEqual({
        wanted: required,
        besides: rest,
      });
    },
  );
});
