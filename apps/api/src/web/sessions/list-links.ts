import { html, type Html } from '#api/platform/html';

interface ListLinks {
  readonly label: { readonly next: string; readonly first: string };
  readonly path: string;
  /** The cursor of the page that is shown; `undefined` on the first. */
  readonly cursor: string | undefined;
  /** That of the next page; `null` on the last. */
  readonly next: string | null;
}

/** The links between the pages of a list; `null` for a list of one page. */
export function listLinks({ label, path, cursor, next }: ListLinks): Html | null {
  const first = cursor === undefined ? null : html`<a href="${path}">${label.first}</a> `;
  const further =
    next === null
      ? null
      : html`<a href="${path}?${new URLSearchParams({ cursor: next }).toString()}" rel="next"
          >${label.next}</a
        >`;
  return first === null && further === null ? null : html`<p>${first}${further}</p>`;
}
