import { AppError, type Code } from '#libs/kernel';
import { fieldProblemWords, problemTitle, problemWords } from './problem-words.js';

describe('the words of a refusal on a page', () => {
  const limited = new AppError('RATE_LIMITED', { detail: 'Try again in 7 seconds.' });

  it('a refusal is shown in the language of the page', () => {
    expect(problemTitle('de', limited)).toBe('Zu viele Anfragen');
    expect(problemWords('de', limited)).toBe(
      'Zu viele Anfragen. Warten Sie einen Moment und versuchen Sie es noch einmal.',
    );
  });

  it('an English page shows the sentence of the refusal itself', () => {
    expect(problemTitle('en', limited)).toBe('Too many requests');
    expect(problemWords('en', limited)).toBe('Try again in 7 seconds.');
  });

  it('a page shows no instruction for clients of the API', () => {
    const shown = (code: Code) =>
      problemWords('en', new AppError(code, { detail: 'See POST /api/somewhere.' }));
    expect(shown('CAPTCHA_REQUIRED')).toMatch(/^Your browser/);
    expect(shown('SECOND_FACTOR_REQUIRED')).toMatch(/^This account has a second factor/);
    expect(shown('FACTOR_REQUIRED')).toMatch(/^This account has a second factor/);
    expect(shown('PASSKEY_REFUSED')).toMatch(/^The passkey was not accepted\. Load the page/);
    expect(shown('PROOF_REQUIRED')).toMatch(/^Show once more that it is you/);
  });

  it('a code that pages do not know is shown in English', () => {
    const detail = 'This role is a default.';
    expect(problemWords('ja', new AppError('DEFAULT_ROLE_PROTECTED', { detail }))).toBe(detail);
  });

  it('each problem of a field has its sentence, once', () => {
    const problem = (code: string) => ({ field: 'password', code, message: `It is ${code}.` });
    const errors = ['TOO_SHORT', 'TOO_COMMON', 'UNHEARD_OF', 'UNKNOWN_TOO'].map(problem);
    const error = new AppError('PASSWORD_UNACCEPTABLE', { detail: 'Bad.', errors });
    expect(fieldProblemWords('fr', error)).toEqual([
      'Le mot de passe doit comporter au moins 8 caractères.',
      'Ce mot de passe fait partie des premiers que l’on devinerait.',
      'Ce mot de passe ne peut pas être utilisé. Choisissez-en un autre.',
    ]);
    expect(fieldProblemWords('en', error)).toHaveLength(4);
  });
});
