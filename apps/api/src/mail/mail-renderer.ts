import { Inject, Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { escapeHtml } from '#api/platform/html';
import { coreConfig, type ConfigOf } from '#libs/config';
import { MailLinks } from './mail-links.js';
import { templateOf, type MailTemplate } from './templates/index.js';

/**
 * The HTML around each mail: plain elements, one column, the text size of the mail program, colours with sufficient
 * contrast in light and dark mode. It loads no external content.
 */
const HTML_LAYOUT = `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>{{title}}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 0; font-family: system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif; font-size: 1rem; line-height: 1.5; color: #1b1f24; background: #ffffff; }
main { max-width: 36rem; margin: 0 auto; padding: 1.5rem; }
a { color: #0b5cad; overflow-wrap: anywhere; }
a.button { display: inline-block; padding: 0.6rem 1.1rem; border-radius: 0.4rem; background: #0b5cad; color: #ffffff; text-decoration: none; font-weight: 600; }
footer { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid #8c959f; font-size: 0.875rem; }
@media (prefers-color-scheme: dark) {
body { color: #e6edf3; background: #0d1117; }
a { color: #79b8ff; }
a.button { background: #79b8ff; color: #0d1117; }
}
</style>
</head>
<body>
<main role="article" aria-label="{{title}}">
{{{body}}}
<footer>{{appName}} sent this mail by itself; an answer to it reaches nobody.</footer>
</main>
</body>
</html>
`;

/** The text around each mail. */
const TEXT_LAYOUT = `{{body}}

-- 
{{appName}} sent this mail by itself; an answer to it reaches nobody.
`;

/**
 * Letters of any script with their marks and joiners, digits, and the punctuation of names. No dot before a letter,
 * which a mail program would turn into a link. Each alternative matches one character: matching takes linear time.
 */
const NAME = /^\p{L}(?:[\p{L}\p{M}\p{Nd} '’ʼ·&,-]|\u200c|\u200d|\.(?= |$|-))*$/u;
const LONGEST_NAME = 60;
const MOST_WORDS = 5;
const MOST_DIGITS = 3;

/**
 * The name for the greeting, or `null`. A caller who registers the address of another person chooses the name in the
 * mail to that person. Therefore text is used only if it can be nothing but a name: it contains no markup, no address
 * that a mail program would turn into a link, no line break and no message.
 */
export function inertName(name: string | null | undefined): string | null {
  const plain = (name ?? '').normalize('NFC').replace(/ +/g, ' ').trim();
  if (plain.length > LONGEST_NAME || !NAME.test(plain)) return null;
  const digits = plain.match(/\p{Nd}/gu)?.length ?? 0;
  return plain.split(' ').length > MOST_WORDS || digits > MOST_DIGITS ? null : plain;
}

/** A rendered mail with both its parts. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** The content of a mail that the outbox stores until it is sent. */
export interface MailContent {
  readonly template: MailTemplate;
  readonly firstName: string | null;
  readonly context: Readonly<Record<string, string>>;
}

type Render = (context: object) => string;

interface Compiled {
  readonly subject: Render;
  readonly html: Render;
  readonly text: Render;
}

/** Strict: a missing value is an error, not an incomplete sentence. Values are never compiled as templates. */
const OPTIONS: CompileOptions = { strict: true, knownHelpersOnly: true, preventIndent: true };

/** Renders a template. Values are escaped in HTML, and have no line breaks, so that they cannot add a line to the text. */
@Injectable()
export class MailRenderer {
  private readonly compiled = new Map<MailTemplate, Compiled>();

  constructor(
    private readonly links: MailLinks,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  render(content: MailContent): RenderedMail {
    const name = inertName(content.firstName);
    const words = {
      ...oneLineEach(content.context),
      appName: oneLine(this.core.appName),
      forgotLink: this.links.forgot(),
      greeting: name === null ? 'Hello,' : `Hello ${name},`,
    };
    const { subject, html, text } = this.compile(content.template);
    const title = subject(words);
    return {
      subject: title,
      html: renderHtmlLayout({ ...escaped({ ...words, title }), body: html(escaped(words)) }),
      text: renderTextLayout({ ...words, body: text(words) }),
    };
  }

  private compile(template: MailTemplate): Compiled {
    const known = this.compiled.get(template);
    if (known) return known;
    const { subject, html, text } = templateOf(template);
    const compiled = {
      subject: compileText(subject),
      html: Handlebars.compile(html, OPTIONS),
      text: compileText(text),
    };
    this.compiled.set(template, compiled);
    return compiled;
  }
}

const compileText = (template: string): Render =>
  Handlebars.compile(template, { ...OPTIONS, noEscape: true });

const renderHtmlLayout: Render = Handlebars.compile(HTML_LAYOUT, OPTIONS);
const renderTextLayout: Render = compileText(TEXT_LAYOUT);

/** Handlebars' own escaping also takes `=`, which makes links hard to read in the source. */
const escaped = (values: Readonly<Record<string, string>>) =>
  mapValues(values, (value) => value && new Handlebars.SafeString(escapeHtml(value)));

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const oneLineEach = (values: Readonly<Record<string, string>>) => mapValues(values, oneLine);

function mapValues<T>(values: Readonly<Record<string, string>>, map: (value: string) => T) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
