import type { Cluster } from '../../cluster/cluster.ts';
import type { Directive } from '../corefile/parse.ts';
import type { Question, Reply } from '../message/reply.ts';

/** One link of a CoreDNS plug-in chain: it answers, or hands on to `next`, possibly changing question or reply. */
export type Plugin = (question: Question, asked: Asked, next: Next) => Reply;
export type Next = (question: Question) => Reply;

/** The circumstances of one question. */
export interface Asked {
  readonly cluster: Cluster;
  /** Asks the whole server again, as a plug-in does that follows a CNAME out of its own zones. */
  lookup(question: Question): Reply;
}

/** What a plug-in's setup may know. */
export interface Setup {
  /** Zones of the server block, absolute, lower case. */
  readonly zones: readonly string[];
}

export type PluginSetup = (directive: Directive, setup: Setup) => Plugin | undefined;
