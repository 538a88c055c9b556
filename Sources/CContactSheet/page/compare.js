'use strict';
// One picture in a frame of its own size; where there is a restored copy, two above each other and a slider that says where they meet.

glassine.Frame = class {
  constructor(stage, shot) {
    const make = glassine.grid.make;
    this.stage = stage;
    this.isActual = false;
    this.element = make('div', 'frame');
    this.plain = this.image('previews/' + shot.picture + '.jpg', shot.restored ? 'Plain preview of ' + shot.name : 'Preview of ' + shot.name);
    this.element.append(this.plain);
    if (shot.restored) this.compare(shot);
    stage.replaceChildren(this.element);
    this.plain.addEventListener('load', () => this.fit());
    this.plain.addEventListener('error', () => stage.replaceChildren(make('p', 'notice', 'The picture is missing: previews/' + shot.picture + '.jpg')));
    this.fit();
  }

  image(source, alt) {
    const image = glassine.grid.make('img');
    image.src = source;
    image.alt = alt;
    image.draggable = false;
    return image;
  }

  compare(shot) {
    const make = glassine.grid.make;
    this.element.classList.add('compare');
    this.restored = this.image('restored/' + shot.picture + '.jpg', 'Restored copy of ' + shot.name);
    this.restored.className = 'after';
    this.slider = make('input');
    Object.assign(this.slider, { type: 'range', min: 0, max: 100, step: 1, id: 'slider' });
    this.slider.setAttribute('aria-label', 'Plain preview to the left of the line, restored copy to the right');
    this.slider.addEventListener('input', () => this.move(Number(this.slider.value)));
    const line = make('span', 'line');
    line.append(make('span', 'knob', '‹ ›'));
    line.setAttribute('aria-hidden', 'true');
    this.tags = [make('span', 'tag left', 'plain'), make('span', 'tag right', 'restored')];
    for (const tag of this.tags) tag.setAttribute('aria-hidden', 'true');
    this.element.append(this.restored, line, ...this.tags, this.slider);
    this.move(50);
  }

  /** Puts the line at so many hundredths of the width. */
  move(share) {
    this.share = Math.min(100, Math.max(0, share));
    this.slider.value = this.share;
    this.slider.setAttribute('aria-valuetext', this.share + ' % plain, ' + (100 - this.share) + ' % restored');
    this.element.style.setProperty('--share', this.share + '%');
    this.tags[0].classList.toggle('gone', this.share < 15);
    this.tags[1].classList.toggle('gone', this.share > 85);
  }

  /** All plain, or all restored. */
  jump() { if (this.slider) this.move(this.share > 50 ? 0 : 100); }

  /** Actual pixels of the screen, or as large as the stage allows. */
  actual(isActual) {
    this.isActual = isActual;
    this.fit();
    if (!isActual) return;
    this.stage.scrollTo((this.stage.scrollWidth - this.stage.clientWidth) / 2, (this.stage.scrollHeight - this.stage.clientHeight) / 2);
  }

  fit() {
    const [width, height] = [this.plain.naturalWidth, this.plain.naturalHeight];
    this.stage.classList.toggle('actual', this.isActual);
    if (!width || !height) return;
    const pixel = 1 / (window.devicePixelRatio || 1);
    // Small previews may be shown at twice their size, no more.
    const share = this.isActual ? pixel : Math.min(this.stage.clientWidth / width, this.stage.clientHeight / height, 2);
    this.element.style.width = Math.floor(width * share) + 'px';
    this.element.style.height = Math.floor(height * share) + 'px';
  }
};
