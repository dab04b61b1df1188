'use strict';
// Runs a few everyday commands in the fresh bundle and keeps the bytecode that V8 made of them: a function that ran here is not compiled again
// when a command starts. The more commands, the more there is to load for each of them: these are the ones that people wait for.
const { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = require('fs');
const { tmpdir } = require('os');
const { join } = require('path');
const { setFlagsFromString } = require('v8');
const { Script } = require('vm');

const dist = join(__dirname, '..', 'dist');
const filename = join(dist, 'kubesim.cjs');
// What has not run for a while would lose its bytecode before it is kept.
setFlagsFromString('--no-flush-bytecode');
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
  ['iptables-save'],
  ['nslookup', 'web.default'],
  ['trace', 'curl', 'web.default'],
  ['trace', '-o', 'json', 'curl', 'web.default'],
  ['--proxy-mode', 'nftables', 'nft', 'list', 'ruleset'],
  ['--proxy-mode', 'ipvs', 'ipvsadm', '-Ln'],
];

(async () => {
  try {
    for (const command of USUAL) await module_.exports.main([...state, ...command], silent());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // V8 takes its code back only under the flags it was made with.
  setFlagsFromString('--flush-bytecode');
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
