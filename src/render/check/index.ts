import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';
import { tap } from './tap.ts';
import { text } from './text.ts';
import type { CheckReport } from './report.ts';

/** Every format that `kubesim check -o` knows, the default first. */
export const CHECK_REPORTS: readonly CheckReport[] = [text, junit, json, tap, github, sarif];
