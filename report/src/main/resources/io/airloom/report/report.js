'use strict';
// Makes the panels of the page alive: frames one by one, a closer look at any time, what lies under
// the pointer. Without it the page says the same, drawn coarser. Texts go into textContent only.
(() => {
  const LIST_ROWS = 200;
  const KINDS = 5;
  const BEACON = 0, DATA = 3;
  const MIN_SPAN = 20e-6;

  const column = (text, Type) => {
    const octets = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    return new Type(octets.buffer);
  };
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const plain = value => String(+value.toPrecision(6));
  const seconds = (t, span) => t.toFixed(clamp(Math.ceil(2 - Math.log10(span)), 2, 6)) + ' s';
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const svg = (tag, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  };
  // The first place whose value is not below what is looked for.
  const firstAt = (sorted, value) => {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1; else high = middle;
    }
    return low;
  };
  const step = (span, marks) => {
    const least = span / marks, power = 10 ** Math.floor(Math.log10(least));
    return [1, 2, 5, 10].find(times => times * power >= least * 0.999) * power;
  };

  class Frames {
    constructor(data) {
      this.words = data.words;
      this.nodes = data.nodes;
      this.word = column(data.word, Uint16Array);
      this.octets = column(data.octets, Uint16Array);
      this.node = column(data.node, Uint8Array);
      this.times = Float64Array.from(column(data.times, Uint32Array), t => t * data.tick);
      const ofNode = data.nodes.map(() => []);
      this.node.forEach((node, i) => ofNode[node].push(i));
      this.ofNode = ofNode.map(places => Uint32Array.from(places));
      this.timesOfNode = this.ofNode.map(places => Float64Array.from(places, i => this.times[i]));
    }
    kind(i) { return this.words[this.word[i]][0]; }
    text(i) { return this.words[this.word[i]][1]; }
    fate(i) { return this.words[this.word[i]][2]; }
    isLost(i) { return this.words[this.word[i]][3]; }
  }

  class Panel {
    constructor(root) {
      this.root = root;
      this.panel = root.querySelector('.panel');
      const data = JSON.parse(root.querySelector('script.data').textContent);
      this.span = data.span;
      this.plots = data.plots;
      this.frames = data.frames ? new Frames(data.frames) : null;
      this.from = 0;
      this.length = this.span;
      this.canvases = [];
      for (const lane of this.panel.querySelectorAll('.lane.frames')) {
        const canvas = make('canvas', '');
        canvas.setAttribute('aria-hidden', 'true');
        lane.querySelector('.area').append(canvas);
        this.canvases.push({canvas, node: +lane.dataset.node});
      }
      this.cursor = make('div', 'cursor');
      this.picked = make('div', 'picked');
      this.tip = make('div', 'tip');
      for (const element of [this.cursor, this.picked, this.tip]) {
        element.hidden = true;
        this.panel.append(element);
      }
      this.panel.classList.add('alive');
      this.panel.tabIndex = 0;
      this.panel.setAttribute('aria-label',
          'What happened when. Arrow keys go earlier and later, plus and minus look closer and farther, 0 shows all.');
      this.listen();
      this.show(0, this.span);
    }

    listen() {
      const buttons = this.root.querySelector('.buttons');
      buttons.hidden = false;
      buttons.addEventListener('click', event => {
        const what = event.target.dataset.do;
        if (what) this.move(what);
      });
      this.panel.addEventListener('keydown', event => {
        const keys = {ArrowLeft: 'left', ArrowRight: 'right', '+': 'in', '=': 'in', '-': 'out', 0: 'all'};
        if (event.target === this.panel && keys[event.key]) {
          event.preventDefault();
          this.move(keys[event.key]);
        }
      });
      this.panel.addEventListener('pointermove', event => this.over(event));
      this.panel.addEventListener('pointerleave', () => this.leave());
      this.panel.addEventListener('pointerdown', event => {
        const area = event.target.closest('.area');
        if (area && event.button === 0 && event.pointerType !== 'touch') {
          this.grab = this.timeAt(area, event);
          this.panel.setPointerCapture(event.pointerId);
          event.preventDefault();
          this.panel.focus({preventScroll: true});
        }
      });
      this.panel.addEventListener('pointerup', event => this.release(event));
      this.panel.addEventListener('dblclick', () => this.move('all'));
      this.panel.addEventListener('wheel', event => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          const middle = this.timeAt(this.panel.querySelector('.area'), event);
          this.zoom(event.deltaY > 0 ? 1.25 : 0.8, middle);
        } else if (event.deltaX && this.length < this.span) {
          event.preventDefault();
          this.show(this.from + event.deltaX / 600 * this.length, this.length);
        }
      }, {passive: false});
      const redraw = () => this.draw();
      new ResizeObserver(redraw).observe(this.panel);
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
      this.root.querySelector('details.frames')?.addEventListener('toggle', () => this.list());
    }

    move(what) {
      switch (what) {
        case 'left': this.show(this.from - this.length / 4, this.length); break;
        case 'right': this.show(this.from + this.length / 4, this.length); break;
        case 'in': this.zoom(0.5, this.from + this.length / 2); break;
        case 'out': this.zoom(2, this.from + this.length / 2); break;
        default: this.show(0, this.span);
      }
    }

    zoom(factor, middle) {
      const share = (middle - this.from) / this.length;
      const length = clamp(this.length * factor, MIN_SPAN, this.span);
      this.show(middle - share * length, length);
    }

    show(from, length) {
      this.length = clamp(length, Math.min(MIN_SPAN, this.span), this.span);
      this.from = clamp(from, 0, this.span - this.length);
      const percent = t => (t - this.from) / this.length * 100;
      for (const view of this.panel.querySelectorAll('.view')) {
        view.setAttribute('viewBox', `${this.from} 0 ${this.length} 100`);
      }
      for (const bar of this.panel.querySelectorAll('.step')) {
        // A bar that began before keeps its text in sight.
        const begin = clamp(percent(+bar.dataset.t), 0, 200);
        const end = percent(+bar.dataset.t + +bar.dataset.d);
        bar.setAttribute('x', begin + '%');
        bar.setAttribute('width', Math.max(0.25, Math.min(end, 100) - begin) + '%');
        bar.style.display = end < 0 || begin >= 100 ? 'none' : '';
      }
      this.marks(percent);
      this.draw();
      this.list();
    }

    marks(percent) {
      const width = this.panel.clientWidth;
      const each = step(this.length, clamp(width / 110, 3, 12));
      const times = [];
      for (let n = Math.ceil(this.from / each); n * each <= this.from + this.length; n++) {
        if (percent(n * each) < 98.5) times.push(n * each);
      }
      for (const group of this.panel.querySelectorAll('.times')) {
        const onAxis = group.closest('.axis');
        group.replaceChildren(...times.map(t => {
          const x = percent(t) + '%';
          if (!onAxis) return svg('line', {x1: x, x2: x, y1: 0, y2: '100%'});
          const text = svg('text', {x, y: 14});
          text.textContent = plain(t) + ' s';
          if (percent(t) < 1) text.setAttribute('class', 'first');
          return text;
        }));
      }
    }

    draw() {
      if (!this.frames) return;
      const style = getComputedStyle(this.panel);
      const probe = make('i', '');
      this.panel.append(probe);
      const resolve = name => {
        probe.style.color = `var(${name})`;
        return getComputedStyle(probe).color;
      };
      const kinds = Array.from({length: KINDS}, (_, kind) => resolve('--k' + kind));
      const bad = resolve('--bad');
      probe.remove();
      if (style.display === 'none') return;
      const lanes = this.canvases.map(({canvas, node}) => this.lane(canvas, node));
      const most = Math.max(1, ...lanes.map(lane => lane.most));
      const few = lanes.every(lane => lane.count < lane.width / 3);
      for (const lane of lanes) {
        if (lane.width > 0) this.paint(lane, few, most, kinds, bad);
      }
    }

    lane(canvas, node) {
      const ratio = devicePixelRatio || 1;
      const width = canvas.clientWidth, height = canvas.clientHeight;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      const context = canvas.getContext('2d');
      context.scale(ratio, ratio);
      const times = this.frames.timesOfNode[node];
      const first = firstAt(times, this.from), end = firstAt(times, this.from + this.length * 1.0001);
      const bins = Math.ceil(width / 2) || 1;
      const counts = new Uint32Array(bins * (KINDS + 1));
      let most = 0;
      for (let at = first; at < end; at++) {
        const i = this.frames.ofNode[node][at];
        const bin = Math.min(bins - 1, Math.floor((times[at] - this.from) / this.length * bins));
        counts[bin * (KINDS + 1) + this.frames.kind(i)]++;
        if (this.frames.isLost(i)) counts[bin * (KINDS + 1) + KINDS]++;
      }
      for (let bin = 0; bin < bins; bin++) {
        let sum = 0;
        for (let kind = 0; kind < KINDS; kind++) sum += counts[bin * (KINDS + 1) + kind];
        most = Math.max(most, sum);
      }
      return {context, node, width, height, first, end, count: end - first, counts, bins, most};
    }

    paint(lane, few, most, kinds, bad) {
      const {context, width, height, counts, bins} = lane;
      const floor = height - 4, room = height - 7;
      if (few) {
        for (let at = lane.first; at < lane.end; at++) {
          const i = this.frames.ofNode[lane.node][at];
          const x = (this.frames.times[i] - this.from) / this.length * width;
          const tall = room * clamp(0.3 + 0.7 * Math.log2(1 + this.frames.octets[i] / 32) / 6, 0.3, 1);
          context.fillStyle = this.frames.isLost(i) ? bad : kinds[this.frames.kind(i)];
          context.fillRect(Math.round(x) - 1, floor - tall, 2.5, tall);
        }
        return;
      }
      for (let bin = 0; bin < bins; bin++) {
        const place = bin * (KINDS + 1);
        let sum = 0;
        for (let kind = 0; kind < KINDS; kind++) sum += counts[place + kind];
        if (sum === 0) continue;
        const scale = Math.max(2, Math.sqrt(sum / most) * room) / sum;
        let y = floor;
        for (let kind = 0; kind < KINDS; kind++) {
          const tall = counts[place + kind] * scale;
          if (tall === 0) continue;
          context.fillStyle = kinds[kind];
          context.fillRect(bin * 2, y - tall, 2, tall);
          y -= tall;
        }
        if (counts[place + KINDS] > 0) {
          context.fillStyle = bad;
          context.fillRect(bin * 2 - 0.5, floor + 0.5, 3, 3.5);
        }
      }
    }

    timeAt(area, event) {
      const box = area.getBoundingClientRect();
      return this.from + clamp((event.clientX - box.left) / box.width, 0, 1) * this.length;
    }

    over(event) {
      const any = this.panel.querySelector('.area');
      const box = any.getBoundingClientRect(), outer = this.panel.getBoundingClientRect();
      const t = this.timeAt(any, event);
      const place = time => box.left - outer.left + (time - this.from) / this.length * box.width;
      if (this.grab !== undefined) {
        const from = Math.min(this.grab, t), to = Math.max(this.grab, t);
        this.picked.hidden = false;
        this.picked.style.left = place(from) + 'px';
        this.picked.style.width = place(to) - place(from) + 'px';
      }
      const inside = event.clientX >= box.left - 1 && event.clientX <= box.right + 1;
      this.cursor.hidden = this.tip.hidden = !inside;
      if (!inside) return;
      this.cursor.style.left = place(t) + 'px';
      const lane = document.elementFromPoint(event.clientX, event.clientY)?.closest('.lane');
      this.tip.textContent = [seconds(t, this.length), ...this.said(lane, t, box.width)].join('\n');
      const right = place(t) > outer.width - this.tip.offsetWidth - 30;
      this.tip.style.left = place(t) + (right ? -this.tip.offsetWidth - 12 : 12) + 'px';
      this.tip.style.top = event.clientY - outer.top + 14 + 'px';
    }

    said(lane, t, width) {
      if (lane?.dataset.node !== undefined && this.frames) {
        const node = +lane.dataset.node;
        const times = this.frames.timesOfNode[node];
        const after = firstAt(times, t);
        const near = [after - 1, after].filter(at => at >= 0 && at < times.length)
            .sort((a, b) => Math.abs(times[a] - t) - Math.abs(times[b] - t))[0];
        if (near === undefined || Math.abs(times[near] - t) > this.length / width * 8) return [];
        const i = this.frames.ofNode[node][near];
        return [this.frames.nodes[node] + ': ' + this.frames.text(i),
          'at ' + times[near].toFixed(6) + ' s, ' + this.frames.octets[i] + ' octets',
          this.frames.fate(i)].filter(line => line !== '');
      }
      if (lane?.dataset.plot !== undefined) {
        const plot = this.plots[+lane.dataset.plot];
        return plot.series.flatMap(line => {
          if (line.lengths) {
            const here = line.v.filter((_, i) => line.t[i] <= t && t <= line.t[i] + line.lengths[i]);
            return here.length === 0 ? [] : [`${line.name}: ${plain(Math.min(...here))} to ${plain(Math.max(...here))} ${plot.unit}`];
          }
          const after = firstAt(line.t, t);
          const near = after > 0 && (after === line.t.length || t - line.t[after - 1] < line.t[after] - t)
            ? after - 1 : after;
          const reach = line.dots ? this.length / width * 12 : Math.max(1, this.length / 50);
          return Math.abs(line.t[near] - t) > reach ? [] : [`${line.name}: ${plain(line.v[near])} ${plot.unit}`];
        });
      }
      const bar = lane?.querySelectorAll('.step') ?? [];
      return [...bar].filter(b => +b.dataset.t <= t && t <= +b.dataset.t + +b.dataset.d)
          .map(b => b.querySelector('title').textContent).slice(0, 6);
    }

    leave() {
      this.cursor.hidden = this.tip.hidden = true;
    }

    release(event) {
      if (this.grab === undefined) return;
      const t = this.timeAt(this.panel.querySelector('.area'), event);
      const from = Math.min(this.grab, t), length = Math.abs(t - this.grab);
      this.grab = undefined;
      this.picked.hidden = true;
      if (length > this.length / 200) this.show(from, length);
    }

    // The table below: every frame in sight, or those that tell the most if there are too many.
    list() {
      const details = this.root.querySelector('details.frames');
      if (!this.frames || !details?.open) return;
      const {times, node, nodes, octets} = this.frames;
      const first = firstAt(times, this.from), end = firstAt(times, this.from + this.length * 1.0001);
      const all = end - first <= LIST_ROWS;
      const rows = [];
      const beaconed = new Set();
      for (let i = first; i < end && rows.length < LIST_ROWS; i++) {
        const kind = this.frames.kind(i);
        const repeats = kind === BEACON ? beaconed.has(node[i]) : kind >= DATA && !this.frames.isLost(i);
        if (kind === BEACON) beaconed.add(node[i]);
        if (all || !repeats) rows.push(i);
      }
      details.querySelector('summary small').textContent =
          `${rows.length.toLocaleString('en')} of ${(end - first).toLocaleString('en')} in sight`
          + (all ? '' : ', without repeated beacons and data; look closer to see all');
      details.querySelector('tbody').replaceChildren(...rows.map(i => {
        const row = make('tr', this.frames.isLost(i) ? 'lost' : '');
        const said = make('td', 'dotted');
        said.append(make('i', 'dot k' + this.frames.kind(i)), this.frames.text(i));
        row.append(make('td', 'number', times[i].toFixed(6) + ' s'), make('td', '', nodes[node[i]]), said,
            make('td', 'number', octets[i]), make('td', '', this.frames.fate(i)));
        return row;
      }));
    }
  }

  const alive = root => {
    if (!root.dataset.alive && root.querySelector('.panel')) {
      root.dataset.alive = 'yes';
      new Panel(root);
    }
  };
  for (const run of document.querySelectorAll('.run')) {
    if (run.localName !== 'details' || run.open) alive(run);
    run.addEventListener('toggle', event => {
      if (event.target === run && run.open) alive(run);
    });
  }
  const opened = () => {
    const target = document.getElementById(location.hash.slice(1));
    const run = target?.closest('details.run');
    if (run && !run.open) {
      run.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', opened);
  opened();
})();
