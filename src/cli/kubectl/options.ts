import type { CommandContext } from '../command.ts';
import type { Query } from './find.ts';

/** Typed access to commander's values. */

export function text(context: CommandContext, name: string): string {
  const value = context.options[name];
  return typeof value === 'string' ? value : '';
}

export function given(context: CommandContext, name: string): boolean {
  return context.options[name] !== undefined;
}

export function flag(context: CommandContext, name: string): boolean {
  return context.options[name] === true;
}

/** The values of a repeatable option. */
export function list(context: CommandContext, name: string): readonly string[] {
  const value = context.options[name];
  return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
}

/** Like `list`, with comma lists taken apart, as pflag's StringSlice does. */
export function commaList(context: CommandContext, name: string): string[] {
  return list(context, name).flatMap((part) => part.split(','));
}

/** `default` where no -n was given. */
export function namespaceOf(context: CommandContext): string {
  return context.globals.namespace || 'default';
}

export function queryOf(context: CommandContext): Query {
  return {
    namespace: namespaceOf(context),
    allNamespaces: flag(context, 'allNamespaces'),
    labelSelector: text(context, 'selector'),
    fieldSelector: text(context, 'fieldSelector'),
  };
}
