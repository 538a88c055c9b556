'use strict';
// Light, dark, or as the system has it; kept where the browser lets a page from a file keep anything.

var glassine = {};

glassine.theme = (function () {
  const names = ['system', 'light', 'dark'];
  const marks = { system: '◐', light: '☀', dark: '☾' };
  const words = { system: 'as the system', light: 'light', dark: 'dark' };
  let current = 'system';

  function stored() {
    try { return localStorage.getItem('glassine-theme'); } catch (error) { return null; }
  }

  function set(name) {
    current = names.includes(name) ? name : 'system';
    if (current === 'system') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', current);
    try { localStorage.setItem('glassine-theme', current); } catch (error) { /* then it holds for this visit */ }
    draw();
  }

  function draw() {
    const button = document.getElementById('theme');
    if (!button) return;
    button.firstElementChild.textContent = marks[current];
    button.setAttribute('aria-label', 'Colours: ' + words[current]);
    button.title = 'Colours: ' + words[current] + ' (t)';
  }

  set(stored());
  return { draw, next() { set(names[(names.indexOf(current) + 1) % names.length]); } };
})();
