'use strict';
// Runs a few everyday commands in the fresh bundle and keeps the machine code and bytecode that V8 made of them.
const { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = require('fs');
const { tmpdir } = require('os');
const { join } = require('path');
const { Script } = require('vm');

const dist = join(__dirname, 'dist');
const filename = join(dist, 'kubesim.cjs');
const script = new Script(readFileSync(filename, 'latin1'), { filename });
const module_ = { exports: {} };
script.runInThisContext()(module_.exports, require, module_, filename, dist);

const folder = mkdtempSync(join(tmpdir(), 'kubesim-build-'));
const state = ['--state', join(folder, 'state.json')];
const USUAL = [
  ['create', 'deployment', 'web', '--image=nginx', '--port=80'],
  ['expose', 'deployment', 'web'],
  ['get', 'svc'],
  ['get', 'pods', '-o', 'wide'],
  ['get', 'svc', 'web', '-o', 'yaml'],
  ['describe', 'svc', 'web'],
];

(async () => {
  try {
    for (const command of USUAL) await module_.exports.main([...state, ...command], silent());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const file = join(dist, 'kubesim.code');
  writeFileSync(`${file}.new`, Buffer.concat([Buffer.from(process.argv[2], 'latin1'), script.createCachedData()]));
  renameSync(`${file}.new`, file);
})();

function silent() {
  const nothing = () => {};
  return {
    out: nothing,
    err: nothing,
    readStdin: async () => '',
    stdoutIsTerminal: false,
    stdinIsTerminal: false,
    columns: 80,
    env: {},
  };
}
