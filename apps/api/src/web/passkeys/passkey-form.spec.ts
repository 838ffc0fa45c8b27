import { form } from '#api/platform/html';
import type { Visit } from '../visits/visit.js';
import { passkeyCreateForm, passkeyGetForm, type FormMaker } from './passkey-form.js';
import { shownPasskey } from './shown-passkey.js';

const maker: FormMaker = { form: (_visit, content) => form({ ...content, language: 'en' }) };
const visit = { language: 'en' } as Visit;
const OPTIONS = { challenge: 'abc"<', rpId: 'example.org' };
const MOST_BYTES = 50_000;

describe('the form for a passkey', () => {
  const made = passkeyGetForm(maker, visit, {
    options: OPTIONS,
    action: '/second-factor',
    hidden: { challenge: 'c' },
    button: 'Use a passkey',
  });

  it('it is hidden until its script shows it, and has the options as data', () => {
    expect(made.html.source).toMatch(/<div\s+data-passkey="get"[^>]*\shidden\s*>/);
    expect(made.html.source).toContain(
      'data-options="{&quot;challenge&quot;:&quot;abc\\&quot;&lt;&quot;',
    );
    expect(made.html.source).toContain('<input type="hidden" name="challenge" value="c" />');
    expect(made.html.source).toContain('<input type="hidden" name="response" value="" />');
  });

  it('its problems are told only when they occur', () => {
    const alerts = [...made.html.source.matchAll(/<p [^>]*role="alert"[^>]*>/g)].map(String);
    expect(alerts).toHaveLength(2);
    expect(alerts.every((alert) => alert.includes(' hidden'))).toBe(true);
  });

  it('the policy allows its script alone, by a nonce that no other answer has', () => {
    const [, nonce = ''] = /<script nonce="([^"]+)">/.exec(made.html.source) ?? [];
    expect(made.policy).toEqual({ 'script-src': [`'nonce-${nonce}'`] });
    const other = passkeyGetForm(maker, visit, { options: {}, action: '/x', button: 'x' });
    expect(other.policy).not.toEqual(made.policy);
  });

  it('a page with it has less than 50 kB', () => {
    expect(Buffer.byteLength(made.html.source)).toBeLessThan(MOST_BYTES / 2);
  });

  it('a form that is offered among the suggestions may fetch new options from this server', () => {
    const offered = passkeyGetForm(maker, visit, {
      options: OPTIONS,
      action: '/sign-in/passkey',
      button: 'Sign in',
      renewalPath: '/auth/new-options',
      isSuggested: true,
    });
    expect(offered.html.source).toContain('data-autofill data-renewal="/auth/new-options"');
    expect(offered.policy['connect-src']).toEqual(["'self'"]);
  });
});

describe('the form for a new passkey', () => {
  it('it asks for a name', () => {
    const made = passkeyCreateForm(maker, visit, {
      options: OPTIONS,
      action: '/account/factors/passkeys',
      button: 'Add a passkey',
      name: 'Work <laptop>',
    });
    expect(made.html.source).toMatch(/data-passkey="create"/);
    expect(made.html.source).toMatch(/<input id="passkey_name"[^>]* name="name"/);
    expect(made.html.source).toContain('value="Work &lt;laptop&gt;"');
    expect(made.html.source).toContain('data-problem="known"');
  });
});

describe('what the field of the form brings', () => {
  it.each([
    ['{"id":"a"}', { id: 'a' }],
    ['', null],
    ['{', null],
    [undefined, null],
  ])('%j is %j', (text, shown) => {
    expect(shownPasskey(text)).toEqual(shown);
  });
});
