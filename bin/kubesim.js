#!/usr/bin/env node
'use strict';

// CommonJS on purpose (bin/package.json): starting an ES module costs more than running most commands.
const { readFileSync, writeSync } = require('fs');
const { join } = require('path');
const { Script } = require('vm');

const dist = join(__dirname, '..', 'dist');
const argv = process.argv.slice(2);

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  writeSync(1, `kubesim ${require('../package.json').version}\n`);
} else {
  start();
}

function start() {
  const filename = join(dist, 'kubesim.cjs');
  let source;
  try {
    // The bundle is pure ASCII: latin1 spares decoding it.
    source = readFileSync(filename, 'latin1');
  } catch {
    process.stderr.write(`kubesim: ${filename} is missing: run "npm run build" first\n`);
    process.exitCode = 70;
    return;
  }
  const script = new Script(source, { filename, cachedData: codeCache(source) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, bundleRequire, module, filename, dist);
  module.exports.main(argv).then(
    (code) => (process.exitCode = code),
    (problem) => {
      process.stderr.write(`${problem?.stack ?? problem}\n`);
      process.exitCode = 70;
    },
  );
}

function bundleRequire(id) {
  return require(id);
}

/** ES modules beside the bundle (`./tui.mjs`) and Node's own. */
bundleRequire.esm = (id) => import(id.startsWith('./') ? require('url').pathToFileURL(join(dist, id)).href : id);

/**
 * V8's code for this very bundle: both begin with the same build stamp. V8 itself refuses the code of another version
 * of V8 and compiles then; but it would not notice another source of the same length.
 */
function codeCache(source) {
  try {
    const cache = readFileSync(join(dist, 'kubesim.code'));
    const stamp = cache.toString('latin1', 0, 20);
    return source.startsWith(`/*${stamp}*/`) ? cache.subarray(20) : undefined;
  } catch {
    return undefined;
  }
}
