import { asArray, asString, isObject, type JsonObject } from '../../api/json.ts';
import { Writer } from '../../api/protobuf/writer.ts';

/**
 * An OpenAPI v2 document in the protobuf encoding of github.com/google/gnostic (openapi_v2/OpenAPIv2.proto), which kubectl of
 * v1.20 takes in no other form: without it neither `explain` nor client-side validation works there. Only what the document
 * has is written.
 */
export function encodeOpenApiV2(document: JsonObject): Uint8Array {
  const writer = new Writer().text(1, asString(document['swagger']));
  writer.message(2, (info) => {
    const { title, version } = object(document['info']);
    info.text(1, asString(title)).text(2, asString(version));
  });
  writer.message(8, (paths) => {
    for (const [name, item] of Object.entries(object(document['paths']))) {
      paths.message(2, (named) => named.text(1, name).message(2, (value) => writePathItem(value, object(item))));
    }
  });
  writer.message(9, (definitions) => writeNamedSchemas(definitions, object(document['definitions'])));
  return writer.finish();
}

const object = (value: unknown): JsonObject => (isObject(value) ? value : {});

const methods: readonly (readonly [string, number])[] = [
  ['get', 2],
  ['put', 3],
  ['post', 4],
  ['delete', 5],
  ['patch', 8],
];

function writePathItem(writer: Writer, item: JsonObject): void {
  for (const [method, number] of methods) {
    const operation = item[method];
    if (isObject(operation)) writer.message(number, (inner) => writeOperation(inner, operation));
  }
}

function writeOperation(writer: Writer, operation: JsonObject): void {
  writer.text(5, asString(operation['operationId']));
  for (const parameter of asArray(operation['parameters']).filter(isObject)) {
    // ParametersItem > Parameter > NonBodyParameter > QueryParameterSubSchema
    writer.message(8, (item) =>
      item.message(1, (one) =>
        one.message(2, (nonBody) =>
          nonBody.message(3, (query) => {
            query.text(2, 'query').text(4, asString(parameter['name'])).text(6, asString(parameter['type']));
          }),
        ),
      ),
    );
  }
  // The responses must be there; what they hold nobody reads.
  writer.message(9, () => {});
  writeExtensions(writer, 13, operation);
}

function writeNamedSchemas(writer: Writer, schemas: JsonObject): void {
  for (const [name, schema] of Object.entries(schemas)) {
    writer.message(1, (named) => named.text(1, name).message(2, (value) => writeSchema(value, object(schema))));
  }
}

function writeSchema(writer: Writer, schema: JsonObject): void {
  const { $ref, format, description, required, additionalProperties, type, items, properties } = schema;
  if (typeof $ref === 'string') writer.text(1, $ref);
  if (typeof format === 'string') writer.text(2, format);
  if (typeof description === 'string') writer.text(4, description);
  for (const name of asArray(required)) writer.text(19, asString(name));
  if (isObject(additionalProperties)) {
    writer.message(21, (item) => item.message(1, (inner) => writeSchema(inner, additionalProperties)));
  }
  if (typeof type === 'string') writer.message(22, (item) => item.text(1, type));
  if (isObject(items)) writer.message(23, (item) => item.message(1, (inner) => writeSchema(inner, items)));
  for (const part of asArray(schema['allOf']).filter(isObject)) writer.message(24, (inner) => writeSchema(inner, part));
  if (isObject(properties)) writer.message(25, (inner) => writeNamedSchemas(inner, properties));
  writeExtensions(writer, 31, schema);
}

/** NamedAny > Any.yaml; JSON is YAML. */
function writeExtensions(writer: Writer, number: number, from: JsonObject): void {
  for (const [name, value] of Object.entries(from)) {
    if (!name.startsWith('x-')) continue;
    writer.message(number, (named) =>
      named.text(1, name).message(2, (any) => any.text(2, `${JSON.stringify(value)}\n`)),
    );
  }
}
