import type { ProxyMode } from '../cluster/config.ts';

/** A file of expectations: `apiVersion: kubesim.dev/v1alpha1, kind: TrafficTest`. Described for people in docs/checks.md. */
export interface TrafficTest {
  readonly name: string;
  /** The file it was written in. */
  readonly file: string;
  readonly cluster: ClusterOptions;
  /** The steps run once for each of these modes. */
  readonly proxyModes: readonly ProxyMode[];
  /** Files or folders, relative to `file`. */
  readonly manifests: readonly string[];
  /** Dumps to import instead of starting a fresh cluster. */
  readonly dumps: readonly string[];
  /** 1-based line that says what to load. */
  readonly loadLine: number;
  readonly steps: readonly Step[];
}

export interface ClusterOptions {
  readonly nodes?: number;
  readonly kubeVersion?: string;
  readonly podNetwork?: 'bridge' | 'ptp';
  readonly loadBalancerPool?: readonly string[];
  readonly clusterDNS?: string;
  readonly clusterDomain?: string;
  readonly serviceCIDR?: string;
  readonly podCIDR?: string;
}

export type Step =
  | { readonly kind: 'apply'; readonly files: readonly string[]; readonly line: number }
  | { readonly kind: 'delete' | 'ready' | 'unready' | 'terminate'; readonly target: string; readonly line: number }
  | { readonly kind: 'scale'; readonly target: string; readonly replicas: number; readonly line: number }
  | { readonly kind: 'wait'; readonly seconds: number; readonly line: number }
  | { readonly kind: 'expect'; readonly expectations: readonly Expectation[] };

interface Named {
  /** What the person calls it; otherwise a sentence made from the expectation itself. */
  readonly name?: string;
  /** 1-based line in the test's file. */
  readonly line: number;
}

export type Expectation = Named &
  (
    | { readonly kind: 'resolve'; readonly resolve: ResolveExpectation }
    | { readonly kind: 'reach'; readonly reach: ReachExpectation }
    | { readonly kind: 'env'; readonly env: EnvExpectation }
    | { readonly kind: 'service'; readonly service: ServiceExpectation }
    | { readonly kind: 'why'; readonly why: WhyExpectation }
  );

export interface ResolveExpectation {
  readonly name: string;
  /** `pod/NAME[.NAMESPACE]`, `deployment/NAME[.NAMESPACE]`, `node/NAME`; absent: a throwaway pod in `namespace`. */
  readonly from?: string;
  readonly namespace?: string;
  readonly type?: string;
  readonly rcode?: string;
  readonly addresses?: readonly string[];
  /** `namespace/name`: resolves to that Service's cluster addresses. */
  readonly service?: string;
}

export interface ReachExpectation {
  /** A request as `kubesim trace` takes it: `tcp web:80`, `curl http://web.default:8090`. */
  readonly to: string;
  /** As in `resolve`, or `external[=IP]`, or `pod=IP`; absent: what `trace` assumes. */
  readonly from?: string;
  readonly namespace?: string;
  readonly node?: string;
  readonly verdict?: string;
  readonly reason?: string;
  /** Exactly these backends: `ip:port` list, or `[namespace/]label=value` for all pods with the label. */
  readonly backends?: readonly string[] | string;
  /** The client address every backend sees; `source` for the client's own. */
  readonly sourceSeen?: string;
}

export interface EnvExpectation {
  readonly pod: string;
  /** Names, or name to value. */
  readonly has?: Readonly<Record<string, string | undefined>>;
  readonly lacks?: readonly string[];
}

export interface ServiceExpectation {
  readonly name: string;
  readonly namespace?: string;
  readonly type?: string;
  readonly clusterIP?: string;
  readonly nodePort?: number;
  readonly externalIP?: string;
  /** Ready endpoint addresses: how many, or which (`ip:port`). */
  readonly endpoints?: number | readonly string[];
}

export interface WhyExpectation {
  readonly service: string;
  readonly namespace?: string;
  readonly reason: string;
  /** The manifest line that is named as the cause. */
  readonly manifestLine?: number;
}

/** What became of one expectation. */
export interface CheckResult {
  readonly test: string;
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly mode: ProxyMode;
  readonly passed: boolean;
  /** The question itself makes no sense (an unknown pod, a manifest that cannot be applied): neither yes nor no. */
  readonly unasked?: true;
  /** What was expected and what was found, one line each; empty when passed. */
  readonly problems: readonly string[];
  /** The reason code of the outcome, where there is one. */
  readonly reason?: string;
  /** The manifest line at fault: `web.yaml:12 spec.selector`. */
  readonly cause?: string;
  readonly fix?: string;
}
