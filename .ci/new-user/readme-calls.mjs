const FENCE = /^```bash\n([\s\S]*?)^```$/gm;

/** The calls of the README from registration to sign-out, as a reader pastes them, for the server at `base`. */
export function readmeCalls(readme, base) {
  const blocks = [...readme.matchAll(FENCE)].map(([, block]) => block);
  const found = blocks.filter((block) => block.includes('/api/auth/register'));
  if (found.length !== 1) throw new Error(`The README has ${found.length} blocks that register`);
  const [calls] = found;
  if (!calls.includes('BASE=http://localhost:5000\n'))
    throw new Error('BASE is not set as expected');
  return calls.replace('BASE=http://localhost:5000', `BASE=${base}`);
}

/** The email and the password of the user who registers in them. */
export function registeredIn(readme) {
  const [, body] =
    /api\/auth\/register[^']*'Content-Type: application\/json'[^']*'([^']+)'/.exec(readme) ?? [];
  const { email, password } = JSON.parse(body ?? '{}');
  if (!email || !password) throw new Error('The README registers nobody');
  return { email, password };
}

/** The answers in the output of the calls, which follow each other without a line break. */
export function answersIn(printed) {
  return printed
    .trim()
    .split(/(?<=\})\s*(?=\{"success"|\{"type")/)
    .map((text) => JSON.parse(text));
}

/** The problems of the calls; none when they went from registration to sign-out. */
export function complaintsAbout(answers, email) {
  const expected = [
    ['registration', (a) => a.success && typeof a.user_id === 'string'],
    ['verification', (a) => a.success && a.message.length > 0],
    ['me', (a) => a.success && a.user.email === email && a.user.is_email_verified],
    ['sessions', (a) => a.success && a.sessions.length === 1 && a.sessions[0].current],
    ['refresh', (a) => a.success && a.token_type === 'Bearer' && a.refresh_token.length > 0],
    ['sign-out', (a) => a.success],
    ['me after it', (a) => !a.success && a.status === 401 && a.code === 'SESSION_ENDED'],
  ];
  const wrong = expected.filter(([, isFine], n) => !answers[n] || !isFine(answers[n]));
  return [
    ...wrong.map(([name]) => `${name} was not answered as the README says`),
    ...(answers.length === expected.length ? [] : [`${answers.length} answers`]),
  ];
}
