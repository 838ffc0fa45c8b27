import type { Tx } from '#libs/database';
import { FakeClock } from '#libs/testing';
import type { CeremonyBinding } from '../factor.js';
import { CEREMONY_SECONDS, CeremonyChallenges } from './ceremony-challenges.service.js';
import type { WebauthnChallengesStore } from './webauthn-challenges.store.js';

const TX = {} as Tx;
const SIGN_IN: CeremonyBinding = { purpose: 'sign_in', subject: '' };
const STEP_UP: CeremonyBinding = { purpose: 'step_up', subject: 'session-1' };

function challengesWith(secretKey = 'a secret of the server') {
  const used = new Set<string>();
  const store = {
    insert: async (_tx: Tx, { challengeHash }: { challengeHash: Buffer }) => {
      const isNew = !used.has(challengeHash.toString('hex'));
      used.add(challengeHash.toString('hex'));
      return isNew;
    },
  } as unknown as WebauthnChallengesStore;
  const clock = new FakeClock();
  const challenges = new CeremonyChallenges(store, clock, { secretKey } as never);
  const make = (binding: CeremonyBinding) => challenges.make(binding).toString('base64url');
  return { challenges, clock, used, make };
}

describe('the challenges of WebAuthn ceremonies', () => {
  it('a challenge is accepted once, for the ceremony that it was made for', async () => {
    const { challenges, make } = challengesWith();
    const challenge = make(STEP_UP);
    expect(await challenges.accept(TX, STEP_UP, challenge)).toBe(true);
    expect(await challenges.accept(TX, STEP_UP, challenge)).toBe(false);
  });

  it('making and looking at challenges stores nothing', () => {
    const { challenges, make, used } = challengesWith();
    expect(challenges.isValid(SIGN_IN, make(SIGN_IN))).toBe(true);
    expect(used.size).toBe(0);
  });

  it.each<[string, CeremonyBinding]>([
    ['another purpose', { ...STEP_UP, purpose: 'proof' }],
    ['another subject', { ...STEP_UP, subject: 'session-2' }],
    ['no subject', { ...STEP_UP, subject: '' }],
    ['a sign-in', SIGN_IN],
  ])('a challenge for a step-up is none for %s', async (_what, binding) => {
    const { challenges, make, used } = challengesWith();
    expect(await challenges.accept(TX, binding, make(STEP_UP))).toBe(false);
    expect(used.size).toBe(0);
  });

  it('a challenge expires', async () => {
    const { challenges, clock, make } = challengesWith();
    const challenge = make(SIGN_IN);
    clock.advanceMs(CEREMONY_SECONDS * 1000 - 1);
    expect(challenges.isValid(SIGN_IN, challenge)).toBe(true);
    clock.advanceMs(1);
    expect(await challenges.accept(TX, SIGN_IN, challenge)).toBe(false);
  });

  it('a challenge of a server with another secret is refused', () => {
    const challenge = challengesWith('another secret').make(SIGN_IN);
    expect(challengesWith().challenges.isValid(SIGN_IN, challenge)).toBe(false);
  });

  it('a challenge with any changed bit is refused', () => {
    const { challenges } = challengesWith();
    const bytes = challenges.make(SIGN_IN);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(challenges.isValid(SIGN_IN, changed.toString('base64url'))).toBe(false);
    }
  });

  it.each([undefined, null, 1, '', 'x', {}, ['a'], `${'A'.repeat(71)}=`, 'A'.repeat(10_000)])(
    'the challenge %j is refused',
    (challenge) => {
      expect(challengesWith().challenges.isValid(SIGN_IN, challenge)).toBe(false);
    },
  );

  it('a challenge has one spelling', () => {
    const { challenges, make } = challengesWith();
    const challenge = make(SIGN_IN);
    for (const other of [`${challenge}=`, ` ${challenge}`, `${challenge}\n`])
      expect(challenges.isValid(SIGN_IN, other)).toBe(false);
  });
});
