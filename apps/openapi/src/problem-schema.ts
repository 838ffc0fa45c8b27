import { PROOF_PURPOSES } from '#libs/access';
import type { Schema } from './openapi-types.js';

const texts = (description: string): Schema => ({
  type: 'array',
  items: { type: 'string' },
  description,
});

/** Members that only some codes have; more may be added. */
const EXTENSIONS: Record<string, Schema> = {
  required_permission: { type: 'string', description: 'The permission that is lacking.' },
  missing_permissions: texts('Permissions that the caller does not hold and cannot grant.'),
  needs_verification: { type: 'boolean', description: 'The address must be confirmed first.' },
  needs_confirmation: { type: 'boolean', description: 'The sign-in must be confirmed by mail.' },
  needs_second_factor: { type: 'boolean', description: 'A second factor must be shown.' },
  challenge: { type: 'string', description: 'What `POST /api/auth/login/factor` goes on from.' },
  factors: {
    type: 'array',
    description: 'The factors of the account of which one must be shown.',
    items: {
      type: 'object',
      required: ['id', 'type', 'name'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        type: { type: 'string', enum: ['totp', 'passkey', 'recovery_codes'] },
        name: { type: 'string', description: 'By which the owner recognises it.' },
        options: {
          type: 'object',
          description: 'Of a passkey: what the browser is asked with (WebAuthn).',
        },
      },
    },
  },
  expires_in: { type: 'integer', description: 'How many seconds the challenge counts.' },
  remember_days: {
    type: 'integer',
    description:
      'How many days this device may be remembered without the second factor; 0: not at all.',
  },
  tries_left: { type: 'integer', description: 'How many more codes may be wrong.' },
  max_age: { type: 'integer', description: 'How many seconds ago the sign-in may be at most.' },
  acr_values: {
    type: 'array',
    items: { type: 'string' },
    description: 'The levels of authentication that are enough.',
  },
  purpose: {
    type: 'string',
    enum: [...PROOF_PURPOSES],
    description: 'What the fresh proof that is wanted must be for.',
  },
  by_password: { type: 'boolean', description: 'Whether the proof can be made by the password.' },
  by_providers: texts('The providers by which the proof can be made.'),
  by_factors: texts('The types of factors by which it can be proved.'),
  audience: { type: 'string', description: 'The service that the access token is for.' },
  unknown_scopes: texts('Scopes that the service does not declare.'),
  declared_scopes: texts('Scopes that the service declares.'),
  error: { type: 'string', description: 'The code of the standard that the request follows.' },
  ready: {
    type: 'string',
    enum: ['error', 'draining'],
    description: 'Why no requests should be sent here.',
  },
  checks: {
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/CheckDto' },
    description: 'What was asked, by name; only for callers who may see it.',
  },
  captcha: {
    type: 'object',
    description: 'Where to get the challenge and how to send its solution.',
    required: ['provider', 'challenge', 'header', 'action'],
    properties: {
      provider: { type: 'string', enum: ['altcha', 'turnstile', 'hcaptcha', 'recaptcha'] },
      challenge: { type: 'string', description: 'The path that a challenge is got from.' },
      header: { type: 'string', description: 'The header that the solution is sent in.' },
      action: { type: 'string', description: 'What the challenge is asked for.' },
      site_key: { type: 'string', description: 'What the widget is shown with.' },
    },
  },
};

const FIELD_PROBLEM: Schema = {
  type: 'object',
  required: ['field', 'code', 'message'],
  properties: {
    field: { type: 'string', description: 'Its path, e.g. `scopes.0`.' },
    code: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$', description: 'Stable.' },
    message: { type: 'string', description: 'For people.' },
  },
};

/** The schema of every refusal. It names all present members; clients must ignore members that they do not know. */
export const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  description: 'A refusal (RFC 9457). `code` is stable and may be relied on; texts are for people.',
  required: [
    ...['type', 'title', 'status', 'detail', 'instance'],
    ...['success', 'message', 'code', 'request_id'],
  ],
  properties: {
    type: { type: 'string', format: 'uri', description: 'The kind of refusal, as a URN.' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri', description: 'This occurrence, as a URN.' },
    success: { type: 'boolean', enum: [false] },
    message: { type: 'string', description: 'One sentence a person can act on.' },
    code: { $ref: '#/components/schemas/Code' },
    request_id: { type: 'string', description: 'To be reported; also in X-Request-Id.' },
    errors: {
      type: 'array',
      description: 'For a request that is not valid: field by field.',
      items: FIELD_PROBLEM,
    },
    ...EXTENSIONS,
  },
};
