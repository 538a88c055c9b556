'use strict';
// The shots of the sheet: taken in from data/*.js, searched, filtered and put in order.

/** data/sheet.js calls `glassine.begin` with what holds for all, data/000001.js and on `glassine.add` with a part of the shots each. */
glassine.shots = (function () {
  const all = [];
  const byIdentity = new Map();
  let listener = null;
  let head = { title: '', shots: 0, files: 0 };

  function folded(text) { return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase(); }

  function take(shot) {
    const slash = shot.path.lastIndexOf('/');
    shot.name = shot.path.slice(slash + 1);
    shot.folder = slash < 0 ? '' : shot.path.slice(0, slash);
    shot.keywords = shot.keywords || [];
    shot.damage = shot.damage || [];
    shot.day = glassine.words.day(shot.taken);
    shot.number = all.length;
    shot.fields = {
      name: folded(shot.path), camera: folded(shot.camera || ''), lens: folded(shot.lens || ''),
      keyword: folded(shot.keywords.join('\n')), date: shot.day, tier: folded(glassine.words.tier(shot.tier).join(' '))
    };
    const fields = shot.fields;
    shot.text = [fields.name, fields.camera, fields.lens, fields.keyword, fields.date].join('\n');
    all.push(shot);
    byIdentity.set(shot.id, shot);
  }

  /** The words of a query: what to look for, and where; quotes keep words together. */
  function parse(query) {
    const words = [];
    for (const found of query.matchAll(/(?:(name|camera|lens|keyword|date|tier):)?(?:"([^"]*)"?|(\S+))/gi)) {
      const text = folded(found[2] !== undefined ? found[2] : found[3]);
      if (text) words.push({ field: found[1] && found[1].toLowerCase(), text });
    }
    return words;
  }

  const states = {
    restored: shot => shot.restored, damaged: shot => shot.damage.length > 0, unproved: shot => !shot.rebuiltEver, bare: shot => !shot.picture
  };

  function matcher(wish) {
    const words = parse(wish.query || '');
    const tests = [];
    for (const word of words) {
      if (word.field) tests.push(shot => shot.fields[word.field].includes(word.text));
      else tests.push(shot => shot.text.includes(word.text));
    }
    if (wish.folder) tests.push(shot => shot.folder === wish.folder || shot.folder.startsWith(wish.folder + '/'));
    if (wish.camera) tests.push(shot => shot.camera === wish.camera);
    if (wish.lens) tests.push(shot => shot.lens === wish.lens);
    if (wish.keyword) tests.push(shot => shot.keywords.includes(wish.keyword));
    if (wish.tier) tests.push(shot => shot.tier === wish.tier);
    if (states[wish.state]) tests.push(states[wish.state]);
    if (wish.from) tests.push(shot => shot.day && shot.day >= wish.from);
    if (wish.to) tests.push(shot => shot.day && shot.day <= wish.to);
    return shot => tests.every(test => test(shot));
  }

  const unknownLast = (left, right, order) => left === undefined ? (right === undefined ? 0 : 1) : right === undefined ? -1 : order;
  const orders = {
    path: (left, right) => compare(left.folder, right.folder) || compare(left.name, right.name) || left.number - right.number,
    newest: (left, right) => unknownLast(left.taken, right.taken, right.taken - left.taken) || left.number - right.number,
    oldest: (left, right) => unknownLast(left.taken, right.taken, left.taken - right.taken) || left.number - right.number,
    size: (left, right) => right.size - left.size || left.number - right.number
  };
  const compare = (left, right) => left < right ? -1 : left > right ? 1 : 0;

  return {
    get head() { return head; },
    get count() { return all.length; },
    get isWhole() { return all.length >= head.shots; },
    byIdentity(identity) { return byIdentity.get(identity); },

    /** The shots that match a wish: `query`, `folder`, `camera`, `lens`, `keyword`, `tier`, `state`, `from`, `to`, `order`. */
    find(wish) {
      const found = all.filter(matcher(wish));
      return found.sort(orders[wish.order] || orders.path);
    },

    /** The values of a property with how many shots have them, the most frequent first where `frequent` is true. */
    values(property, frequent) {
      const counts = new Map();
      for (const shot of all) {
        const value = shot[property];
        for (const one of Array.isArray(value) ? value : value ? [value] : []) counts.set(one, (counts.get(one) || 0) + 1);
      }
      const list = [...counts].sort((left, right) => compare(left[0].toLowerCase(), right[0].toLowerCase()));
      return frequent ? list.sort((left, right) => right[1] - left[1]) : list;
    },

    /** Reads all data, one file after the other; `told` hears after each, and of what could not be read. */
    read(told) {
      listener = told;
      load('data/sheet.js', () => {
        told(null);
        next(1);
      });
    },
    begin(given) { head = given; },
    add(number, list) { for (const shot of list) take(shot); }
  };

  function next(number) {
    if (number > head.files) return;
    load('data/' + String(number).padStart(6, '0') + '.js', () => {
      listener(null);
      next(number + 1);
    });
  }

  function load(place, done) {
    const script = document.createElement('script');
    script.charset = 'utf-8';
    script.src = place;
    script.onload = () => { script.remove(); done(); };
    script.onerror = () => { listener(place); done(); };
    document.head.append(script);
  }
})();

glassine.begin = head => glassine.shots.begin(head);
glassine.add = (number, list) => glassine.shots.add(number, list);
