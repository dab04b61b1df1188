/**
 * Ink keeps silent until it ends where CI or CONTINUOUS_INTEGRATION is set, and has no option against that. Somebody who sits
 * at a terminal wants to see something all the same. Imported before ink, which looks once, when it is loaded.
 */
for (const name of ['CI', 'CONTINUOUS_INTEGRATION']) delete process.env[name];

export {};
