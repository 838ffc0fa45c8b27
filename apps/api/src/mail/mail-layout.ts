import { html, Html } from '#api/platform/html';
import { directionOf, type Language } from '#libs/languages';

/** Plain elements, one column, the text size of the mail program, colours with sufficient contrast in light and dark mode. */
const STYLE = new Html(`<style>
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
</style>`);

export interface LaidOutMail {
  readonly language: Language;
  readonly title: string;
  readonly body: readonly Html[];
  readonly footer: string;
}

/** The HTML part of a mail. It loads no external content. */
export const htmlPart = ({ language, title, body, footer }: LaidOutMail): string =>
  html`<!doctype html>
    <html lang="${language}" dir="${directionOf(language)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          name="format-detection"
          content="telephone=no, date=no, address=no, email=no, url=no"
        />
        <title>${title}</title>
        ${STYLE}
      </head>
      <body>
        <main role="article" aria-label="${title}">
          ${body.map((each) => html`${each} `)}
          <footer>${footer}</footer>
        </main>
      </body>
    </html> `.source;

/** The text part of a mail, whose signature separator ends in a space. */
export const textPart = (body: readonly string[], footer: string): string =>
  `${body.join('\n\n')}\n\n-- \n${footer}\n`;
