// What axe does not see, measured on the page as it stands: returns a list of faults in words.
// It opens what is folded, so that everything there is gets measured.
(buttonsAreAtLeast) => {
  const faults = [];
  const say = (what, element) => faults.push(element ? `${what}: ${name(element)}` : what);
  const name = (element) => {
    const words = (element.textContent || element.value || element.name || "").trim().replace(/\s+/g, " ").slice(0, 50);
    return `<${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ""} class="${element.className}"> ${words}`;
  };
  for (const folded of document.querySelectorAll("details")) folded.open = true;

  // The page as a whole.
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
    say(`scrolls sideways, ${root.scrollWidth} in ${innerWidth}`, wide.at(-1) || root);
  }
  if (!root.lang) say("has no language");
  if (!document.title.replace("· mentortrain", "").trim()) say("has no title");
  for (const tag of ["h1", "main"]) {
    const count = document.querySelectorAll(tag).length;
    if (count !== 1) say(`has ${count} ${tag}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) say(`has the id ${id} twice`);

  // Targets: 24 pixels for all but links inside a sentence, more for buttons and navigation.
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isClipped(one);
  const clipped = new Map([[document.body, false]]);
  const isClipped = (one) => {
    if (!clipped.has(one)) clipped.set(one, getComputedStyle(one).clipPath !== "none" || isClipped(one.parentElement));
    return clipped.get(one);
  };
  const area = (one) => {
    if (one.matches("input[type=radio], input[type=checkbox]")) return (one.closest("label") || one).getBoundingClientRect();
    const after = getComputedStyle(one, "::after");
    if (after.content !== "none" && after.position === "absolute" && after.top === "0px" && after.bottom === "0px")
      return one.offsetParent.getBoundingClientRect(); // the link fills its whole row
    return one.getBoundingClientRect();
  };
  const isInSentence = (one) =>
    getComputedStyle(one).display === "inline" &&
    [...one.parentElement.childNodes].some((node) => node !== one && node.nodeType === 3 && node.textContent.trim());
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  for (const one of document.querySelectorAll(targets)) {
    if (!isSeen(one) || one.matches("pre") || (one.matches("a") && isInSentence(one))) continue;
    const { width, height } = area(one);
    const least = one.matches("button, .button, nav a") ? buttonsAreAtLeast : 24;
    if (width + 0.5 < least || height + 0.5 < least) say(`is ${Math.round(width)} by ${Math.round(height)}, not ${least}`, one);
  }

  // Words right below a button look like part of it.
  for (const form of document.querySelectorAll("main form")) {
    const [next, last] = [form.nextElementSibling, [...form.querySelectorAll("button")].at(-1)];
    if (!next || !next.matches("p:not(.actions)") || !last || !isSeen(next) || !isSeen(last)) continue;
    const gap = next.getBoundingClientRect().top - last.getBoundingClientRect().bottom;
    if (gap >= 0 && gap < 8) say(`stands ${Math.round(gap)} above what follows, not 8`, last);
  }

  // Contrast: WCAG 2.2, 1.4.3. Colours are painted on a pixel, whatever notation the style has.
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const paint = (colour) => {
    if (!known.has(colour)) {
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = colour;
      pixel.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((part, at) => part * a + under[at] * (1 - a));
  const ground = (one) => {
    const sheets = [];
    for (let at = one; at; at = at.parentElement) {
      const sheet = paint(getComputedStyle(at).backgroundColor);
      sheets.push(sheet);
      if (sheet[3] === 1) break;
      if (at.matches(":popover-open")) break;
    }
    return sheets.reduceRight((under, sheet) => over(sheet, under), paint(getComputedStyle(root).backgroundColor));
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => ((part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const isOff = (one) => one.closest("[disabled], [aria-disabled=true]");
  const veiled = (one) => {
    let opacity = 1;
    for (let at = one; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  };
  const measure = (one, style, words) => {
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const below = ground(one);
    const [r, g, b, a] = paint(style.color);
    const found = contrast(over([r, g, b, a * veiled(one)], below), below);
    if (found < least - 0.005) say(`has contrast ${found.toFixed(2)}, not ${least} (${words})`, one);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const measured = new Set();
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || measured.has(one) || one.closest("svg, script, option, datalist")) continue;
    measured.add(one);
    if (isSeen(one) && !isOff(one)) measure(one, getComputedStyle(one), "text");
  }
  for (const one of document.body.querySelectorAll("*:not(option)")) {
    if (isOff(one) || !isSeen(one)) continue;
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(one, part);
      if (/^"[^"]*\w/.test(style.content)) measure(one, style, part);
    }
    if (one.matches("select, textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])"))
      measure(one, getComputedStyle(one), "what is entered");
    if (one.placeholder) measure(one, getComputedStyle(one, "::placeholder"), "placeholder");
  }
  return faults;
}
