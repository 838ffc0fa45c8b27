import { ArrayMaxSize, ArrayMinSize, IsArray, registerDecorator } from 'class-validator';

const DIGEST = /^[\w-]{43}$/;
const CALLER_MAX_CHARACTERS = 64;
/** A guard asks about fewer tokens at once; so many fit into one body. */
const MOST = 250;

function isShownToken(item: unknown): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const { digest, caller } = item as Record<string, unknown>;
  const isCaller = typeof caller === 'string' && caller.length <= CALLER_MAX_CHARACTERS;
  return typeof digest === 'string' && DIGEST.test(digest) && (caller === undefined || isCaller);
}

/** Validates the items without class-validator, which is slow for each: a flooded guard sends hundreds at a time. */
export const AreShownTokens = (): PropertyDecorator => (target, propertyKey) => {
  IsArray()(target, propertyKey);
  ArrayMinSize(1)(target, propertyKey);
  ArrayMaxSize(MOST)(target, propertyKey);
  registerDecorator({
    name: 'areShownTokens',
    target: target.constructor,
    propertyName: String(propertyKey),
    validator: {
      validate: (value: unknown) => Array.isArray(value) && value.every(isShownToken),
      defaultMessage: () =>
        'each must have a digest, the SHA-256 of a token in base64url, and a caller of at most 64 characters or none',
    },
  });
};
