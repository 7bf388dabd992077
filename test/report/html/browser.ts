/** A real browser for the page: Debian's Chromium, driven by playwright-core from the tree of peers. Where one of them is missing the tests are skipped, and say why. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const CHROMIUM = '/usr/bin/chromium';
const PEERS = path.resolve('bench/peers/package.json');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** As much of Playwright as is used here. */
export interface Locator {
  click(): Promise<void>;
  focus(): Promise<void>;
  count(): Promise<number>;
  nth(index: number): Locator;
  first(): Locator;
  isVisible(): Promise<boolean>;
  getAttribute(name: string): Promise<string | null>;
  textContent(): Promise<string | null>;
}
export interface Page {
  goto(url: string): Promise<unknown>;
  locator(selector: string): Locator;
  evaluate<T>(work: string | (() => T | Promise<T>)): Promise<T>;
  emulateMedia(options: { media?: 'print' | 'screen'; colorScheme?: 'light' | 'dark' }): Promise<void>;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  keyboard: { press(key: string): Promise<void> };
  close(): Promise<void>;
}
interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}
export interface ContextOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly javaScriptEnabled?: boolean;
  readonly bypassCSP?: boolean;
  readonly reducedMotion?: 'reduce';
  readonly permissions?: readonly string[];
}
interface Browser {
  newContext(options: ContextOptions): Promise<Context>;
  close(): Promise<void>;
}

/** Why there is no browser; undefined where there is one. */
export function whyNot(): string | undefined {
  if (!existsSync(CHROMIUM)) return `${CHROMIUM} is not installed`;
  return existsSync(path.join(path.dirname(PEERS), 'node_modules/playwright-core')) && existsSync(path.join(path.dirname(PEERS), 'node_modules/axe-core')) ? undefined : 'playwright-core and axe-core are missing (run `npm ci --prefix bench/peers`)';
}

const require = createRequire(PEERS);

export function axeSource(): string {
  return (require('axe-core') as { source: string }).source;
}

/** One page that was opened, and everything it said or asked for. */
export interface Opened {
  readonly page: Page;
  readonly url: string;
  /** Errors and warnings of the console, and exceptions. */
  readonly said: readonly string[];
  /** Addresses asked for, the page itself left out. */
  readonly requests: readonly string[];
}

export class PageBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}
  private files = 0;
  private readonly contexts: Context[] = [];

  static async open(): Promise<PageBrowser> {
    const { chromium } = require('playwright-core') as { chromium: { launch(options: object): Promise<Browser> } };
    return new PageBrowser(await chromium.launch({ executablePath: CHROMIUM, args: FLAGS }), await mkdtemp(path.join(tmpdir(), 'nvr-page-')));
  }

  /** Opens this HTML from a file, as a person does who got it by mail. */
  async show(html: string, options: ContextOptions = {}): Promise<Opened> {
    const file = path.join(this.folder, `${(this.files += 1)}.html`);
    await writeFile(file, html);
    const url = pathToFileURL(file).href;
    const context = await this.browser.newContext({ viewport: { width: 1100, height: 900 }, reducedMotion: 'reduce', ...options });
    this.contexts.push(context);
    const page = await context.newPage();
    const said: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url) requests.push(request.url());
    });
    await page.goto(url);
    return { page, url, said, requests };
  }

  /** After each test: a page that stays open costs memory. */
  async clear(): Promise<void> {
    for (const context of this.contexts.splice(0)) await context.close();
  }

  async close(): Promise<void> {
    await this.clear();
    await this.browser.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
