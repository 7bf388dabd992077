/** `rules new AREA/ID`: a draft that lints clean, in a file that did not exist before. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DoctorError } from '../errors.js';
import { ACCESS_METHODS } from '../facts/areas/access.js';
import { SCHEMA_BASE } from '../rules/front/json-schema.js';
import { LINK_OF_AREA, scaffoldRule, SLUG, SLUG_LENGTH } from '../rules/scaffold.js';
import { LINKS, type AccessMethod, type Link, type PathDefinition, type RuleKind } from '../rules/types.js';
import { shippedPack } from '../shipped.js';
import { deliver, notice } from './common.js';
import { flag, text, texts, type Arguments } from './options.js';
import { badValue } from './usage.js';

export async function newRuleCommand(args: Arguments): Promise<void> {
  const name = text(args, 'name') ?? '';
  const folder = text(args, 'folder') ?? text(args, 'rules');
  if (folder === undefined) throw new DoctorError('Name the folder for the rule.', { hint: `For example: nvr-doctor rules new ${SLUG.test(name.replace('/', '-')) ? name : 'recorder/disk-full'} my-rules` });
  const { area, id } = nameOf(name);
  const pack = await shippedPack();
  const taken = pack.rules.some((rule) => rule.id === id) ? 'the shipped rules' : await fileOf(folder, id);
  if (taken !== undefined) throw new DoctorError(`The id "${id}" is already used in ${taken}.`, { hint: 'Ids are unique across all areas and never change their meaning: choose another one.' });
  const kind = (text(args, 'kind') ?? 'cause') as RuleKind;
  const link = linkOf(text(args, 'link'), area, kind);
  const paths = pathsOf(texts(args, 'paths'), link, pack.paths);
  const inCheckout = existsSync(join(folder, '../schema/rule.schema.json'));
  const content = scaffoldRule({ area, id, kind, paths, applies: flag(args, 'applies'), schema: inCheckout ? '../../schema/rule.schema.json' : `${SCHEMA_BASE}rule.schema.json`, ...(link === undefined ? {} : { link }) });
  const file = join(folder, area, `${id}.yaml`);
  await write(join(folder, area), file, content);
  await deliver(args, `${file}\n`);
  notice(args, `A draft. Write it, then: nvr-doctor rules lint ${folder}`);
}

function nameOf(name: string): { area: string; id: string } {
  const [area = '', id = '', ...rest] = name.split('/');
  if (rest.length > 0 || !isSlug(area) || !isSlug(id)) {
    const proposal = name.toLowerCase().split('/').map((part) => part.replace(/\.ya?ml$/, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')).join('/');
    const good = proposal.split('/').length === 2 && proposal.split('/').every(isSlug);
    throw new DoctorError(`"${name.slice(0, 80)}" is not AREA/ID in lower-case words joined by "-".`, { hint: good ? `Did you mean "${proposal}"?` : 'For example: recorder/disk-full' });
  }
  return { area, id };
}

function isSlug(word: string): boolean {
  return SLUG.test(word) && word.length <= SLUG_LENGTH;
}

/** Where the folder has this id already: in any area, also in a file that is broken. */
async function fileOf(folder: string, id: string): Promise<string | undefined> {
  const areas = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = areas.filter((entry) => entry.isDirectory()).flatMap((entry) => ['.yaml', '.yml'].map((ending) => join(folder, entry.name, id + ending)));
  return files.find((file) => existsSync(file));
}

function linkOf(given: string | undefined, area: string, kind: RuleKind): Link | undefined {
  if (given !== undefined && !LINKS.some((link) => link === given)) throw badValue('link', given, LINKS);
  const link = (given as Link | undefined) ?? LINK_OF_AREA[area];
  if (kind === 'cause' && link === undefined) throw new DoctorError('A cause names the link that it breaks.', { where: '--link', hint: `It is one of: ${LINKS.join(', ')}.` });
  return kind === 'cause' || given !== undefined ? link : undefined;
}

/** As given, else the ways that have the link; every way where that says nothing. */
function pathsOf(given: readonly string[], link: Link | undefined, known: readonly PathDefinition[]): readonly AccessMethod[] {
  for (const method of given) if (!ACCESS_METHODS.some((other) => other === method)) throw badValue('paths', method, ACCESS_METHODS);
  if (given.length > 0) return [...new Set(given)] as AccessMethod[];
  const withLink = known.filter((path) => path.links.some((part) => part.link === link)).map((path) => path.method);
  return withLink.length > 0 ? withLink : ACCESS_METHODS;
}

async function write(folder: string, file: string, content: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    throw new DoctorError('The rule cannot be written.', { where: file, hint: 'Check that you may write there; a file that exists is never replaced.', cause: error });
  }
}
