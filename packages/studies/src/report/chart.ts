import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { escape, html, Html, idOf, nothing } from "./html.js";
import type { Panel, Series } from "./series.js";

/** What is used of the document that charts are drawn into. */
interface Element {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  querySelector(selector: string): { remove(): void } | null;
}

export const WIDTH = 430;

/** The text under a chart's id: a name, and what the chart shows for those who do not see it. */
interface Words {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** One chart as inline SVG, drawn without a browser and the same to the byte every time. */
export function chart(words: Words, options: Plot.PlotOptions): Html {
  const svg = draw({ width: WIDTH, ...options, className: "chart" });
  const ids = { title: `${words.id}-title`, text: `${words.id}-text` };
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", ids.title);
  svg.setAttribute("aria-describedby", ids.text);
  const names = `<title id="${ids.title}">${escape(words.title)}</title><desc id="${ids.text}">${escape(words.text)}</desc>`;
  return new Html(svg.outerHTML.replace(/^<svg[^>]*>/, (tag) => tag + names));
}

/** The figure of several panels, with its legend and caption. */
export function figure(
  title: string,
  legend: Html,
  panels: readonly { title: string; svg: Html }[],
  caption: string,
): Html {
  return html`<figure>
    <h3>${title}</h3>
    ${legend}
    <div class="panels${panels.length === 1 ? " single" : ""}">
      ${panels.map(
        ({ title, svg }) =>
          html`<div class="panel">
            <h4>${title}</h4>
            ${svg}
          </div> `,
      )}
    </div>
    <figcaption>${caption}${panels.length > 1 ? " All panels have one scale." : ""}</figcaption>
  </figure> `;
}

/** Every optimizer's line and symbol, drawn as in the charts. */
export function legend([{ series }]: readonly Panel[]): Html {
  const key = (one: Series): Html => {
    const svg = draw({
      className: "key",
      width: 34,
      height: 16,
      margin: 0,
      axis: null,
      x: { domain: [0, 2] },
      y: { domain: [0, 2] },
      marks: [
        Plot.line([0.1, 1.9], { x: (x: number) => x, y: 1, ...lineStyle(one) }),
        Plot.dot([1], { x: 1, y: 1, ...dotStyle(one) }),
      ],
    });
    svg.setAttribute("aria-hidden", "true");
    return new Html(svg.outerHTML);
  };
  return html`<ul class="legend">
    ${series.map((one) => html`<li>${key(one)}${one.name}</li>`)}
  </ul>`;
}

/** The reference is drawn first, wide and pale, so that a curve on top of it leaves it to be seen. */
export function lineStyle({ color, reference }: Series): {
  stroke: string;
  strokeWidth: number;
  strokeOpacity: number;
} {
  return { stroke: color, strokeWidth: reference ? 5 : 2, strokeOpacity: reference ? 0.4 : 1 };
}

export function dotStyle({ color, symbol }: Series): { fill: string; symbol: Series["symbol"]; r: number } {
  return { fill: color, symbol, r: 3.6 };
}

/** The reference first, then the others. */
export function inDrawingOrder(series: readonly Series[]): Series[] {
  return [...series.filter(({ reference }) => reference), ...series.filter(({ reference }) => !reference)];
}

/** "nlr, stay: identical to sgd, bit for bit." as a remark under a panel, where it is so. */
export function identicalText({ series }: Panel): string {
  const same = series.filter(({ identical }) => identical).map(({ name }) => name);
  const reference = series.find(({ reference }) => reference)?.name ?? "the reference";
  return same.length === 0 ? "" : `${same.join(", ")}: identical to ${reference}, bit for bit.`;
}

export function remark(text: string): Html {
  return text ? html`<p class="soft">${text}</p>` : nothing;
}

export function chartId(preset: string, chartName: string, index: number): string {
  return idOf(`${chartName}-${index}`, preset);
}

function draw(options: Plot.PlotOptions): Element {
  const { document } = parseHTML("<!doctype html><html><body></body></html>") as unknown as { document: unknown };
  const svg = Plot.plot({ ...options, document }) as unknown as Element;
  svg.querySelector("style")?.remove();
  svg.removeAttribute("aria-label");
  return svg;
}
