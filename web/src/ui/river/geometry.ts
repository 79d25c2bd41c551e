/**
 * The river's shape as pure numbers. A funnel flows along a straight upper edge; what leaves falls
 * out of the lower edge. Thickness is the count everywhere, so the picture is exact.
 */
export interface Flow {
  /** People at each stage. */
  readonly users: readonly number[];
  /** For each step: those who still have time, and those who left. */
  readonly waiting: readonly number[];
  readonly left: readonly number[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Fall {
  readonly path: string;
  /** Where its colour fades from and to, along the fall. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  /** The place for its number: under the fall, or at its end on a phone. */
  readonly label: number;
}

export interface River {
  readonly width: number;
  readonly height: number;
  readonly pillars: readonly Box[];
  readonly reaches: readonly Box[];
  readonly pools: readonly (Box | null)[];
  readonly falls: readonly (Fall | null)[];
  readonly outflow: Box;
  readonly pills: readonly { readonly x: number; readonly y: number }[];
  /** How far labels under the falls stand in from their column, and the width of a column. */
  readonly lead: number;
  readonly column: number;
}

const pillar = 4;
const overhang = 3;
const top = 8;
const leastFall = 112;
const tallest = 196;
/** What is not nothing stays visible. */
const thinnest = 1;

const round = (value: number): string => String(Math.round(value * 100) / 100);
const thickness = (n: number, scale: number): number => n > 0 ? Math.max(thinnest, n * scale) : 0;

/** Left to right, for pages wide enough for columns. */
export function river(flow: Flow, width: number): River {
  const stages = flow.users.length;
  const column = width / stages;
  const lead = Math.max(20, Math.min(62, column * 0.27));
  const entered = Math.max(flow.users[0] ?? 0, 1);
  const tall = tallestFor(flow, column, lead);
  const scale = tall / entered;
  const deep = top + tall + leastFall + Math.max(0, Math.min(64, (column - 227) * 0.28));
  const x = flow.users.map((_, index) => index * column);
  const heights = flow.users.map((n) => thickness(n, scale));
  const steps = heights.slice(1).map((next, index) => {
    const start = (x[index] ?? 0) + pillar;
    const waits = thickness(flow.waiting[index] ?? 0, scale);
    const leaves = thickness(flow.left[index] ?? 0, scale);
    const upper = top + next + waits;
    return {
      reach: { x: start - 0.5, y: top, width: column - pillar + 1, height: next },
      pool: waits > 0
        ? { x: start - 0.5, y: top + next, width: column * 0.82, height: waits }
        : null,
      fall: leaves > 0 ? fallDown(start, upper, leaves, lead, deep) : null,
      pill: { x: (x[index + 1] ?? 0) - 14, y: top + Math.max(next / 2, 4) },
    };
  });
  const last = heights.at(-1) ?? 0;
  return {
    width,
    height: deep,
    column,
    lead,
    pillars: heights.map((height, index) => ({
      x: x[index] ?? 0,
      y: top - overhang,
      width: pillar,
      height: height + 2 * overhang,
    })),
    reaches: steps.map((step) => step.reach),
    pools: steps.map((step) => step.pool),
    falls: steps.map((step) => step.fall),
    pills: steps.map((step) => step.pill),
    outflow: {
      x: (x.at(-1) ?? 0) + pillar - 0.5,
      y: top,
      width: column - pillar - 6,
      height: last,
    },
  };
}

/** As tall as asked, but never so tall that a fall would be wider than its column has room for. */
function tallestFor(flow: Flow, column: number, lead: number): number {
  const entered = Math.max(flow.users[0] ?? 0, 1);
  const widest = Math.max(...flow.left.map((n) => n / entered), 0.01);
  const roomy = Math.min(288, Math.max(tallest, tallest + (column - 227) * 0.4));
  return Math.min(roomy, Math.max(72, (column - lead - 16) / widest));
}

function fallDown(x: number, upper: number, w: number, lead: number, base: number): Fall {
  const lower = upper + w;
  const inner = x + lead;
  const outer = inner + w;
  const spread = Math.min(5, w * 0.08);
  const straight = Math.min(14, lead / 3);
  const bend = x + straight;
  const outerEnd = upper + (base - upper) * 0.62;
  const innerEnd = lower + (base - lower) * 0.62;
  const path = [
    `M${round(x)},${round(upper)}H${round(bend)}`,
    `C${round(bend + (outer - bend) * 0.62)},${round(upper)}`,
    `${round(outer)},${round(upper + (outerEnd - upper) * 0.3)} ${round(outer)},${round(outerEnd)}`,
    `L${round(outer + spread)},${round(base)}H${round(inner - spread)}`,
    `L${round(inner)},${round(innerEnd)}`,
    `C${round(inner)},${round(lower + (innerEnd - lower) * 0.22)}`,
    `${round(bend + (inner - bend) * 0.6)},${round(lower)} ${round(bend)},${round(lower)}`,
    `H${round(x)}Z`,
  ].join(' ');
  return { path, from: [x, upper], to: [x + 40, base], label: inner };
}

const phoneLead = 30;
/** A pill over a thin river stays clear of the stage's words at the left. */
const narrowestPill = 24;

export interface PhoneLayout {
  /** Where the river's straight left edge stands, and how wide everything is. */
  readonly left: number;
  readonly width: number;
  readonly stagePitch: number;
  /** Room at the right for the numbers of those who leave. */
  readonly numbers: number;
}

/** Top to bottom, for phones: what leaves flows out to the right and ends at its number. */
export function verticalRiver(flow: Flow, layout: PhoneLayout): River {
  const { left, width, stagePitch, numbers } = layout;
  const room = width - left - numbers - 26;
  const entered = Math.max(flow.users[0] ?? 0, 1);
  const widest = Math.max(...flow.left.map((n) => n / entered), 0.01);
  // A stream that leaves must fit between its stage and the next.
  const across = Math.min(room, 148, (stagePitch + 8 - phoneLead) / widest);
  const scale = across / entered;
  const y = flow.users.map((_, index) => top + index * stagePitch);
  const widths = flow.users.map((n) => thickness(n, scale));
  const end = width - numbers;
  const steps = widths.slice(1).map((next, index) => {
    const start = (y[index] ?? 0) + pillar;
    const waits = thickness(flow.waiting[index] ?? 0, scale);
    const leaves = thickness(flow.left[index] ?? 0, scale);
    const reach = { x: left, y: start - 0.5, width: next, height: stagePitch - pillar + 1 };
    return {
      reach,
      pool: waits > 0
        ? { ...reach, x: left + next, width: waits, height: stagePitch * 0.82 }
        : null,
      fall: leaves > 0 ? streamRight(left + next + waits, start, leaves, end) : null,
      pill: { x: left + Math.max(next / 2, narrowestPill), y: start + stagePitch * 0.62 },
    };
  });
  const lastY = y.at(-1) ?? 0;
  return {
    width,
    height: lastY + 52,
    column: stagePitch,
    lead: phoneLead,
    pillars: widths.map((across, index) => ({
      x: left - overhang,
      y: y[index] ?? 0,
      width: across + 2 * overhang,
      height: pillar,
    })),
    reaches: steps.map((step) => step.reach),
    pools: steps.map((step) => step.pool),
    falls: steps.map((step) => step.fall),
    pills: steps.map((step) => step.pill),
    outflow: { x: left, y: lastY + pillar - 0.5, width: widths.at(-1) ?? 0, height: 44 },
  };
}

function streamRight(near: number, y: number, w: number, end: number): Fall {
  const far = near + w;
  const straight = 6;
  const bend = y + straight;
  const upper = y + phoneLead;
  const lower = upper + w;
  const nearEnd = near + (end - near) * 0.66;
  const farEnd = far + (end - far) * 0.66;
  const path = [
    `M${round(near)},${round(y)}V${round(bend)}`,
    `C${round(near)},${round(bend + (lower - bend) * 0.62)}`,
    `${round(near + (nearEnd - near) * 0.3)},${round(lower)} ${round(nearEnd)},${round(lower)}`,
    `H${round(end)}V${round(upper)}H${round(farEnd)}`,
    `C${round(far + (farEnd - far) * 0.22)},${round(upper)}`,
    `${round(far)},${round(bend + (upper - bend) * 0.6)} ${round(far)},${round(bend)}`,
    `V${round(y)}Z`,
  ].join(' ');
  return { path, from: [near, y], to: [end, y], label: (upper + lower) / 2 };
}
