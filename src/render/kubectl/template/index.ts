import { execute } from './evaluate.ts';
import { TemplateError } from './lexer.ts';
import { parseTemplate, type Templates } from './parse.ts';

/** Go's text/template as `-o go-template` has it: a function from data to text. Throws TemplateError in kubectl's words. */
export function compileTemplate(source: string, strict = false): (data: unknown) => string {
  const parsed = worded(
    (): Templates => parseTemplate(source),
    (message) => `error parsing template ${source}, ${message}`,
  );
  return (data) =>
    worded(
      () => execute(parsed, data, strict),
      (message) => `error executing template ${JSON.stringify(source)}: ${message}`,
    );
}

function worded<Result>(work: () => Result, words: (message: string) => string): Result {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof TemplateError) throw new TemplateError(words(problem.message));
    throw problem;
  }
}
