import type { NftData, NftElement, NftExpression, NftRule, NftStatement } from './model.ts';

/** One rule as `nft list` prints it, without indentation. */
export function ruleText(rule: NftRule): string {
  if (rule.verbatim !== undefined) return rule.verbatim;
  let text = '';
  for (const statement of rule.statements)
    text += text === '' ? statementText(statement) : ` ${statementText(statement)}`;
  if (rule.comment !== undefined) text += `${text === '' ? '' : ' '}comment "${rule.comment}"`;
  return text;
}

/** One statement as `nft list` prints it. */
export function statementText(statement: NftStatement): string {
  switch (statement.kind) {
    case 'match': {
      const operator = statement.operator === undefined ? '' : `${statement.operator} `;
      return `${expressionText(statement.left)} ${operator}${dataText(statement.right)}`;
    }
    case 'vmap':
      return `${expressionText(statement.key)} vmap ${dataText(statement.map)}`;
    case 'verdict':
      return statement.verdict;
    case 'jump':
    case 'goto':
      return `${statement.kind} ${statement.chain}`;
    case 'reject':
      return statement.with === undefined ? 'reject' : `reject with ${statement.with}`;
    case 'set-field':
      return `${statement.field} set ${expressionText(statement.value)}`;
    case 'nat':
      return natText(statement);
    case 'set-update': {
      const options = statement.options === undefined ? '' : ` ${statement.options}`;
      return `${statement.operation} @${statement.set} { ${expressionText(statement.key)}${options} }`;
    }
    case 'counter':
      return `counter packets ${statement.packets} bytes ${statement.bytes}`;
    case 'limit':
    case 'inert':
    case 'unknown':
      return statement.text;
  }
}

function natText(statement: Extract<NftStatement, { kind: 'nat' }>): string {
  let text: string = statement.type;
  if (statement.family !== undefined) text += ` ${statement.family}`;
  const to = statement.to;
  if (to) text += ` to ${to.kind === 'value' ? to.text : `${expressionText(to.key)} map ${dataText(to.map)}`}`;
  if (statement.flags && statement.flags.length > 0) text += ` ${statement.flags.join(',')}`;
  return text;
}

/** An expression as `nft list` prints it. */
export function expressionText(expression: NftExpression): string {
  switch (expression.kind) {
    case 'field':
      return expression.name;
    case 'concat':
      return expression.parts.map(expressionText).join(' . ');
    case 'binary':
      return `${expressionText(expression.left)} ${expression.operator} ${expression.right}`;
    case 'numgen': {
      const offset = expression.offset === undefined ? '' : ` offset ${expression.offset}`;
      return `numgen ${expression.mode} mod ${expression.modulus}${offset}`;
    }
    case 'hash': {
      const head = expression.of === undefined ? 'symhash' : `jhash ${expressionText(expression.of)}`;
      return `${head} mod ${expression.modulus}${expression.options === undefined ? '' : ` ${expression.options}`}`;
    }
    case 'value':
      return expression.text;
  }
}

function dataText(data: NftData): string {
  if (data.kind === 'value') return data.text;
  if (data.kind === 'named') return `@${data.name}`;
  return `{ ${data.elements.map(elementText).join(', ')} }`;
}

/** `10.96.0.1 . tcp . 443 comment "x" : goto chain`. */
export function elementText(element: NftElement): string {
  let text = element.key.join(' . ');
  if (element.attributes !== undefined) text += ` ${element.attributes}`;
  if (element.comment !== undefined) text += ` comment "${element.comment}"`;
  return element.value === undefined ? text : `${text} : ${element.value}`;
}
