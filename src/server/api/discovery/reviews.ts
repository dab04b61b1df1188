import type { Fields } from '../../../api/go-value.ts';

/** Questions about oneself that are answered and not kept. Everybody may do everything here. */
export interface Review {
  readonly groupVersion: string;
  readonly plural: string;
  readonly kind: string;
  answer(spec: unknown): Record<string, unknown>;
}

const EVERYTHING = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
};

export const REVIEWS: readonly Review[] = [
  {
    groupVersion: 'authentication.k8s.io/v1',
    plural: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    answer: () => ({ userInfo: { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] } }),
  },
  {
    groupVersion: 'authorization.k8s.io/v1',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    answer: () => ({ allowed: true }),
  },
  {
    groupVersion: 'authorization.k8s.io/v1',
    plural: 'selfsubjectrulesreviews',
    kind: 'SelfSubjectRulesReview',
    answer: () => EVERYTHING,
  },
  {
    groupVersion: 'authorization.k8s.io/v1',
    plural: 'subjectaccessreviews',
    kind: 'SubjectAccessReview',
    answer: () => ({ allowed: true }),
  },
];

/** The review with its answer. */
export function answered(review: Review, body: Fields): Record<string, unknown> {
  return {
    kind: review.kind,
    apiVersion: review.groupVersion,
    metadata: { creationTimestamp: null },
    spec: body['spec'] ?? {},
    status: review.answer(body['spec']),
  };
}
