/** Which generation of kube-proxy a cluster's version stands for: its rule layout and its rules of selection go together. */
export type Layout = '1.36' | '1.20';

/** `1.20` for every version up to 1.20 (1.19 and 1.20 share it), `1.36` for later ones and for text that is no version. */
export function layoutOf(kubeVersion: string): Layout {
  const minor = /^v?1\.(\d{1,3})(\D|$)/.exec(kubeVersion)?.[1];
  return minor !== undefined && Number(minor) <= 20 ? '1.20' : '1.36';
}
