import { decideSignIn, type Candidate, type SignInQuestion } from './decide-sign-in.js';

const NOW = 1_000_000;
const anna: Candidate = { id: 'anna', address: 'anna@example.org', authTime: NOW - 100 };
const bert: Candidate = { id: 'bert', address: 'bert@example.org', authTime: NOW - 5000 };
const bound: Candidate = { ...anna, mustAct: true };

type Asked = Partial<SignInQuestion<Candidate>>;

/** The decision in one text, e.g. `finish anna`. */
function decided(candidates: readonly Candidate[], asked: Asked): string {
  const question = { prompt: [], maxAgeSeconds: null, chosenId: null, hint: null, now: NOW };
  const decision = decideSignIn({ ...question, candidates, ...asked });
  if ('account' in decision) return `${decision.kind} ${decision.account.id}`;
  return decision.kind === 'error' ? decision.error : decision.kind;
}

const cases: [string, readonly Candidate[], Asked, string][] = [
  // Without a prompt.
  ['nobody is signed in', [], {}, 'sign_in'],
  ['one account is signed in', [anna], {}, 'finish anna'],
  ['two accounts are signed in', [anna, bert], {}, 'choose_account'],
  ['one of two was chosen', [anna, bert], { chosenId: 'bert' }, 'finish bert'],
  ['an unknown account was chosen', [anna, bert], { chosenId: 'carl' }, 'choose_account'],
  ['the hint is one of two', [anna, bert], { hint: 'bert@example.org' }, 'finish bert'],
  ['the hint is somebody else', [anna], { hint: 'carl@example.org' }, 'sign_in'],
  ['the account must act', [bound], {}, 'act anna'],
  // max_age.
  ['the sign-in is recent enough', [anna], { maxAgeSeconds: 100 }, 'finish anna'],
  ['the sign-in is too old', [anna], { maxAgeSeconds: 99 }, 'reauthenticate anna'],
  ['max_age is 0', [{ ...anna, authTime: NOW }], { maxAgeSeconds: 0 }, 'reauthenticate anna'],
  [
    'the chosen one is too old',
    [anna, bert],
    { chosenId: 'bert', maxAgeSeconds: 200 },
    'reauthenticate bert',
  ],
  // prompt=login.
  ['login, nobody', [], { prompt: ['login'] }, 'sign_in'],
  ['login, one', [anna], { prompt: ['login'] }, 'reauthenticate anna'],
  ['login, two', [anna, bert], { prompt: ['login'] }, 'choose_account'],
  ['login, chosen', [anna, bert], { prompt: ['login'], chosenId: 'anna' }, 'reauthenticate anna'],
  [
    'login, hint',
    [anna, bert],
    { prompt: ['login'], hint: 'anna@example.org' },
    'reauthenticate anna',
  ],
  // prompt=select_account.
  ['select, nobody', [], { prompt: ['select_account'] }, 'sign_in'],
  ['select, one', [anna], { prompt: ['select_account'] }, 'choose_account'],
  ['select, chosen', [anna], { prompt: ['select_account'], chosenId: 'anna' }, 'finish anna'],
  [
    'select with another hint',
    [anna],
    { prompt: ['select_account'], hint: 'carl@example.org' },
    'choose_account',
  ],
  ['select and login', [anna], { prompt: ['login', 'select_account'] }, 'choose_account'],
  [
    'select and login, chosen',
    [anna],
    { prompt: ['login', 'select_account'], chosenId: 'anna' },
    'reauthenticate anna',
  ],
  // prompt=none.
  ['none, nobody', [], { prompt: ['none'] }, 'login_required'],
  ['none, one', [anna], { prompt: ['none'] }, 'finish anna'],
  ['none, two', [anna, bert], { prompt: ['none'] }, 'account_selection_required'],
  [
    'none, two, one chosen without being asked',
    [anna, bert],
    { prompt: ['none'], chosenId: 'anna' },
    'account_selection_required',
  ],
  ['none, two, hint', [anna, bert], { prompt: ['none'], hint: 'anna@example.org' }, 'finish anna'],
  ['none, another hint', [anna], { prompt: ['none'], hint: 'c@example.org' }, 'login_required'],
  ['none, too old', [anna], { prompt: ['none'], maxAgeSeconds: 9 }, 'login_required'],
  ['none, must act', [bound], { prompt: ['none'] }, 'interaction_required'],
];

describe('a sign-in that an application asks for', () => {
  it.each(cases)('is decided by what the browser has: %s', (_case, candidates, asked, expected) => {
    expect(decided(candidates, asked)).toBe(expected);
  });

  it('never finishes silently with an account that is not the hinted one', () => {
    for (const prompt of [[], ['none']] as const) {
      expect(decided([anna], { prompt, hint: 'victim@example.org' })).not.toMatch(/^finish/);
    }
  });
});
