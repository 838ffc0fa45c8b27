import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasEventWords } from '../../apps/api/src/web/sessions/activity/event-words.js';

const manual = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8');
const documented = [...manual.matchAll(/^\| `([a-z_]+\.[a-z_]+)` +\|/gm)].map(([, type]) => type!);

describe('the page of own activity', () => {
  it('The page of own activity has a sentence for each type of event', () => {
    expect(documented.length).toBeGreaterThan(40);
    expect(documented.filter((type) => !hasEventWords(type))).toEqual([]);
  });
});
