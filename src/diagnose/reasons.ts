import type { ReasonCode } from '../trace/reason/code.ts';
import type { Advice } from '../trace/tree.ts';

/** What a reason code means: told to people in `trace`, `why`, check reports and the documentation. */
export interface ReasonText {
  /** What happened, in one sentence. */
  readonly meaning: string;
  /** Why that usually is. */
  readonly cause: string;
  /** What to do. */
  readonly fix: string;
}

/** Codes that only a diagnosis gives (a packet never ends with them). */
export type DiagnosisCode =
  | ReasonCode
  | 'NOT_FOUND'
  | 'SELECTOR_MATCHES_NOTHING'
  | 'NO_SELECTOR'
  | 'SLICE_PORT_NAME'
  | 'TARGET_PORT_NAME'
  | 'TARGET_PORT_UNDECLARED'
  | 'PROTOCOL_MISMATCH'
  | 'EXTERNAL_NAME'
  | 'HEADLESS'
  | 'POD_NOT_SCHEDULED'
  | 'PODS_HAVE_NO_ADDRESS';

/** The one table of all codes. */
export const REASONS: Readonly<Record<DiagnosisCode, ReasonText>> = {
  DELIVERED: { meaning: 'The packet arrives, and its answer finds the way back.', cause: '', fix: '' },
  NO_ENDPOINTS: {
    meaning: 'The Service has no endpoint: kube-proxy rejects its packets.',
    cause: 'The selector matches no pod, a named target port exists in no pod, or the EndpointSlice was never written.',
    fix: 'Compare the selector with the labels of the pods: kubectl get pods --show-labels.',
  },
  NO_READY_ENDPOINTS: {
    meaning: 'The Service selects pods, but none of them is ready.',
    cause: 'Readiness probes fail, the containers are still starting, or the pods are going away.',
    fix: 'Look at the pods (kubectl describe pod): mend the readiness probe or what it asks. publishNotReadyAddresses: true sends traffic anyway.',
  },
  NO_LOCAL_ENDPOINTS: {
    meaning: 'The traffic policy is Local, and the node that got the packet runs no endpoint of the Service.',
    cause: 'externalTrafficPolicy (or internalTrafficPolicy) Local never forwards to another node.',
    fix: 'Send to a node that has a pod (a load balancer learns it from the health check node port), run a pod on every node, or set the policy to Cluster.',
  },
  PORT_NOT_EXPOSED: {
    meaning: 'The address belongs to a Service, but not with this port and protocol.',
    cause: 'Often the container port was asked instead of the Service port, or UDP instead of TCP.',
    fix: 'Ask one of the ports in spec.ports, or add this one there.',
  },
  CLUSTERIP_UNALLOCATED: {
    meaning: 'The address lies in the Service range, but no Service has it.',
    cause: 'The Service was deleted or created anew, and something still remembers the old address.',
    fix: 'Use the name instead of the address, or look the address up with kubectl get svc -A.',
  },
  CLUSTERIP_NOT_PINGABLE: {
    meaning: 'A Service address is virtual: rules translate its ports, and nothing answers a ping.',
    cause: 'ICMP has no ports, so no rule of kube-proxy matches it.',
    fix: 'Test with the Service port instead (curl, nc -zv). A pod or node address can be pinged.',
  },
  EXTERNAL_IP_NOT_PROGRAMMED: {
    meaning: 'No rule of this node handles the external address.',
    cause: 'The Service is left to another proxy, or has another address now.',
    fix: 'Check spec.externalIPs and status.loadBalancer of the Service.',
  },
  EXTERNAL_IP_PORT: {
    meaning: 'The external address is programmed, but not for this port.',
    cause: 'Only the ports of spec.ports are translated.',
    fix: 'Ask one of the ports in spec.ports.',
  },
  LB_NOT_PROGRAMMED: {
    meaning: 'The load balancer address is in mode Proxy: nodes do not translate it themselves.',
    cause: 'status.loadBalancer.ingress[].ipMode is Proxy, so packets must really go through the load balancer.',
    fix: 'Reach it from where the load balancer answers, or use the ClusterIP inside the cluster.',
  },
  LB_PENDING: {
    meaning: 'The Service of type LoadBalancer has no address yet.',
    cause: 'No load balancer controller has given it one.',
    fix: 'Give the cluster a pool (`cluster init --load-balancer-pool`), or use the node port.',
  },
  SOURCE_RANGE: {
    meaning: 'loadBalancerSourceRanges does not contain the client.',
    cause: 'On the load balancer address only listed sources pass – pods and nodes too.',
    fix: "Add the client's prefix to spec.loadBalancerSourceRanges. Inside the cluster use the ClusterIP.",
  },
  NODEPORT_CLOSED: {
    meaning: 'No Service has this node port.',
    cause: 'The port was typed wrong, belongs to the other protocol, or the Service has no node port.',
    fix: 'Look the node port up: kubectl get svc -A.',
  },
  NODEPORT_ADDRESS: {
    meaning: 'The node port is not served on this address of the node.',
    cause: 'nftables mode serves only the primary address (nodePortAddresses), and none serves IPv6 loopback.',
    fix: 'Ask the primary address of the node, or widen nodePortAddresses of kube-proxy.',
  },
  CONNECTION_REFUSED: {
    meaning: 'The host was reached, but nobody listens on that port.',
    cause: 'The port belongs to no process of the host and to no Service.',
    fix: 'Check address and port.',
  },
  TARGET_PORT_CLOSED: {
    meaning: 'The pod was reached, but nothing in it listens on that port.',
    cause: 'targetPort of the Service is not the port the process listens on.',
    fix: 'Set targetPort to the port of the process (or to the name of its containerPort).',
  },
  POLICY_DENIED: {
    meaning: 'A NetworkPolicy selects the pod and allows this traffic nowhere.',
    cause: 'As soon as one policy selects a pod, everything that no rule allows is dropped.',
    fix: 'Add a rule to the policy: the peer as the pod sees it (after translation) and the port of the pod, not that of the Service.',
  },
  NXDOMAIN: {
    meaning: 'The name does not exist for this client.',
    cause: 'The Service lives in another namespace, is misspelt, or the name was asked outside a pod.',
    fix: 'Write NAME.NAMESPACE (or NAME.NAMESPACE.svc.cluster.local), and ask from a pod.',
  },
  NO_ADDRESS: {
    meaning: 'The name exists, but has no address of the wanted family.',
    cause: 'A headless Service without ready pods, or an IPv6 question to an IPv4 Service.',
    fix: 'Check the endpoints of the Service and the family asked for.',
  },
  DNS_UNREACHABLE: {
    meaning: "The client's DNS server does not answer.",
    cause: 'The kube-dns Service has no ready endpoint, or the packet to it is dropped on the way.',
    fix: 'Check Service kube-dns and its pods in kube-system (`kubesim why svc/kube-dns -n kube-system`). --assume-dns answers regardless.',
  },
  NO_SUCH_POD: {
    meaning: 'The address lies in the prefix of a node, but no pod has it.',
    cause: 'The pod is gone, and something still remembers its address.',
    fix: 'Use the Service instead of the address of a pod.',
  },
  NO_ROUTE: {
    meaning: 'There is no way to the destination.',
    cause: 'The source has no address of that family, or runs nowhere.',
    fix: 'Check addresses and families (dual stack) of source and destination.',
  },
  LEFT_CLUSTER: {
    meaning: 'The packet left the cluster by the default route.',
    cause: 'The destination is no address of the cluster.',
    fix: 'If it should be one, check the address; otherwise what answers there is beyond what the manifests say.',
  },
  HAIRPIN_NOT_MASQUERADED: {
    meaning: 'The pod was sent to itself with its own source address, and drops such packets.',
    cause: 'It came through the node port of another node, whose nftables hairpin set lists its own pods only.',
    fix: 'Use the ClusterIP inside the cluster.',
  },
  REPLY_BYPASSES_NAT: {
    meaning: 'The request arrives, but the answer takes another way and is not translated back.',
    cause:
      'The node that translated the destination did not masquerade the source, so the answer does not come past it.',
    fix: 'Let kube-proxy know the cluster CIDR (it masquerades then), or reach the endpoint through its own node.',
  },
  MARTIAN_SOURCE: {
    meaning: 'A host got a packet whose source address cannot come from there.',
    cause: 'Its own or a loopback address as source, arriving from outside.',
    fix: 'Use an address that is valid outside the host, or let the packet be masqueraded.',
  },
  FORWARDING_LOOP: {
    meaning: 'The packet is passed from host to host until its TTL is used up.',
    cause: 'Rules or routes send it back to where it came from.',
    fix: 'Check externalIPs that are addresses of other hosts, and overlapping prefixes.',
  },
  RULE_REJECT: {
    meaning: 'A rule rejected the packet.',
    cause: 'See the rule.',
    fix: 'Change the rule, or what made it.',
  },
  RULE_DROP: {
    meaning: 'A rule or a chain policy dropped the packet.',
    cause: 'See the rule.',
    fix: 'Change the rule, or what made it.',
  },
  UNKNOWN_RULE: {
    meaning: 'A rule uses something kubesim does not know: what happens there cannot be said.',
    cause: 'A match or target of the dump is not modelled.',
    fix: 'Look at the rule named above; --explain shows what was known.',
  },
  NOT_FOUND: {
    meaning: 'There is no such Service.',
    cause: 'It was never created, is misspelt, or lives in another namespace.',
    fix: 'kubectl get svc -A shows all of them.',
  },
  SELECTOR_MATCHES_NOTHING: {
    meaning: 'The selector of the Service matches no pod.',
    cause: 'A label differs: selector and pod template must agree letter by letter.',
    fix: 'Make spec.selector equal to the labels of the pod template.',
  },
  NO_SELECTOR: {
    meaning: 'The Service has no selector, and nobody wrote endpoints for it.',
    cause: 'Without a selector the EndpointSlices must be written by hand.',
    fix: 'Add a selector, or an EndpointSlice with the label kubernetes.io/service-name.',
  },
  SLICE_PORT_NAME: {
    meaning: 'The EndpointSlice has addresses, but its port name differs from that of the Service.',
    cause: 'Ports of slice and Service are matched by name, not by number.',
    fix: 'Give the slice port the name of the Service port (or leave both unnamed).',
  },
  TARGET_PORT_NAME: {
    meaning: 'targetPort is a name that no container of the pods has.',
    cause: 'A containerPort with that name is missing or misspelt.',
    fix: 'Name the containerPort so, or write the number.',
  },
  TARGET_PORT_UNDECLARED: {
    meaning: 'targetPort is a number that no container declares.',
    cause: 'Ports are declared for documentation only, but here others are, and this one is not.',
    fix: 'Check on which port the process listens, and declare it.',
  },
  PROTOCOL_MISMATCH: {
    meaning: 'The Service port exists, with another protocol.',
    cause: 'protocol defaults to TCP.',
    fix: 'Set protocol in spec.ports to what the client uses.',
  },
  EXTERNAL_NAME: {
    meaning: 'The Service is an alias for a name outside: no packet goes through rules.',
    cause: 'type ExternalName is a CNAME record and nothing else.',
    fix: 'Ask the name it points to; virtual hosts and certificates must know the alias.',
  },
  HEADLESS: {
    meaning: 'The Service is headless: its name gives the addresses of the pods, nothing is balanced or translated.',
    cause: 'clusterIP is None.',
    fix: 'Clients connect to the port of the pod (targetPort); give it a ClusterIP to be balanced.',
  },
  POD_NOT_SCHEDULED: {
    meaning: 'Pods are selected, but they run on no node.',
    cause: 'The scheduler found no node for them.',
    fix: 'kubectl describe pod says why.',
  },
  PODS_HAVE_NO_ADDRESS: {
    meaning: 'Pods are selected, but none has an address.',
    cause: 'They have not started, or they have finished.',
    fix: 'kubectl get pods -o wide; kubectl describe pod.',
  },
};

/** Why something ended so and what to do: what is known of this case, else what is generally so. */
export function adviceOf({
  reason,
  advice,
}: {
  readonly reason: DiagnosisCode;
  readonly advice?: Advice;
}): Required<Advice> {
  const { cause, fix } = REASONS[reason];
  return { cause: advice?.cause ?? cause, fix: advice?.fix ?? fix };
}

/** The text of a code; undefined for a word that is no code. */
export function reasonText(code: string): ReasonText | undefined {
  return Object.hasOwn(REASONS, code) ? REASONS[code as DiagnosisCode] : undefined;
}
