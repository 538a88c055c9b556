'use strict';
// How values are written for people. Numbers as in the program: sizes are decimal, dates are written year first.

glassine.words = (function () {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

  function bytes(count) {
    let unit = 0;
    let value = count;
    while (value >= 999.5 && unit < units.length - 1) { value /= 1000; unit += 1; }
    if (unit === 0) return count + ' B';
    return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + ' ' + units[unit];
  }

  /** 12345 → 12,345 */
  function count(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, ','); }

  function counted(number, one, many) { return count(number) + ' ' + (number === 1 ? one : many || one + 's'); }

  /** The date of a moment in seconds since 1970, as 2026-05-01; '' for none. Cameras record no zone: their clocks are read as UTC. */
  function day(seconds) {
    if (seconds === undefined) return '';
    const date = new Date(seconds * 1000);
    return isNaN(date) ? '' : date.toISOString().replace(/T.*/, '');
  }

  function moment(seconds) {
    const date = new Date(seconds * 1000);
    return isNaN(date) ? '' : date.toISOString().replace('T', ' ').replace(/\..*/, '');
  }

  function shutter(seconds) {
    if (seconds >= 0.4) return trimmed(seconds, 1) + ' s';
    return '1/' + Math.round(1 / seconds) + ' s';
  }

  function trimmed(value, digits) { return value.toFixed(digits).replace(/\.0+$/, ''); }

  function exposure(shot) {
    const parts = [];
    if (shot.shutter > 0) parts.push(shutter(shot.shutter));
    if (shot.aperture > 0) parts.push('f/' + trimmed(shot.aperture, 1));
    if (shot.iso > 0) parts.push('ISO ' + Math.round(shot.iso));
    if (shot.focal > 0) parts.push(trimmed(shot.focal, 1) + ' mm');
    return parts.join(' · ');
  }

  /** '12 days ago' */
  function age(seconds) {
    const days = Math.floor((Date.now() / 1000 - seconds) / 86400);
    if (days < 0) return 'in the future';
    if (days === 0) return 'today';
    if (days === 1) return 'yesterday';
    return days < 730 ? days + ' days ago' : Math.floor(days / 365) + ' years ago';
  }

  const tiers = {
    'file-exact': ['file-exact', 'taken apart and coded; comes back byte for byte'],
    'stored-whole': ['stored whole', 'compressed as it is; comes back byte for byte'],
    'sensor-exact': ['sensor-exact', 'only mosaic and metadata were kept; comes back as DNG or TIFF']
  };

  function tier(name) { return tiers[name] || [name || '', '']; }

  /** What was proved of a shot, as `glassine status` tells it: of the deepest level first. */
  function proof(shot) {
    const lines = [];
    if (shot.rebuilt !== undefined) lines.push('rebuilt ' + day(shot.rebuilt) + ', ' + age(shot.rebuilt));
    else lines.push(shot.rebuiltEver ? 'rebuilt, but nobody knows when' : 'never rebuilt');
    if (shot.read !== undefined) lines.push('read ' + day(shot.read) + ', ' + age(shot.read));
    else lines.push(shot.readEver ? 'read, but nobody knows when' : 'never read');
    return lines;
  }

  return { bytes, count, counted, day, moment, exposure, tier, proof };
})();
