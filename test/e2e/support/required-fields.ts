import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { DeclaredRoute } from '#libs/testing';

/** The required fields of a body, by its validation metadata. */
export function requiredFields({ body }: DeclaredRoute): string[] {
  if (!body) return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(body, '', false, false);
  const isOptional = (name: string) =>
    rules.some(
      ({ propertyName, type }) =>
        propertyName === name && type === ValidationTypes.CONDITIONAL_VALIDATION,
    );
  const names = new Set(rules.map(({ propertyName }) => propertyName));
  return [...names].filter((name) => !isOptional(name));
}
