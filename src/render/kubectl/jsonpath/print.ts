import { compactJson, jsonText } from '../json.ts';
import { goSyntax, goText } from '../go-text.ts';
import { findAll } from './evaluate.ts';
import { JsonPathError, type ListNode } from './node.ts';
import { parseJsonPath } from './parse.ts';

/** `-o jsonpath=TEMPLATE`: values of one action apart by a blank, maps and lists as JSON, no newline at the end. */
export function jsonPathText(template: string, data: unknown, strict = false): string {
  return execute(template, data, strict)
    .map((values) =>
      values
        .map((value) => (typeof value === 'object' && value !== null ? compactJson(value) : goText(value)))
        .join(' '),
    )
    .join('');
}

/** `-o jsonpath-as-json=TEMPLATE`: everything found, as one JSON array. */
export function jsonPathAsJson(template: string, data: unknown, strict = false): string {
  return execute(template, data, strict)
    .map((values) => jsonText(values))
    .join('');
}

/** The tree of a template. Throws JsonPathError with kubectl's words around it. */
export function parsedTemplate(template: string): ListNode {
  try {
    return parseJsonPath(template);
  } catch (problem) {
    throw worded(problem, (message) => `error parsing jsonpath ${template}, ${message}`);
  }
}

function execute(template: string, data: unknown, strict: boolean): unknown[][] {
  const tree = parsedTemplate(template);
  try {
    return findAll(tree, data, strict);
  } catch (problem) {
    throw worded(
      problem,
      (message) =>
        `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${message}. ` +
        `Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n` +
        `\tobject given to jsonpath engine was:\n\t\t${goSyntax(data)}\n\n`,
    );
  }
}

function worded(problem: unknown, words: (message: string) => string): unknown {
  return problem instanceof JsonPathError ? new JsonPathError(words(problem.message)) : problem;
}

/**
 * `{.metadata.name}` from what --sort-by and custom-columns also accept: `.metadata.name`, `metadata.name`,
 * `{metadata.name}`. Throws JsonPathError.
 */
export function relaxedPath(path: string): string {
  if (path === '') return path;
  const found = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path);
  if (!found) {
    throw new JsonPathError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  }
  return `{.${found[1] ?? found[2] ?? ''}}`;
}
