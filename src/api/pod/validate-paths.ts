import { invalid, type FieldError } from '../field-error.ts';

/** A path without `..` elements. */
export function validateNoBacksteps(target: string, path: string): FieldError[] {
  return target.split('/').includes('..') ? [invalid(path, target, "must not contain '..'")] : [];
}

/** A relative path without `..` elements. */
export function validateDescendingPath(target: string, path: string): FieldError[] {
  return [
    ...(target.startsWith('/') ? [invalid(path, target, 'must be a relative path')] : []),
    ...validateNoBacksteps(target, path),
  ];
}

/** A relative path that does not even begin with two dots: upstream's ValidateLocalNonReservedPath. */
export function validateLocalPath(target: string, path: string): FieldError[] {
  const errors = validateDescendingPath(target, path);
  if (!target.startsWith('..') || target.startsWith('../')) return errors;
  return [...errors, invalid(path, target, "must not start with '..'")];
}
