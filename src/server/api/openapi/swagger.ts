import { fields, isFields } from '../../../api/go-value.ts';
import { jsonResponse, type TextResponse } from '../http/message.ts';
import { keptGroupVersions } from '../http/route.ts';
import { openApiDocument } from './document.ts';
import { encodeSwagger, type Swagger, type SwaggerSchema } from './swagger-protobuf.ts';

/** The form in which kubectl asks for the document (k8s.io/kube-openapi, handler). */
const PROTOBUF = /^application\/com\.github\.proto-openapi\.spec\.v2(@|\.)v1\.0\+protobuf$/;

let known: Swagger | undefined;

/**
 * GET /openapi/v2: the schemas of all kinds in one document, without paths (those are in v3). kubectl reads it to check by
 * itself what v3 does not tell it about: Lists, and kinds that it does not find there.
 */
export function swaggerResponse(accept: string | undefined): TextResponse {
  known ??= swagger();
  const asked = (accept ?? '').split(',').map((range) => range.split(';')[0]?.trim() ?? '');
  if (!asked.some((type) => PROTOBUF.test(type))) return jsonResponse(200, known);
  const contentType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
  return { status: 200, contentType, body: encodeSwagger(known) };
}

function swagger(): Swagger {
  const definitions = new Map<string, SwaggerSchema>();
  for (const groupVersion of keptGroupVersions()) {
    const { components } = fields(JSON.parse(openApiDocument(groupVersion).text));
    for (const [name, schema] of Object.entries(fields(fields(components)['schemas']))) {
      definitions.set(name, withoutChoice(fields(schema)));
    }
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: {},
    definitions: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Version 2 knows neither `oneOf` nor references with company: a choice becomes a string, as upstream has it. */
function withoutChoice(schema: Readonly<Record<string, unknown>>): SwaggerSchema {
  const { oneOf, allOf, default: _, items, additionalProperties, properties, $ref: ref, ...rest } = schema;
  const [reference] = Array.isArray(allOf) ? (allOf as unknown[]) : [];
  const target = String(ref ?? fields(reference)['$ref'] ?? '');
  return {
    ...rest,
    ...(oneOf === undefined ? {} : { type: 'string' }),
    ...(target === '' ? {} : { $ref: target.replace('#/components/schemas/', '#/definitions/') }),
    ...(isFields(items) ? { items: withoutChoice(items) } : {}),
    ...(isFields(additionalProperties) ? { additionalProperties: withoutChoice(additionalProperties) } : {}),
    ...(isFields(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, one]) => [name, withoutChoice(fields(one))]),
          ),
        }
      : {}),
  };
}
