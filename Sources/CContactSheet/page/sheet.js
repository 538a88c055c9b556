'use strict';
// Puts the parts together: what is wished for, what is shown, and the keys.

(function () {
  const element = id => document.getElementById(id);
  const filters = ['folder', 'camera', 'lens', 'keyword', 'tier', 'state', 'from', 'to'];
  const missing = [];
  let timer = 0;

  function wish() {
    const wish = { query: element('query').value.trim(), order: element('order').value };
    for (const name of filters) wish[name] = element('filter-' + name).value;
    return wish;
  }

  function update() {
    clearTimeout(timer);
    const current = wish();
    const shots = glassine.shots.find(current);
    glassine.grid.show(shots, current.order === 'path');
    const used = filters.filter(name => current[name]).length;
    element('filters-count').hidden = used === 0;
    element('filters-count').textContent = used;
    element('nothing').hidden = shots.length > 0 || !glassine.shots.isWhole || glassine.shots.count === 0;
    element('status').textContent = words(shots.length);
  }

  function words(found) {
    const { count, counted } = glassine.words;
    const all = glassine.shots.count;
    let text = found === all ? counted(all, 'picture') : count(found) + ' of ' + counted(all, 'picture');
    if (!glassine.shots.isWhole) text += ', reading ' + count(glassine.shots.head.shots);
    if (missing.length) text += '. These could not be read: ' + missing.join(', ');
    return text;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(update, 120);
  }

  /** Fills a list of choices with the values there are, and keeps what is chosen. */
  function fill(name, every, values) {
    const select = element('filter-' + name);
    const chosen = select.value;
    select.replaceChildren(new Option(every, ''));
    for (const [value, number] of values.slice(0, 5000)) {
      select.append(new Option((name === 'tier' ? glassine.words.tier(value)[0] : value) + ' (' + glassine.words.count(number) + ')', value));
    }
    select.value = chosen;
    if (select.value !== chosen) select.value = '';
    select.disabled = values.length === 0;
  }

  function fillAll() {
    const shots = glassine.shots;
    fill('folder', 'all folders', shots.values('folder'));
    fill('camera', 'all cameras', shots.values('camera'));
    fill('lens', 'all lenses', shots.values('lens'));
    fill('keyword', 'all keywords', shots.values('keywords', true));
    fill('tier', 'all tiers', shots.values('tier'));
  }

  function clear() {
    element('query').value = '';
    for (const name of filters) element('filter-' + name).value = '';
    update();
  }

  /** Shows the shots that match this alone. */
  glassine.wish = function (wanted) {
    element('query').value = '';
    for (const name of filters) element('filter-' + name).value = wanted[name] || '';
    update();
  };

  function showFilters(isShown) {
    element('filters').hidden = !isShown;
    element('filters-button').setAttribute('aria-expanded', String(isShown));
  }

  element('query').addEventListener('input', soon);
  element('search').addEventListener('submit', event => {
    event.preventDefault();
    update();
    glassine.grid.activate(0, true);
  });
  for (const name of filters) element('filter-' + name).addEventListener('change', update);
  element('order').addEventListener('change', update);
  element('cell').addEventListener('input', () => glassine.grid.resize(Number(element('cell').value)));
  element('clear').addEventListener('click', clear);
  element('nothing-clear').addEventListener('click', clear);
  element('filters-button').addEventListener('click', () => showFilters(element('filters').hidden));
  element('theme').addEventListener('click', () => glassine.theme.next());
  element('help-button').addEventListener('click', () => element('help').showModal());

  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || element('help').open) return;
    const isTyping = event.target.closest('input:not([type=range]), select, textarea') !== null;
    if (event.target === element('query') && event.key === 'Escape') {
      event.preventDefault();
      if (event.target.value) { event.target.value = ''; update(); } else glassine.grid.activate(0, true);
      return;
    }
    if (event.target === element('query') && event.key === 'ArrowDown') {
      event.preventDefault();
      update();
      glassine.grid.activate(0, true);
      return;
    }
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 't') return glassine.theme.next();
    if (glassine.viewer.isOpen) return glassine.viewer.key(event);
    if (event.key === '/') {
      event.preventDefault();
      element('query').focus();
      element('query').select();
    } else if (event.key === '?') {
      element('help').showModal();
    } else if (event.target === document.body || event.target.id === 'sheet' || element('grid').contains(event.target)) {
      glassine.grid.key(event);
    }
  });

  // Above the fold at once, everything else as it comes: drawn again after the first file of data, then now and then.
  let drawn = 0;
  glassine.theme.draw();
  glassine.shots.read(unread => {
    if (unread) missing.push(unread);
    const { head, count, isWhole } = glassine.shots;
    if (!unread && count === 0 && head.shots > 0) return;
    document.title = head.title || document.title;
    const rest = head.otherFiles ? ' ' + glassine.words.counted(head.otherFiles, 'other file') + ' of the archive hold no picture.' : '';
    element('colophon').textContent = 'Made by ' + (head.software || 'glassine') + ' from ' + (head.archive || 'an archive') + '.' + rest
      + ' The pictures are copies for reading; the originals come back with glassine restore.';
    if (!isWhole && !unread && count < 2 * drawn) return;
    drawn = count;
    fillAll();
    update();
    if (!glassine.viewer.isOpen) glassine.viewer.follow();
  });
  history.scrollRestoration = 'manual';
})();
