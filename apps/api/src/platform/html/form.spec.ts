import { errorSummary, field, form, nonceScript, pageHeadersWith, html } from './index.js';

describe('a field', () => {
  it('a field has a label, and is described by its problem and its hint', () => {
    const { source } = field({
      id: 'code',
      label: 'Code <6>',
      type: 'text',
      autocomplete: 'one-time-code',
      inputmode: 'numeric',
      hint: 'From the app.',
      error: 'Wrong.',
      isRequired: true,
    });
    expect(source).toContain('<label for="code">Code &lt;6&gt;</label>');
    expect(source).toMatch(/<input id="code"[^>]* autocomplete="one-time-code"/);
    expect(source).toContain('aria-describedby="code_error code_hint" aria-invalid="true"');
    expect(source).toContain('<p class="bad" id="code_error">Wrong.</p>');
    expect(source).toContain('<p class="quiet" id="code_hint">From the app.</p>');
  });

  it('a field without a problem is not marked as invalid', () => {
    const { source } = field({
      id: 'email',
      label: 'E-mail',
      type: 'email',
      autocomplete: 'username webauthn',
      value: '"><b>',
      hint: 'Yours.',
    });
    expect(source).not.toContain('aria-invalid');
    expect(source).not.toContain(' required');
    expect(source).toContain('dir="ltr" value="&quot;&gt;&lt;b&gt;"');
  });
});

describe('a summary of problems', () => {
  it('a summary is an alert that has the focus and leads to the fields', () => {
    const source = errorSummary('de', [{ words: 'Zu kurz.', fieldId: 'password' }])?.source ?? '';
    expect(source).toMatch(/<div[^>]* role="alert" tabindex="-1" autofocus/);
    expect(source).toContain('<li><a href="#password">Zu kurz.</a></li>');
  });

  it('there is no summary without a problem', () => {
    expect(errorSummary('en', [])).toBeNull();
  });
});

describe('a form', () => {
  it('a form repeats the language of its page, so that its answer is in it', () => {
    const { source } = form({
      action: '/x',
      language: 'pt-BR',
      hidden: { token: 't' },
      body: html`<p>y</p>`,
      button: 'Enviar',
    });
    expect(source).toContain('<input type="hidden" name="lang" value="pt-BR" />');
    expect(source).toContain('<input type="hidden" name="token" value="t" />');
  });
});

describe('a script of a page', () => {
  it('a script is allowed by a nonce that no other answer has', () => {
    const [one, other] = [nonceScript('1;'), nonceScript('1;')];
    const [, nonce = ''] = /nonce="([^"]{24})"/.exec(one.element.source) ?? [];
    expect(one.element.source).toBe(`<script nonce="${nonce}">1;</script>`);
    expect(pageHeadersWith(one.policy)['content-security-policy']).toContain(
      `script-src 'nonce-${nonce}'`,
    );
    expect(other.element.source).not.toContain(nonce);
  });
});
