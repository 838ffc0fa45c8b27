import { html, renderProblemPage, type Html } from '#api/platform/html';
import type { AppError } from '#libs/kernel';

interface Refused {
  readonly error: AppError;
  readonly requestId: string;
  readonly appName: string;
  /** Where the sign-in is begun again; `null` where only an application can. */
  readonly againUrl: string | null;
  /** Whether it is known that no application waits for the answer. */
  readonly isDirect: boolean;
}

const again = ({ againUrl, isDirect }: Refused): Html => {
  const elsewhere = html`<p>
    If you came from an application, go back to it and begin there again.
  </p>`;
  if (againUrl === null) return elsewhere;
  return html`${isDirect ? null : elsewhere}
    <p><a href="${againUrl}">Sign in again</a></p>`;
};

/** For a person whose sign-in by a provider has ended here. */
export function refusalPage(refused: Refused): string {
  const { error, requestId, appName } = refused;
  const { title } = error.entry;
  return renderProblemPage({
    title,
    appName,
    words: error.detail,
    requestId,
    wayOn: again(refused),
  });
}
