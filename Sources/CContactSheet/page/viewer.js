'use strict';
// Shows one shot large, with its facts. The address says which, so that the back button closes it and links lead to it.

glassine.viewer = (function () {
  const element = id => document.getElementById(id);
  const make = glassine.grid.make;
  const dialog = element('viewer');
  const stage = element('stage');
  let shot = null;
  let frame = null;
  let isOwnEntry = false;
  let factsAreShown = window.innerWidth >= 800;

  function open(identity) {
    const found = glassine.shots.byIdentity(identity);
    if (!found) return false;
    if (!dialog.open) {
      dialog.showModal();
      stage.focus();
      document.documentElement.classList.add('viewing');
    }
    show(found);
    return true;
  }

  function show(next) {
    shot = next;
    const list = glassine.grid.list;
    const index = list.indexOf(shot);
    element('viewer-name').firstElementChild.textContent = shot.name;
    element('viewer-place').textContent = index < 0 ? '' : glassine.words.count(index + 1) + ' of ' + glassine.words.count(list.length);
    // Not `disabled`: a button that has the focus would lose it.
    element('previous').setAttribute('aria-disabled', String(index <= 0));
    element('next').setAttribute('aria-disabled', String(index < 0 || index >= list.length - 1));
    element('zoom').setAttribute('aria-pressed', 'false');
    element('zoom').disabled = !shot.picture;
    if (shot.picture) {
      frame = new glassine.Frame(stage, shot);
    } else {
      frame = null;
      stage.classList.remove('actual');
      stage.replaceChildren(make('p', 'notice', shot.error ? 'The picture cannot be had: ' + shot.error
        : 'This file holds no picture that can be shown' + (shot.without ? ': ' + shot.without : '.')));
    }
    stage.scrollTo(0, 0);
    element('facts').replaceChildren(...facts());
    element('facts').scrollTo(0, 0);
    drawFacts();
    ahead(list[index + 1]);
    ahead(list[index - 1]);
  }

  /** Neighbours are read beforehand, so that going on shows them at once. */
  function ahead(other) {
    if (other && other.picture) new Image().src = 'previews/' + other.picture + '.jpg';
  }

  function drawFacts() {
    dialog.classList.toggle('factless', !factsAreShown);
    element('facts-button').setAttribute('aria-expanded', String(factsAreShown));
    if (frame) frame.fit();
  }

  function facts() {
    const words = glassine.words;
    const list = make('dl');
    function add(name, ...values) {
      const given = values.filter(value => value);
      if (!given.length) return;
      list.append(make('dt', '', name));
      for (const value of given) {
        const item = make('dd');
        item.append(typeof value === 'string' ? make('bdi', '', value) : value);
        list.append(item);
      }
    }
    const tier = words.tier(shot.tier);
    add('Folder', shot.folder && link(shot.folder, 'folder'));
    add('Camera', shot.camera && link(shot.camera, 'camera'));
    add('Lens', shot.lens && link(shot.lens, 'lens'));
    add('Exposure', words.exposure(shot));
    add('Taken', shot.taken !== undefined && words.moment(shot.taken) + ' (the camera’s clock)');
    if (shot.keywords.length) {
      const chips = make('span', 'chips');
      for (const keyword of shot.keywords) chips.append(link(keyword, 'keyword'));
      add('Keywords', chips);
    }
    add('Sensor', shot.width && words.count(shot.width) + ' × ' + words.count(shot.height) + ' photosites');
    add('Size', words.bytes(shot.size) + (shot.stored ? ', ' + words.bytes(shot.stored) + ' in the archive' : ''));
    add('Kept as', tier[0] && strong(tier[0]), tier[1], shot.reason && 'because ' + shot.reason);
    add('Version', shot.version && String(shot.version));
    add('Last proof', ...words.proof(shot));
    if (shot.damage.length) add('Known damage', ...shot.damage.map(text => strong(text, 'bad')));
    add('Restored copy', shot.restored && 'made from the plain preview; the archive itself is never changed');
    add('File changed', shot.modified !== undefined && words.moment(shot.modified) + ' UTC');
    add('SHA-256', shot.sha256 && make('code', '', shot.sha256));
    return [list];
  }

  function strong(text, className) { return make('strong', className, text); }

  /** A value that, chosen, shows all shots that have it. */
  function link(text, filter) {
    const button = make('button', 'link');
    button.type = 'button';
    button.append(make('bdi', '', text));
    button.title = 'Show all of this ' + filter;
    button.addEventListener('click', () => {
      glassine.wish({ [filter]: text });
      close();
    });
    return button;
  }

  function go(step) {
    const list = glassine.grid.list;
    const next = list[list.indexOf(shot) + step];
    if (next && list.includes(shot)) location.replace('#/' + next.id);
  }

  function close() {
    if (!dialog.open) return;
    if (isOwnEntry) history.back(); else location.replace('#/');
  }

  function zoom() {
    if (!frame) return;
    frame.actual(!frame.isActual);
    element('zoom').setAttribute('aria-pressed', String(frame.isActual));
  }

  function toggleFacts() {
    factsAreShown = !factsAreShown;
    drawFacts();
  }

  /** Follows the address. */
  function follow() {
    const identity = location.hash.startsWith('#/') ? location.hash.slice(2) : '';
    if (identity && open(identity)) return;
    if (!dialog.open) return;
    dialog.close();
  }

  dialog.addEventListener('close', () => {
    document.documentElement.classList.remove('viewing');
    stage.replaceChildren();
    frame = null;
    isOwnEntry = false;
    const index = glassine.grid.list.indexOf(shot);
    if (index >= 0) glassine.grid.activate(index, true);
    shot = null;
  });
  // Escape goes the same way as the button, so that the address follows.
  dialog.addEventListener('cancel', event => { event.preventDefault(); close(); });
  element('grid').addEventListener('click', event => { if (event.target.closest('a[data-index]')) isOwnEntry = true; });
  element('previous').addEventListener('click', () => go(-1));
  element('next').addEventListener('click', () => go(1));
  element('close').addEventListener('click', close);
  element('zoom').addEventListener('click', zoom);
  element('facts-button').addEventListener('click', toggleFacts);
  new ResizeObserver(() => { if (frame && !frame.isActual) frame.fit(); }).observe(stage);
  window.addEventListener('hashchange', follow);

  // A finger that goes sideways turns the page, where there is no slider.
  let start = null;
  stage.addEventListener('pointerdown', event => { start = event.pointerType === 'touch' && !(frame && (frame.slider || frame.isActual)) ? event : null; });
  stage.addEventListener('pointerup', event => {
    if (!start) return;
    const [across, down] = [event.clientX - start.clientX, event.clientY - start.clientY];
    start = null;
    if (Math.abs(across) > 50 && Math.abs(across) > 2 * Math.abs(down)) go(across < 0 ? 1 : -1);
  });

  return {
    follow,
    get isOpen() { return dialog.open; },
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'b' && frame) return frame.jump();
      if (event.key === 'z') return zoom();
      if (event.key === 'i') return toggleFacts();
      // The slider's own arrows move the slider; scrolled pictures and facts scroll.
      if (event.target === (frame && frame.slider) || event.target === element('facts') || (frame && frame.isActual)) return;
      const step = { ArrowLeft: -1, ArrowUp: -1, PageUp: -1, ArrowRight: 1, ArrowDown: 1, PageDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      go(step);
    }
  };
})();
