import {
  ServerResponse,
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
} from 'node:http';

type Given = OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined;

/** The class of a server's responses. */
export type ResponseClass = typeof ServerResponse;

/**
 * Responses whose headers of fixed value are one prepared list: they are neither set nor looked up one by one. A header
 * of the same name that a handler sets replaces the fixed one.
 */
export function responsesWith(headers: Readonly<Record<string, string>>): ResponseClass {
  const fixed = Object.entries(headers).flat();
  const names = Object.keys(headers);

  const isReplaced = (name: string, response: ServerResponse, given: OutgoingHttpHeaders) =>
    given[name] !== undefined || response.hasHeader(name);

  /** The fixed headers that are not replaced, in a list of its own. */
  function startOf(response: ServerResponse, given: OutgoingHttpHeaders): OutgoingHttpHeader[] {
    if (!names.some((name) => isReplaced(name, response, given))) return fixed.slice();
    const left = names.filter((name) => !isReplaced(name, response, given));
    return left.flatMap((name) => [name, headers[name]!]);
  }

  class ApiResponse extends ServerResponse<IncomingMessage> {
    override writeHead(statusCode: number, ...rest: unknown[]): this {
      const reason = typeof rest[0] === 'string' ? rest[0] : undefined;
      const given = (reason === undefined ? rest[0] : rest[1]) as Given;
      let list = given;
      if (!this.headersSent && !Array.isArray(given)) {
        list = startOf(this, given ?? {});
        for (const name in given) {
          const value = given[name];
          if (value !== undefined) list.push(name, value);
        }
      }
      return reason === undefined
        ? super.writeHead(statusCode, list)
        : super.writeHead(statusCode, reason, list);
    }
  }
  // The constructor of Node's type is generic; requests of this server are of one class.
  return ApiResponse as ResponseClass;
}
