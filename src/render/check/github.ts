import { countText, problemLines, type CheckReport } from './report.ts';

/** GitHub Actions annotations: each failure shows up at its line in the pull request. */
export const github: CheckReport = {
  name: 'github',
  render(results) {
    const lines = results
      .filter((result) => !result.passed)
      .map(
        (result) =>
          `::error file=${property(result.file)},line=${result.line},title=${property(`${result.test}: ${result.name}`)}::${data(problemLines(result).join('\n'))}`,
      );
    return `${[...lines, countText(results)].join('\n')}\n`;
  },
};

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
