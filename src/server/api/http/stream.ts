import type { ServerResponse } from 'node:http';
import type { LiveCluster } from '../live/live-cluster.ts';
import type { Watch } from '../watch/watch.ts';

const BOOKMARK_MS = 30_000;
/** A client that takes nothing for this long is cut off; it may come back to where it was. */
const STALLED_MS = 60_000;

/** Streams a watch into a response until its time is up, the client goes, or the history breaks off. */
export function streamWatch(live: LiveCluster, watch: Watch, response: ServerResponse): void {
  let stalled: NodeJS.Timeout | undefined;
  let isWaiting = false;
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
    'X-Content-Type-Options': 'nosniff',
  });
  response.flushHeaders();
  const stop = live.onChange(() => pump());
  const end = (): void => {
    finish();
    response.end();
  };
  const bookmarks = watch.options.bookmarks
    ? setInterval(() => {
        const line = isWaiting ? '' : watch.bookmark();
        if (line !== '') send(line);
      }, BOOKMARK_MS)
    : undefined;
  const timeout = setTimeout(() => {
    const line = watch.options.bookmarks && !isWaiting ? watch.bookmark() : '';
    if (line !== '') response.write(line);
    end();
  }, watch.options.timeoutSeconds * 1000);
  response.on('close', finish);
  response.on('drain', () => {
    isWaiting = false;
    clearTimeout(stalled);
    pump();
  });
  pump();

  function pump(): void {
    while (!isWaiting) {
      const { lines, over } = watch.next();
      if (lines !== '') send(lines);
      if (over) return end();
      if (lines === '') return;
    }
  }

  function send(text: string): void {
    if (response.write(text)) return;
    isWaiting = true;
    stalled = setTimeout(() => response.destroy(), STALLED_MS);
  }

  function finish(): void {
    stop();
    clearInterval(bookmarks);
    clearTimeout(timeout);
    clearTimeout(stalled);
  }
}
