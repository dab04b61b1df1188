// Builds dist/: one CommonJS bundle with V8's code cache beside it, and the terminal interface as a chunk of its own.
// One file beats several: commands are initialised when asked for, and the code cache spares parsing the rest.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
mkdirSync(dist, { recursive: true });
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const common = {
  bundle: true,
  minify: true,
  keepNames: false,
  platform: 'node',
  target: 'node20',
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
  define: { 'process.env.NODE_ENV': '"production"', KUBESIM_VERSION: JSON.stringify(version) },
};

/** Ink is an ES module with top-level await and cannot live in a CommonJS bundle. */
const terminalInterface = {
  name: 'terminal-interface',
  setup(task) {
    task.onResolve({ filter: /[/]tui[/].*\.tsx?$/ }, (found) =>
      found.importer.includes('/src/tui/') ? undefined : { path: './tui.mjs', external: true },
    );
  },
};

/** Commander can start programs for subcommands. We never do that, and loading child_process costs every command some milliseconds. */
const lazyChildProcess = {
  name: 'lazy-child-process',
  setup(task) {
    task.onResolve({ filter: /^(node:)?child_process$/ }, (found) =>
      found.importer.includes('/commander/') ? { path: 'child_process', namespace: 'lazy' } : undefined,
    );
    const contents = "module.exports = { get spawn() { return require('node:child_process').spawn; } };";
    task.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({ contents, loader: 'js' }));
  },
};

const { outputFiles } = await build({
  ...common,
  entryPoints: ['src/cli/main.ts'],
  format: 'cjs',
  write: false,
  plugins: [terminalInterface, lazyChildProcess],
});
// A script that V8 gets from the launcher has no import() of its own: what is bundled beside it comes through the launcher.
const bundled = outputFiles[0].text.replace(/\bimport\("([^"]+)"\)/g, (_, id) => `require.esm("${id}")`);
const code = `(function(exports,require,module,__filename,__dirname){${bundled}\n})`;
const stamp = createHash('sha256').update(code).update(process.version).digest('hex').slice(0, 20);

// The old code cache goes first, then the bundle appears whole: a process that starts now finds nothing half-written.
rmSync(join(dist, 'kubesim.code'), { force: true });
place('kubesim.cjs', `/*${stamp}*/${code}`);
if (existsSync(join(root, 'src/tui/main.tsx'))) {
  const empty = {
    name: 'no-devtools',
    setup: (task) => {
      task.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'none', namespace: 'none' }));
      task.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'export default {}' }));
    },
  };
  const banner = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";
  await build({
    ...common,
    entryPoints: ['src/tui/main.tsx'],
    format: 'esm',
    outfile: 'dist/tui.mjs',
    plugins: [empty],
    jsx: 'automatic',
    banner: { js: banner },
  });
}
execFileSync(process.execPath, [join(import.meta.dirname, 'build-code-cache.cjs'), stamp], { stdio: ['ignore', 'ignore', 'inherit'] });

function place(name, content) {
  writeFileSync(join(dist, `${name}.new`), content);
  renameSync(join(dist, `${name}.new`), join(dist, name));
}
