'use strict';
// Draws the shots that are in sight and a little more, however many there are: rows are laid out by arithmetic, elements exist for few.

glassine.grid = (function () {
  const gap = 12;
  const caption = 46;
  const heading = 44;
  const margin = 800;
  const grid = document.getElementById('grid');
  const drawn = new Map();
  let list = [];
  let rows = [];
  let rowOf = [];
  let columns = 1;
  let size = 200;
  let active = 0;
  let grouped = true;
  let waiting = false;

  /** Shows these shots; `isGrouped` puts each folder under a heading. The shot that was active stays so, where it is among them. */
  function show(shots, isGrouped) {
    const old = list[active];
    list = shots;
    // Where everything lies in the top folder, there is nothing to tell apart.
    grouped = isGrouped && shots.some(shot => shot.folder !== '');
    active = Math.max(0, old ? list.indexOf(old) : 0);
    layOut();
  }

  function layOut() {
    const width = grid.clientWidth;
    const narrow = width < 520;
    const wanted = narrow ? Math.min(size, (width - gap) / 2) : size;
    columns = Math.max(1, Math.floor((width + gap) / (wanted + gap)));
    const cell = (width - gap * (columns - 1)) / columns;
    const height = Math.round(cell * 0.75) + caption;
    rows = [];
    rowOf = new Array(list.length);
    let top = 0;
    let place = 0;
    while (place < list.length) {
      const folder = list[place].folder;
      let end = list.length;
      if (grouped) {
        end = place + 1;
        while (end < list.length && list[end].folder === folder) end += 1;
        rows.push({ top, height: heading, folder, count: end - place });
        top += heading;
      }
      for (; place < end; place += columns) {
        const last = Math.min(place + columns, end);
        for (let index = place; index < last; index += 1) rowOf[index] = rows.length;
        rows.push({ top, height, first: place, last });
        top += height + gap;
      }
      place = end;
    }
    grid.style.height = top + 'px';
    grid.style.setProperty('--columns', columns);
    for (const element of drawn.values()) element.remove();
    drawn.clear();
    draw();
  }

  /** The first row that ends below a place. */
  function rowAt(place) {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle].top + rows[middle].height < place) low = middle + 1; else high = middle;
    }
    return low;
  }

  function draw() {
    waiting = false;
    const top = -grid.getBoundingClientRect().top;
    const first = rowAt(top - margin);
    const wanted = new Set();
    for (let row = first; row < rows.length && rows[row].top < top + window.innerHeight + margin; row += 1) wanted.add(row);
    // What has the focus must not go, or the keyboard would be lost; and there is always one that the tab key reaches.
    if (list.length) wanted.add(rowOf[active]);
    for (const [row, element] of drawn) {
      if (!wanted.has(row)) { element.remove(); drawn.delete(row); }
    }
    for (const row of [...wanted].sort((left, right) => left - right)) {
      if (drawn.has(row)) continue;
      const element = rows[row].folder === undefined ? shotsRow(rows[row]) : headingRow(rows[row]);
      element.style.top = rows[row].top + 'px';
      element.style.height = rows[row].height + 'px';
      drawn.set(row, element);
      // In the order of the page, for screen readers.
      let before = null;
      for (const [other, sibling] of drawn) if (other > row && (before === null || other < before.row)) before = { row: other, sibling };
      grid.insertBefore(element, before ? before.sibling : null);
    }
  }

  function later() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  }

  function make(name, className, text) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function headingRow(row) {
    const element = make('div', 'row heading');
    element.setAttribute('role', 'listitem');
    const title = make('h2');
    title.append(make('bdi', '', row.folder || 'top folder'), make('span', 'faint', ' ' + glassine.words.count(row.count)));
    element.append(title);
    return element;
  }

  function shotsRow(row) {
    const element = make('div', 'row');
    element.setAttribute('role', 'presentation');
    for (let index = row.first; index < row.last; index += 1) element.append(cell(list[index], index));
    return element;
  }

  function cell(shot, index) {
    const item = make('div', 'cell');
    item.setAttribute('role', 'listitem');
    item.setAttribute('aria-setsize', list.length);
    item.setAttribute('aria-posinset', index + 1);
    const link = make('a');
    link.href = '#/' + shot.id;
    link.dataset.index = index;
    link.tabIndex = index === active ? 0 : -1;
    const frame = make('span', 'frame');
    if (shot.picture) {
      const image = make('img');
      image.src = 'thumbnails/' + shot.picture + '.jpg';
      image.alt = describe(shot);
      image.decoding = 'async';
      image.draggable = false;
      image.onerror = () => image.replaceWith(make('span', 'bare', 'picture is missing'));
      frame.append(image);
    } else {
      frame.append(make('span', 'bare', shot.error ? 'cannot be read' : 'no picture inside'));
    }
    const badges = make('span', 'badges');
    if (shot.damage.length) badges.append(badge('damaged', '! damaged'));
    if (shot.restored) badges.append(badge('restored', '◧ restored'));
    frame.append(badges);
    const words = make('span', 'caption');
    words.append(make('bdi', 'name', shot.name), make('span', 'faint', shot.day || shot.camera || glassine.words.bytes(shot.size)));
    link.append(frame, words);
    link.title = shot.name;
    item.append(link);
    return item;
  }

  function badge(kind, text) {
    const element = make('span', 'badge ' + kind);
    const [mark, word] = text.split(' ');
    const sign = make('span', '', mark);
    sign.setAttribute('aria-hidden', 'true');
    element.append(sign, make('span', 'hidden', word));
    element.title = word;
    return element;
  }

  /** What a picture is, as far as is known without looking at it. */
  function describe(shot) {
    const parts = ['Picture'];
    if (shot.camera) parts.push('by ' + shot.camera);
    if (shot.day) parts.push('of ' + shot.day);
    return parts.join(' ');
  }

  function activate(index, focus) {
    if (!list.length) return;
    active = Math.min(list.length - 1, Math.max(0, index));
    const row = rows[rowOf[active]];
    const start = grid.getBoundingClientRect().top + window.scrollY + row.top;
    const bar = document.querySelector('header').offsetHeight + gap;
    if (start - bar < window.scrollY) window.scrollTo(0, rowOf[active] <= 1 ? 0 : start - bar - (grouped ? heading : 0));
    else if (start + row.height > window.scrollY + window.innerHeight) window.scrollTo(0, start + row.height + gap - window.innerHeight);
    draw();
    for (const link of grid.querySelectorAll('a[tabindex="0"]')) link.tabIndex = -1;
    const link = grid.querySelector('a[data-index="' + active + '"]');
    if (!link) return;
    link.tabIndex = 0;
    if (focus) link.focus({ preventScroll: true });
  }

  /** The shot above (-1) or below (1), in the same column as far as there is one. */
  function vertical(step) {
    const row = rowOf[active];
    const column = active - rows[row].first;
    for (let other = row + step; other >= 0 && other < rows.length; other += step) {
      if (rows[other].folder === undefined) return Math.min(rows[other].first + column, rows[other].last - 1);
    }
    return active;
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !list.length) return;
    const page = Math.max(1, Math.floor(window.innerHeight / 250)) * columns;
    const places = {
      ArrowLeft: () => active - 1, ArrowRight: () => active + 1, ArrowUp: () => vertical(-1), ArrowDown: () => vertical(1),
      Home: () => 0, End: () => list.length - 1, PageUp: () => active - page, PageDown: () => active + page
    };
    if (!Object.hasOwn(places, event.key)) return;
    event.preventDefault();
    // The first arrow only shows where one is.
    const isInside = grid.contains(document.activeElement);
    activate(isInside ? places[event.key]() : active, true);
  }

  grid.addEventListener('focusin', event => {
    const link = event.target.closest('a[data-index]');
    if (!link) return;
    for (const other of grid.querySelectorAll('a[tabindex="0"]')) other.tabIndex = -1;
    link.tabIndex = 0;
    active = Number(link.dataset.index);
  });
  window.addEventListener('scroll', later, { passive: true });
  let width = 0;
  new ResizeObserver(() => {
    if (grid.clientWidth === width) { later(); return; }
    width = grid.clientWidth;
    layOut();
    activate(active, false);
  }).observe(grid);
  window.addEventListener('resize', later);

  return {
    show, key, activate, make,
    get list() { return list; },
    resize(cell) { size = cell; layOut(); activate(active, false); }
  };
})();
