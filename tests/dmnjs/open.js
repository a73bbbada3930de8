// Open a DMN file in dmn-js in headless Chromium, look at each of its views, and tell on stdout what was seen.
//
//     node open.js <browser> <viewer | modeler> <file> <picture.png>

import { createRequire } from "node:module";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { chromium } from "playwright-core";

const [executablePath, program, file, picture] = process.argv.slice(2);

const SCRIPTS = { viewer: "dmn-navigated-viewer.production.min.js", modeler: "dmn-modeler.production.min.js" };
const STYLES = ["diagram-js.css", "dmn-js-shared.css", "dmn-js-drd.css", "dmn-js-decision-table.css",
  "dmn-js-decision-table-controls.css", "dmn-js-literal-expression.css", "dmn-js-boxed-expression.css",
  "dmn-js-boxed-expression-controls.css", "dmn-font/css/dmn-embedded.css"];
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const dist = join(dirname(createRequire(import.meta.url).resolve("dmn-js/package.json")), "dist");
const profile = await mkdtemp(join(tmpdir(), "dmnjs-"));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath, args: FLAGS, viewport: { width: 1600, height: 1000 },
});
try {
  const page = await browser.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  await browser.route(/^(?!data:|blob:|about:)/, (route) => {
    errors.push(`asks for ${route.request().url()}`);
    return route.abort();
  });
  await page.setContent('<div id="canvas" style="position: absolute; inset: 0; background: white"></div>');
  for (const style of STYLES) await page.addStyleTag({ path: join(dist, "assets", style) });
  await page.addScriptTag({ path: join(dist, SCRIPTS[program]) });

  const xml = await readFile(file, "utf-8");
  const views = await page.evaluate(async (xml) => {
    window.viewer = new window.DmnJS({ container: "#canvas" });
    const seen = [];
    const { warnings } = await window.viewer.importXML(xml, { open: false });
    seen.push({ type: "file", name: "", warnings: warnings.map((each) => each.message), text: "" });
    for (const view of window.viewer.getViews()) {
      const opened = await window.viewer.open(view);
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const text = document.querySelector("#canvas").textContent;
      seen.push({ type: view.type, name: view.name, warnings: opened.warnings.map((each) => each.message), text });
    }
    return seen;
  }, xml);

  const box = await page.evaluate(async () => {
    const drd = window.viewer.getViews().find((view) => view.type === "drd");
    if (!drd) return null;
    await window.viewer.open(drd);
    return window.viewer.getActiveViewer().get("canvas").viewbox().inner;
  });
  if (box) {
    const side = (length) => Math.min(Math.max(Math.ceil(length) + 80, 400), 6000);
    await page.setViewportSize({ width: side(box.width), height: side(box.height) });
    await page.evaluate(() => {
      const canvas = window.viewer.getActiveViewer().get("canvas");
      canvas.resized();
      canvas.zoom("fit-viewport", "auto");
    });
    await page.screenshot({ path: picture });
  }
  console.log(JSON.stringify({ views, errors }));
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
