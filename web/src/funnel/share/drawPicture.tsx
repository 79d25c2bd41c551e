import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { instantIn } from '@/dates/instants.ts';
import { spanInWords } from '@/dates/range.ts';
import { nounFor } from '@/question/noun.ts';
import { funnelFrom } from '../model.ts';
import type { Taken } from './actions.ts';
import type { Measure } from './fitText.ts';
import { layoutOf, Picture } from './Picture.tsx';

export interface Drawn {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** The funnel as one SVG that needs nothing from outside: fonts, colours and rules stand in it. */
export async function drawPicture(taken: Taken): Promise<Drawn> {
  const { definition, answer, timezone, view } = taken;
  const zone = timezone.replaceAll('_', ' ');
  const days = {
    start: answer.date_range.start.slice(0, 10),
    end: answer.date_range.end.slice(0, 10),
  };
  const fonts = await embeddedFonts();
  const svg = render(
    <Picture
      title={definition.name}
      days={`${spanInWords(days, '')}, ${zone}`}
      asOf={`As of ${instantIn(timezone, answer.as_of, 'moment')}, ${
        answer.meta.exact && !answer.meta.partial ? 'counted exactly' : 'not complete'
      }`}
      funnel={funnelFrom(answer)}
      noun={nounFor(definition.count_by)}
      view={view}
      measure={canvasMeasure()}
    />,
  );
  const { width, height } = layoutOf(answer.stages.length, view);
  const style = `<style>${escaped([fonts, tokens(), ...rulesFor(svg)].join('\n'))}</style>`;
  const text = new XMLSerializer().serializeToString(svg);
  const start = text.indexOf('>') + 1;
  return { svg: text.slice(0, start) + style + text.slice(start), width, height };
}

const escaped = (css: string): string => css.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function render(picture: JSX.Element): SVGSVGElement {
  const holder = document.createElement('div');
  const root = createRoot(holder);
  flushSync(() => root.render(picture));
  const svg = holder.querySelector('svg');
  if (svg === null) throw new Error('nothing was drawn');
  const copy = svg.cloneNode(true) as SVGSVGElement;
  root.unmount();
  return copy;
}

function canvasMeasure(): Measure {
  const context = document.createElement('canvas').getContext('2d');
  return (text, font) => {
    if (context === null) return text.length * 7;
    context.font = font;
    // Figures are all as wide as a zero where they line up.
    return context.measureText(text.replaceAll(/\d/g, '0')).width;
  };
}

const colours = [
  ...['--panel', '--raise', '--line', '--line-faint', '--ink', '--ink-2', '--ink-3'],
  ...['--s1', '--s2', '--s3', '--s4', '--s5', '--leak', '--leak-ink'],
];

/** The colours as they are shown now, light or dark. */
function tokens(): string {
  const probe = document.createElement('span');
  document.body.append(probe);
  const computed = getComputedStyle(probe);
  const resolved = colours.map((name) => {
    probe.style.color = `var(${name})`;
    return `${name}:${computed.color}`;
  });
  const numbers = ['--fall-near', '--fall-half'].map((name) =>
    `${name}:${computed.getPropertyValue(name)}`
  );
  probe.remove();
  return `svg{${[...resolved, ...numbers].join(';')};font-family:Inter,sans-serif}`;
}

/** The page's own rules for what is in the picture, so that it looks as on the page. */
function rulesFor(svg: SVGSVGElement): readonly string[] {
  const found: string[] = [];
  const look = (rules: CSSRuleList): void => {
    for (const rule of rules) {
      if ('selectorText' in rule) {
        const { selectorText, cssText } = rule as CSSStyleRule;
        if (!selectorText.includes('*') && matches(svg, selectorText)) found.push(cssText);
      } else if ('cssRules' in rule && !('conditionText' in rule)) {
        look((rule as CSSGroupingRule).cssRules);
      }
    }
  };
  for (const sheet of document.styleSheets) look(sheet.cssRules);
  return found;
}

function matches(svg: SVGSVGElement, selector: string): boolean {
  try {
    return svg.matches(selector) || svg.querySelector(selector) !== null;
  } catch {
    return false;
  }
}

/** The page has loaded its fonts already: they come from the cache. */
async function embeddedFonts(): Promise<string> {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel=preload][as=font]')];
  const faces = await Promise.all(links.map(async ({ href }) => {
    const answer = await fetch(href);
    const family = href.includes('InterDisplay') ? 'Inter Display' : 'Inter';
    return `@font-face{font-family:'${family}';font-weight:400 700;src:url(${await asData(
      await answer.blob(),
    )})}`;
  }));
  return faces.join('\n');
}

const asData = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
